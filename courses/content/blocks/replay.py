"""A recorded run that is replayed, and stops to ask."""

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from courses.content.assets import Group
from courses.content.blocks.media import FileUse, RecordingPath
from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all
from courses.content.questions import AnyQuestion
from courses.content.questions.base import refuse_waiting


class Pause(ContentModel):
    """Before what comes after step `at` is shown, these are asked."""

    at: int = Field(ge=0, le=10_000_000)
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=5)


class ReplaySource(ContentModel):
    """`recording` names the events of a run. What is asked counts for nothing, as in a check."""

    title: LocalizedText
    about: LocalizedMarkdown | None = None
    recording: RecordingPath
    pauses: tuple[Pause, ...] = Field(min_length=1, max_length=12)

    def files(self) -> Iterator[FileUse]:
        yield FileUse(("recording",), self.recording, Group.RECORDING)

    @property
    def questions(self) -> list[AnyQuestion]:
        return [question for pause in self.pauses for question in pause.questions]

    @model_validator(mode="after")
    def goes_forward_and_asks_each_question_once(self) -> Self:
        raise_all([*self._falling()])
        seen: set[str] = set()
        for place, pause in enumerate(self.pauses):
            for number, question in enumerate(pause.questions):
                at = ("pauses", place, "questions", number)
                refuse_waiting(question, at=(*at, "kind"))
                if question.key in seen:
                    raise mistake(_("Question “%(key)s” appears twice."), at=(*at, "key"), key=question.key)
                seen.add(question.key)
        return self

    def _falling(self) -> Iterator[PydanticCustomError]:
        for place, (before, pause) in enumerate(zip(self.pauses, self.pauses[1:], strict=False), 1):
            if pause.at <= before.at:
                template = _("Pauses must rise; step %(after)d comes after step %(step)d.")
                yield mistake(template, at=("pauses", place, "at"), after=pause.at, step=before.at)
