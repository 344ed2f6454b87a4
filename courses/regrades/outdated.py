"""Which questions have answers that were marked by an older key, or would yet be: what authors are offered to regrade."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.questions import KINDS, BaseQuestion
from courses.content.regrading import Change, change_of
from courses.models import (
    Answer,
    Block,
    BlockKind,
    QuizAttempt,
    Regrade,
    RegradedAnswer,
    RemarkState,
    Revision,
)
from courses.regrades.awaited import Place, awaited, decided, still_marked_on
from courses.states import AttemptState
from lms.kit.templatetags.texts import in_language, listed


@dataclass(frozen=True)
class Outdated:
    """A question, the `number`th of the quiz, of which `answers` graded ones were marked by another key.

    Without any, that key still marks who meets the question later, on an older revision.
    `marking` names what changed since in what decides marks; `is_reworded`: so did its words.
    """

    lesson_key: str
    quiz_key: str
    title: str
    key: str
    number: int
    marking: Collection[str]
    is_reworded: bool
    answers: int

    @property
    def told(self) -> str:
        """What authors are told, with an offer behind it."""
        values = {"number": self.number, "quiz": self.title, "answers": self.answers}
        is_key = list(self.marking) == ["key"]
        if not self.answers:
            return self._told_before(is_key=is_key) % {**values, "what": marking_words(self.marking)}
        if is_key:
            text = ngettext(
                "The key of question %(number)d in “%(quiz)s” changed; %(answers)d graded attempt used the old one.",
                "The key of question %(number)d in “%(quiz)s” changed; %(answers)d graded attempts used the old one.",
                self.answers,
            )
            return text % values
        text = ngettext(
            "Question %(number)d in “%(quiz)s” is marked otherwise now (%(what)s); "
            "%(answers)d graded attempt used the old way.",
            "Question %(number)d in “%(quiz)s” is marked otherwise now (%(what)s); "
            "%(answers)d graded attempts used the old way.",
            self.answers,
        )
        return text % {**values, "what": marking_words(self.marking)}

    @staticmethod
    def _told_before(*, is_key: bool) -> str:
        """What is told before anybody was marked so."""
        if is_key:
            return _(
                "The key of question %(number)d in “%(quiz)s” changed; no attempt was graded by the old one yet, "
                "but those on an older revision will be."
            )
        return _(
            "Question %(number)d in “%(quiz)s” is marked otherwise now (%(what)s); no attempt was graded the old way yet, "
            "but those on an older revision will be."
        )


def marking_words(names: Collection[str]) -> str:
    """What decides marks, as authors call it."""
    known = {
        "key": _("the key"),
        "points": _("the points"),
        "tolerance": _("the tolerance"),
        "weights": _("the weights"),
        "comparison": _("how answers are compared"),
        "variables": _("the variables"),
    }
    return listed(known.get(name, name) for name in names)


def graded_before(revision: Revision) -> QuerySet[QuizAttempt]:
    """The graded attempts on older revisions of its course."""
    older = Revision.objects.filter(course=revision.course_id, number__lt=revision.number)
    return QuizAttempt.objects.filter(state=AttemptState.GRADED, revision__in=older, points__isnull=False)


def outdated(revision: Revision, place: Place | None = None) -> list[Outdated]:
    """In the order of the course; of one quiz, or of all. Four queries, and one that counts where a key changed."""
    attempts = _named(graded_before(revision), place).order_by().values_list("revision_id", flat=True)
    past = decided(_named(Regrade.objects.filter(course=revision.course_id), place))
    marked_on = set(still_marked_on(revision).values_list("pk", flat=True))
    used = {*attempts.distinct(), *marked_on, *(one.revision for one in past)}
    sources = _sources({*used, revision.pk}, place)
    changes = {
        (old, at): found
        for (old, at), quiz in sources.items()
        if old != revision.pk and (found := _changes(quiz, sources.get((revision.pk, at))))
    }
    waiting = dict.fromkeys(awaited(revision, sources, changes, past, marked_on), 0)
    counts = waiting | (_counts(revision, changes) if changes else {})
    return [
        one for at, quiz in _newest_first(sources, revision) for one in _of_quiz(at, quiz, changes, counts)
    ]


def answers_of(revision: Revision, keys: Iterable[str]) -> QuerySet[Answer]:
    """Answers to questions of these keys, with whose key marked them (`by`); without those that were tried in vain."""
    vain = RegradedAnswer.objects.filter(
        answer=OuterRef("pk"),
        key_points__isnull=True,
        remarking__state=RemarkState.APPLIED,
        remarking__regrade__revision=revision,
    )
    answers = Answer.objects.filter(attempt__in=graded_before(revision), question_key__in=set(keys))
    return answers.exclude(Exists(vain)).annotate(by=Coalesce(F("key_revision"), F("attempt__revision")))


def _named(rows: QuerySet[Any], place: Place | None) -> QuerySet[Any]:
    return rows.filter(lesson_key=place[0], quiz_key=place[1]) if place else rows


def _sources(revisions: Collection[int], place: Place | None) -> dict[tuple[int, Place], dict[str, Any]]:
    """Quizzes as JSON, by revision and place, in the order of the course."""
    blocks = Block.objects.filter(lesson__revision__in=revisions, kind=BlockKind.QUIZ)
    here = blocks.filter(lesson__key=place[0], key=place[1]) if place else blocks
    named = ("lesson__revision_id", "lesson__key", "key", "content__quiz")
    rows = here.order_by("lesson__position", "position").values_list(*named)
    return {(revision, (lesson, key)): quiz for revision, lesson, key, quiz in rows}


def _changes(old: dict[str, Any], new: dict[str, Any] | None) -> dict[str, Change]:
    """What calls for a regrade, by question. What is the same as JSON is not even read."""
    now = {question["key"]: question for question in new["questions"]} if new else {}
    differing = [one for one in old["questions"] if one["key"] in now and now[one["key"]] != one]
    changes = [change_of(_read(one), _read(now[one["key"]])) for one in differing]
    return {change.key: change for change in changes if change.calls_for_regrade}


def _read(source: dict[str, Any]) -> BaseQuestion:
    return KINDS[source["kind"]].model_validate(source, context={"stored": True})


def _counts(
    revision: Revision, changes: dict[tuple[int, Place], dict[str, Change]]
) -> dict[tuple[int, Place, str], int]:
    """How many answers, by whose key marked them, quiz and question."""
    answers = answers_of(revision, (key for found in changes.values() for key in found))
    named = ("by", "attempt__lesson_key", "attempt__quiz_key", "question_key")
    rows = answers.order_by().values_list(*named).annotate(n=Count("pk"))
    return {(by, (lesson, quiz), key): n for by, lesson, quiz, key, n in rows}


def _newest_first(
    sources: dict[tuple[int, Place], dict[str, Any]], revision: Revision
) -> list[tuple[Place, dict[str, Any]]]:
    return [(at, quiz) for (one, at), quiz in sources.items() if one == revision.pk]


def _of_quiz(
    at: Place,
    quiz: dict[str, Any],
    changes: dict[tuple[int, Place], dict[str, Change]],
    counts: dict[tuple[int, Place, str], int],
) -> Iterable[Outdated]:
    """Those that are counted, also with 0."""
    for number, question in enumerate(quiz["questions"], 1):
        key = question["key"]
        found = [
            (change, counts[old, at, key])
            for (old, here), by_key in changes.items()
            if here == at and (change := by_key.get(key)) and (old, at, key) in counts
        ]
        if found:
            marking = list(dict.fromkeys(name for change, _n in found for name in change.marking))
            reworded = any(change.is_reworded for change, _n in found)
            title = in_language(quiz["title"]["texts"])
            answers = sum(n for _change, n in found)
            yield Outdated(*at, title, key, number, marking, reworded, answers)
