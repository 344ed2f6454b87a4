"""How pages are looked at: one wide light English look and one narrow dark Chinese one; `LOOKS=all` takes all eight."""

import os
from itertools import product

TWO = [(1440, "light", "en"), (390, "dark", "zh-hans")]
ALL = list(product((1440, 390), ("light", "dark"), ("en", "zh-hans")))
LOOKS = ALL if os.environ.get("LOOKS") == "all" else TWO
