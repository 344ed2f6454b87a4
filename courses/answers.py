"""What a form holds for the questions of a quiz: read from its fields, kept as JSON, parsed by its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.content.marking import Certainty
from courses.content.questions import Given, Response, UnreadableAnswer
from courses.content.schema import QuizSource
from courses.content.whole import whole
from courses.wording import in_words

FIELD, SEEN = "q.", "seen."
LONGEST_FORM = 200_000  # bytes; every save is kept
NOTHING = Given()
SURE = "_sure"
"""The part of an answer that says how sure the learner is; no part of a question has a name like this."""

Values = Mapping[str, Sequence[str]]
"""What a form said, by the names of its fields without their beginning: `key`, or `key.part`."""


@dataclass(frozen=True)
class Answers:
    """Responses that could be read, and why the others could not."""

    given: Mapping[str, Given]
    responses: dict[str, Response]
    problems: dict[str, str]


@dataclass(frozen=True)
class QuizForm:
    """What a quiz page sends.

    `number` of the attempt that the page was drawn for, 0 for whichever is next; `seen`: which version of each saved
    answer it knew; `is_final`: time is over, so what is missing stays so; `sitting` names person and attempt.
    `leaves_empty`: the learner was asked about the questions without an answer, and hands in all the same. `again`: the
    page has sent this before, and does not know whether it arrived.
    """

    given: Mapping[str, Given]
    number: int = 0
    seen: Mapping[str, int] = field(default_factory=dict)
    is_final: bool = False
    sitting: str = ""
    leaves_empty: bool = False
    again: bool = False

    @classmethod
    def of(cls, posted: QueryDict) -> "QuizForm":
        said = {name: str(posted[name]) for name in posted}
        seen = {name.removeprefix(SEEN): _whole(text) for name, text in said.items() if name.startswith(SEEN)}
        number = _whole(said.get("number", ""))
        final = "time-is-over" in said
        given, sitting = given_by(fields_of(posted)), said.get("sitting", "")
        more = {"leaves_empty": "leave-empty" in said, "again": "again" in said}
        return cls(given, number, seen, final, sitting, **more)

    def is_for(self, number: int, sitting: str) -> bool:
        """Whether it was drawn for this attempt of this person; a form that names none is for whichever is next."""
        return self.number in (0, number) and self.sitting in ("", sitting)


def fields_of(posted: QueryDict) -> Values:
    """The values of the fields of questions in a posted form, without NUL, which no database keeps."""
    named = (name for name in posted if name.startswith(FIELD))
    return {
        _storable(name.removeprefix(FIELD)): [_storable(one) for one in posted.getlist(name)]
        for name in named
    }


def given_by(values: Values) -> dict[str, Given]:
    """What each question was given, for those that a form says anything about."""
    return {key: _given(key, values) for key in dict.fromkeys(name.partition(".")[0] for name in values)}


def read_answers(quiz: QuizSource, given: Mapping[str, Given]) -> Answers:
    """Every question asks for an answer before anything is marked."""
    responses: dict[str, Response] = {}
    problems: dict[str, str] = {}
    for question in quiz.questions:
        try:
            responses[question.key] = question.parse(given.get(question.key, NOTHING))
        except UnreadableAnswer as unreadable:
            problems[question.key] = in_words(unreadable.template, unreadable.params)
            continue
        asks_certainty = quiz.certainty and question.is_marked_at_once()
        if asks_certainty and certainty_in(given.get(question.key, NOTHING)) is None:
            problems[question.key] = _("Say how sure you are.")
    return Answers(given, responses, problems)


def missing(quiz: QuizSource, read: Answers) -> tuple[dict[str, str], list[str]]:
    """What cannot be read, and why; and what is empty, where that is allowed because a wrong answer costs."""
    given = read.given
    blanks = [key for key in read.problems if quiz.wrong_costs and is_blank(given.get(key, NOTHING))]
    return {key: why for key, why in read.problems.items() if key not in blanks}, blanks


def salvaged(quiz: QuizSource, given: Mapping[str, Given]) -> dict[str, Response]:
    """What can be read of each answer when there is no more time to ask; nothing for the others."""
    read = {question.key: question.salvage(given.get(question.key, NOTHING)) for question in quiz.questions}
    return {key: response for key, response in read.items() if response is not None}


def is_blank(given: Given) -> bool:
    """Whether nothing is answered; how sure one is of nothing is no answer."""
    return not any(given.values) and not any(said for part, said in given.parts.items() if part != SURE)


def certainty_in(given: Given) -> Certainty | None:
    """How sure the learner said they are; None for nothing and for what is no answer to that."""
    said = given.parts.get(SURE, "")
    return Certainty(said) if said in set(Certainty) else None


def stored(given: Given) -> dict[str, Any]:
    """As JSON, the shortest form: nothing given is an empty object."""
    values = {"values": [text for text in given.values if text]} if any(given.values) else {}
    parts = {key: text for key, text in given.parts.items() if text}
    return values | ({"parts": parts} if parts else {})


def restored(kept: Mapping[str, Any]) -> Given:
    return Given(tuple(kept.get("values", ())), dict(kept.get("parts", {})))


def _given(key: str, values: Values) -> Given:
    parts = {
        name.removeprefix(f"{key}."): said for name, said in values.items() if name.startswith(f"{key}.")
    }
    return Given(tuple(values.get(key, ())), {name: said[0] for name, said in parts.items() if said})


def _storable(text: str) -> str:
    return text.replace("\0", "")


def _whole(text: str) -> int:
    """A whole number that a form sent along; 0 for anything else."""
    return whole(text, 5) or 0
