"""The terms of a quiz beside its questions: when it is open, when marks are told, what being wrong costs."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationInfo, model_validator

from courses.content.localized import ContentModel, is_stored
from courses.content.moments import END, FIRST, is_reckoned
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.worth import Worth

Feedback = Literal["at-once", "after-submit", "after-close"]
"""Marks are told question by question, or when the quiz is handed in, or when nobody can answer any more."""

NO_MOMENT = _("“%(key)s” must be a date and time with its zone, for example 2026-12-01T09:00+01:00.")
OUT_OF_YEARS = _("“%(key)s” must be in a year from %(first)d to %(last)d.")


def _moment(value: Any, info: ValidationInfo) -> Any:
    """Without its zone a time means something else to each reader."""
    read = value if isinstance(value, datetime) else _read(value, info)
    if is_reckoned(read):
        return read
    if is_stored(info):  # published before such years were refused: its lesson is read all the same
        return FIRST if read < FIRST else END
    first, last = FIRST.year, END.year - 1
    raise mistake(OUT_OF_YEARS, key=info.field_name or "", first=first, last=last)


def _read(value: Any, info: ValidationInfo) -> datetime:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise mistake(NO_MOMENT, key=info.field_name or "")
    return read


Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]


class QuizPolicy(ContentModel):
    """`penalty` is a share of a question's points; `certainty` asks how sure the learner is, see `marking`.

    For `appeal_days` after a person's mark the learner may ask for another look at it.
    """

    feedback: Feedback = "after-submit"
    opens: Moment | None = None
    closes: Moment | None = None
    penalty: Worth = Field(0.0, ge=0, le=1)
    tries_per_question: int = Field(1, ge=1, le=10)
    appeal_days: int = Field(14, ge=0, le=365)
    certainty: bool = False

    @property
    def wrong_costs(self) -> bool:
        """Whether a wrong answer may count for less than none: then nobody is made to guess."""
        return self.certainty or (self.penalty > 0 and self.tries_per_question == 1)

    @model_validator(mode="after")
    def dates_allow_what_they_promise(self, info: ValidationInfo) -> Self:
        if self.feedback == "after-close" and self.closes is None:
            raise mistake(_("With feedback: after-close, say when the quiz “closes”."), at=("feedback",))
        if self.opens and self.closes and self.closes <= self.opens and not is_stored(info):
            raise mistake(_("The quiz closes before it opens."), at=("closes",))
        return self

    @model_validator(mode="after")
    def marks_in_one_way(self) -> Self:
        if self.tries_per_question > 1 and self.feedback != "at-once":
            at = ("tries_per_question",)
            raise mistake(_("Several tries per question need feedback: at-once."), at=at)
        if self.certainty and self.penalty:
            raise mistake(_("Certainty has penalties of its own: leave “penalty” out."), at=("penalty",))
        if self.certainty and self.tries_per_question > 1:
            at = ("tries_per_question",)
            raise mistake(_("With certainty each question is answered once."), at=at)
        return self
