"""Keys that were corrected before anybody was marked by them: who tries on an older revision later would be.

An author can decide about these together with the others, or the question comes back with the next person who meets it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.content.regrading import Change
from courses.models import Enrolment, QuizAttempt, Regrade, Revision
from courses.states import HOLDS, AttemptState

Place = tuple[str, str]
"""The keys of a lesson and of a quiz in it."""
Sources = Mapping[tuple[int, Place], Mapping[str, Any]]
"""Quizzes as JSON, by revision and place."""

UNMARKED = (AttemptState.IN_PROGRESS, AttemptState.OVERDUE, AttemptState.SUBMITTED)


class Decided(NamedTuple):
    """What a regrade is about, in words of the database; `holds`: its keys mark later attempts too."""

    revision: int
    place: Place
    questions: Collection[str]
    holds: bool

    def marks(self, old: int, at: Place, key: str) -> bool:
        """Whether it is what marks that question of the revision `old` from now on, if no later regrade does."""
        return self.holds and self.revision > old and self.place == at and key in self.questions


def decided(regrades: QuerySet[Regrade]) -> list[Decided]:
    """In the order in which authors decided them."""
    named = ("revision_id", "lesson_key", "quiz_key", "questions", "state")
    rows = regrades.order_by("pk").values_list(*named)
    return [Decided(by, (lesson, quiz), keys, state in HOLDS) for by, lesson, quiz, keys, state in rows]


def still_marked_on(revision: Revision) -> QuerySet[Revision]:
    """The older revisions of its course on which attempts will yet be marked."""
    older = Revision.objects.filter(course=revision.course_id, number__lt=revision.number)
    people = Enrolment.objects.filter(revision=OuterRef("pk"))
    unmarked = QuizAttempt.objects.filter(revision=OuterRef("pk"), state__in=UNMARKED)
    return older.filter(Q(Exists(people)) | Q(Exists(unmarked)))


def awaited(
    revision: Revision,
    sources: Sources,
    changes: Mapping[tuple[int, Place], Mapping[str, Change]],
    past: Sequence[Decided],
    marked_on: Collection[int],
) -> Iterator[tuple[int, Place, str]]:
    """Whose key (a revision) would mark which question later, where that is not the key of `revision`."""
    for (old, at), quiz in sources.items():
        new = sources.get((revision.pk, at))
        if old in marked_on and new:
            kinds = {question["key"]: question["kind"] for question in new["questions"]}
            for question in quiz["questions"]:
                key = question["key"]
                by = next((one.revision for one in reversed(past) if one.marks(old, at, key)), old)
                if key in changes.get((by, at), ()) and kinds.get(key) == question["kind"]:
                    yield by, at, key
