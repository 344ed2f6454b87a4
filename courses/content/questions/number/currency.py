"""Amounts of money the way people type them: with a sign in front, or as on a Chinese cheque."""

import re
from collections.abc import Sequence

CURRENCIES = {
    "¥": {"元", "圆", "人民币", "人民币元", "cny", "rmb", "yuan", "¥", "￥"},
    "$": {"美元", "usd", "us$", "$", "dollar", "dollars"},
    "€": {"欧元", "eur", "€", "euro", "euros"},
}
WIDE = {"￥": "¥", "＄": "$"}
IN_FRONT = re.compile(r"\s*(?P<minus>[-+−－]?)\s*(?P<sign>[¥￥$＄€])(?P<amount>.*)", re.DOTALL)
WHOLE = re.compile(r"整\s*\Z")


def with_unit_behind(typed: str, units: Sequence[str]) -> str:
    """The same amount with its unit at the end, where one of these units is that currency; else as it was typed."""
    if any(_is(unit, "¥") for unit in units):
        typed = WHOLE.sub("", typed)
    found = IN_FRONT.fullmatch(typed)
    if not found:
        return typed
    sign = WIDE.get(found["sign"], found["sign"])
    named = [unit for unit in units if _is(unit, sign)]
    amount = found["minus"] + found["amount"].strip()
    if not named:
        return typed
    is_bare = amount[-1:].isdigit() or amount.endswith((".", *"万亿萬億"))
    return amount + named[0] if is_bare else amount


def _is(unit: str, sign: str) -> bool:
    return unit.strip().casefold() in CURRENCIES[sign]
