"""How pages are looked at: one wide light English look and one narrow dark Chinese one; `LOOKS=all` takes all eight."""

import os
from collections.abc import Sequence
from itertools import product

Look = tuple[int, str, str]


def looks(*usual: Look) -> Sequence[Look]:
    if os.environ.get("LOOKS") == "all":
        return list(product((1440, 390), ("light", "dark"), ("en", "zh-hans")))
    return usual


LOOKS = looks((1440, "light", "en"), (390, "dark", "zh-hans"))
