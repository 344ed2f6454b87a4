"""Files that a learner hands in, marked by a person along a rubric."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Given, Inline, Response, UnreadableAnswer
from courses.content.questions.rubric import RubricQuestion
from courses.content.questions.upload.judging import TAKEN

FILE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MEGABYTE = 1024 * 1024


def _known(ending: str) -> str:
    if ending not in TAKEN:
        raise mistake(
            _("Files of the type “%(ending)s” are not taken. Known are %(known)s."),
            ending=ending,
            known=", ".join(sorted(TAKEN)),
        )
    return ending


class Question(RubricQuestion):
    """`types` are endings of names; `files` and `megabytes` (of each file) are the most there may be.

    A response is the ids of files that lie with the answer: whoever reads answers leaves out any other id before.
    """

    kind: Literal["upload"]
    types: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(min_length=1, max_length=20)
    files: int = Field(1, ge=1, le=5)
    megabytes: int = Field(5, ge=1, le=16)

    @property
    def most_bytes(self) -> int:
        return self.megabytes * MEGABYTE

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        told = {"types": list(self.types), "files": self.files, "megabytes": self.megabytes}
        return {**super().public(language, inline), **told}

    def parse(self, given: Given) -> Sequence[str]:
        chosen = self._chosen(given)
        if not chosen:
            raise UnreadableAnswer(_("Choose a file and upload it."))
        if len(chosen) > self.files:
            raise UnreadableAnswer(_("Hand in at most %(most)d files; untick the others."), most=self.files)
        return chosen

    def salvage(self, given: Given) -> Sequence[str] | None:
        return self._chosen(given)[: self.files] or None

    def given(self, response: Response) -> Given:
        return Given(_ids(response))

    def is_answer(self, response: Response) -> bool:
        return bool(_ids(response))

    def _chosen(self, given: Given) -> list[str]:
        return list(dict.fromkeys(one for one in given.values if FILE_ID.fullmatch(one)))


def _ids(response: Response) -> tuple[str, ...]:
    """The ids in a response; none where anything else is in it."""
    listed = tuple(response) if isinstance(response, list | tuple) else ()
    return listed if all(isinstance(one, str) and FILE_ID.fullmatch(one) for one in listed) else ()
