"""What waits for a mark, by question, so that one reads all answers to one question in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from courses.hand_marking.access import open_appeals, other_markers, waiting_answers
from courses.models import Appeal, Block, BlockKind, Marking
from lms.kit.markup import words_in
from lms.kit.templatetags.texts import in_language
from people.models import User

MOST, LATELY = 100, 10
PLACE = ("attempt__revision__course", "attempt__lesson_key", "attempt__quiz_key", "question_key")
ENROLMENT = "answer__attempt__enrolment"
SOURCE = "answer__attempt__revision__source"
Place = tuple[int, str, str, str]


@dataclass(frozen=True)
class Told:
    """Where a question stands, in the reader's language."""

    course: str
    quiz: str
    number: int
    prompt: str


@dataclass(frozen=True)
class WaitingLine:
    told: Told
    count: int
    oldest: datetime
    href: str


@dataclass(frozen=True)
class AppealLine:
    """`is_own`: it is about the reader's own mark, and there is somebody else to decide."""

    told: Told
    appeal: Appeal
    href: str
    is_own: bool


@dataclass(frozen=True)
class MarkedLine:
    told: Told
    marking: Marking
    href: str


@dataclass(frozen=True)
class QueuePage:
    waiting: Sequence[WaitingLine]
    appeals: Sequence[AppealLine]
    lately: Sequence[MarkedLine]

    @property
    def count(self) -> int:
        return sum(line.count for line in self.waiting)


def queue_page(actor: User) -> QueuePage:
    """A fixed number of queries, however much waits."""
    groups = _groups(actor)
    related = ("answer__attempt__revision", "marking")
    others = other_markers(actor, OuterRef(OuterRef(f"{ENROLMENT}__course")), OuterRef(f"{ENROLMENT}__user"))
    asked = open_appeals(actor).annotate(for_others=Exists(others)).select_related(*related)
    appeals = list(asked.defer(SOURCE)[:MOST])
    mine = Marking.objects.filter(by=actor).select_related("answer__attempt__revision").defer(SOURCE)
    lately = list(mine.order_by("-at", "-pk")[:LATELY])
    answers = [*(one.answer for one in appeals), *(one.answer for one in lately)]
    blocks = _blocks(
        {(place, one["revision"]) for place, one in groups.items()} | {_place_of(a) for a in answers}
    )
    return QueuePage(
        [
            WaitingLine(blocks[place, one["revision"]], one["n"], one["oldest"], href(one["first"], place[3]))
            for place, one in groups.items()
        ],
        [
            AppealLine(
                blocks[_place_of(one.answer)],
                one,
                _href_of(one.answer),
                one.for_others and one.marking.by_id == actor.pk,
            )
            for one in appeals
        ],
        [MarkedLine(blocks[_place_of(one.answer)], one, _href_of(one.answer)) for one in lately],
    )


def count_waiting(actor: User) -> int:
    return waiting_answers(actor).count() + open_appeals(actor).count()


def href(attempt: Any, question: str) -> str:
    return reverse("courses:mark_answer", args=[attempt, question])


def _groups(actor: User) -> dict[Place, dict[str, Any]]:
    """Of each question how many wait, and the one that waits longest; the longest waiting question first."""
    waiting = waiting_answers(actor)
    counted = waiting.order_by().values_list(*PLACE).annotate(n=Count("pk"), oldest=Min("awaits_since"))
    counts = {tuple(place): (n, oldest) for *place, n, oldest in counted.order_by("oldest", *PLACE)[:MOST]}
    named = ("attempt__public_id", "attempt__revision")
    first = waiting.order_by(*PLACE, "awaits_since", "pk").distinct(*PLACE).values_list(*PLACE, *named)
    firsts = {tuple(place): (attempt, revision) for *place, attempt, revision in first}
    return {
        place: {"n": n, "oldest": oldest, "first": firsts[place][0], "revision": firsts[place][1]}
        for place, (n, oldest) in counts.items()
        if place in firsts
    }


def _place_of(answer: Any) -> tuple[Place, int]:
    attempt = answer.attempt
    place = (attempt.revision.course_id, attempt.lesson_key, attempt.quiz_key, answer.question_key)
    return place, attempt.revision_id


def _href_of(answer: Any) -> str:
    return href(answer.attempt.public_id, answer.question_key)


def _blocks(wanted: set[tuple[Place, int]]) -> dict[tuple[Place, int], Told]:
    """One query for the quizzes of all places."""
    revisions = {revision for _place, revision in wanted}
    keys = {(revision, lesson, quiz) for (_course, lesson, quiz, _question), revision in wanted}
    blocks = Block.objects.filter(
        lesson__revision__in=revisions,
        kind=BlockKind.QUIZ,
        lesson__key__in={lesson for _revision, lesson, _quiz in keys},
        key__in={quiz for _revision, _lesson, quiz in keys},
    )
    rows = blocks.values_list(
        "lesson__revision", "lesson__key", "key", "lesson__revision__title", "content__pages"
    )
    found = {(revision, lesson, quiz): (title, pages) for revision, lesson, quiz, title, pages in rows}
    return {
        (place, revision): _told(*found[revision, place[1], place[2]], place[3]) for place, revision in wanted
    }


def _told(title: Any, pages: Any, question: str) -> Told:
    page = in_language(pages)
    listed = list(enumerate(page["questions"], 1))
    number, shown = next((pair for pair in listed if pair[1]["key"] == question), (0, {"prompt": ""}))
    return Told(str(in_language(title)), page["title"], number, words_in(shown["prompt"]))
