"""What a text may refer to beside itself: terms of the course's glossary, pictures in its folder, and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

NARROWEST = 360
"""Pixels that the column of a phone has for a picture."""


class NotThere(LookupError):
    """Why something that a text names cannot be used, worded for its author."""

    is_error: ClassVar[bool] = True

    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.template = template
        self.params: Params = params


class Doubtful(NotThere):
    """It is not there now, but may come, or be served by somebody else."""

    is_error = False


@dataclass(frozen=True)
class Picture:
    """Where a browser finds it, and its size in pixels, so that the page does not jump when it comes."""

    address: str
    width: int
    height: int

    @property
    def is_shrunk(self) -> bool:
        """Whether a column makes it smaller than it is: that of a phone is the narrowest."""
        return self.width > NARROWEST


def _no_picture(name: str) -> Picture:
    raise NotThere(_("There is no picture “%(name)s” in the course folder."), name=name)


@dataclass(frozen=True)
class References:
    """`term` gets any name of a term and gives its key; `picture` gets a path, `link` an address that leads out of the
    text. All raise `NotThere`. `opens_pictures`: a picture leads to its file in full size, which it must not where it stands
    in a label.

    Without `term` the course has no glossary, and [[brackets]] are text.
    """

    term: Callable[[str], str] | None = None
    picture: Callable[[str], Picture] = _no_picture
    link: Callable[[str], None] | None = None
    opens_pictures: bool = False


NOTHING = References()
