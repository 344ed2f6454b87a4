"""Figures as other systems write them."""

import math
import re

FIGURES = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def read_figures(text: str) -> float | None:
    found = FIGURES.fullmatch(text.strip())
    return float(text) if found and math.isfinite(float(text)) else None
