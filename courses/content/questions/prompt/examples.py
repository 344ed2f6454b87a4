"""The messages that a prompt is tried on, and what the model should write for each."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Slug
from courses.content.questions.text.comparing import matches, readings, wanted

PLACE = re.compile(r"\{\{\s*message\s*\}\}")
Messages = Mapping[str, str]
"""The message of each example, by its key."""
Wanted = Annotated[str, Field(min_length=1, max_length=200)]


class Example(ContentModel):
    """A reply fits when it is one of `wanted`, where `*` stands for any text. Of a `hidden` one learners see nothing."""

    key: Slug
    message: str = Field(min_length=1, max_length=2_000)
    wanted: tuple[Wanted, ...] = Field(min_length=1, max_length=10)
    hidden: bool = False

    @model_validator(mode="after")
    def wants_something(self) -> Self:
        for place, text in enumerate(self.wanted):
            if not wanted(text).replace("*", "").strip():
                raise mistake(
                    _("Any reply, or none, would fit this: write a word of it."), at=("wanted", place)
                )
        return self

    def fits(self, reply: str, *, exact: bool) -> bool:
        said = readings(reply, exact=exact)
        return any(matches(one, wanted(text, exact=exact)) for text in self.wanted for one in said)


def has_place(prompt: str) -> bool:
    """Whether a prompt says where the message goes."""
    return PLACE.search(prompt) is not None
