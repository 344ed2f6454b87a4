"""How little may count: what is worth less than `LEAST` is a slip, and sums of its squares are numbers no more."""

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticKnownError

from courses.content.localized import is_stored

LEAST = 0.01


def _counts(value: float, info: ValidationInfo) -> float:
    """Nothing may be worth nothing, where its field says so. What was published before goes on."""
    if 0 < value < LEAST and not is_stored(info):
        raise PydanticKnownError("greater_than_equal", {"ge": LEAST})
    return value


Worth = Annotated[float, AfterValidator(_counts)]
"""Points, weights, and shares of them."""
