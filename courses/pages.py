"""What the course and lesson pages need, gathered in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.db.models import Case, When
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.attempts.selection import Selection, selection
from courses.clock import database_now
from courses.labs import LabPlace, lab_registry
from courses.models import (
    Block,
    BlockKind,
    Enrolment,
    EnrolmentState,
    Lesson,
    QuizAttempt,
    QuizOverride,
    Revision,
)
from courses.outline import Line, Outline, outline_of
from courses.quiz_cards import QuizCard
from courses.quiz_drawing import attempt_card, blank_card, preview_card
from courses.states import OPEN
from courses.terms import overrides_in
from lms.kit.templatetags.texts import in_language
from people.models import User

OPEN_FIRST = [Case(When(state__in=sorted(OPEN), then=0), default=1)]


@dataclass(frozen=True)
class CoursePage:
    """A course for one reader. Without an enrolment it is what anybody sees; `is_preview` is for authors."""

    revision: Revision
    enrolment: Enrolment | None
    outline: Outline
    is_preview: bool = False

    @property
    def is_started(self) -> bool:
        return self.enrolment is not None and self.enrolment.revision_id is not None

    @property
    def is_done(self) -> bool:
        return self.enrolment is not None and self.enrolment.state == EnrolmentState.DONE

    @property
    def is_outdated(self) -> bool:
        """Whether something newer was published after the learner started."""
        return self.is_started and self.revision.course.published_id != self.revision.pk

    @property
    def is_open(self) -> bool:
        """Whether the lessons can be opened from here."""
        return self.is_started or self.is_preview

    @property
    def language_names(self) -> list[str]:
        return [LANG_INFO.get(code, {}).get("name_local", code) for code in self.revision.languages]

    @property
    def rows(self) -> list[tuple[Line, str]]:
        return [(line, self.href(line.lesson)) for line in self.outline.lines]

    @property
    def next_href(self) -> str:
        return self.href(self.outline.next.lesson) if self.outline.next else ""

    @property
    def course_href(self) -> str:
        if self.is_preview:
            return reverse("courses:preview", args=[self.revision.public_id])
        return reverse("courses:course", args=[self.revision.course.key])

    def href(self, lesson: Lesson) -> str:
        if self.is_preview:
            return reverse("courses:preview_lesson", args=[self.revision.public_id, lesson.key])
        return reverse("courses:lesson", args=[self.revision.course.key, lesson.key])


@dataclass(frozen=True)
class Piece:
    """One block of a lesson, drawn: `html` with its language for texts and labs, a card for a quiz."""

    block: Block
    html: SafeString | str = ""
    lang: str = ""
    quiz: QuizCard | None = None

    @property
    def title(self) -> str:
        return self.quiz.title if self.quiz else str(in_language(self.block.content.get("title", "")))

    @property
    def anchor(self) -> str:
        return f"{self.block.kind}-{self.block.key}"


@dataclass(frozen=True)
class LessonPage(CoursePage):
    line: Line | None = None
    pieces: Sequence[Piece] = ()

    @property
    def lesson(self) -> Lesson:
        assert self.line is not None
        return self.line.lesson

    @property
    def lesson_href(self) -> str:
        return self.href(self.lesson)

    @property
    def needs_reading(self) -> bool:
        return not any(piece.block.kind != BlockKind.TEXT for piece in self.pieces)

    @property
    def left(self) -> list[Piece]:
        """The quizzes and labs of this lesson that are not done."""
        done = self.outline.done_parts
        work = [piece for piece in self.pieces if piece.block.kind != BlockKind.TEXT]
        return [p for p in work if (self.lesson.key, p.block.kind, p.block.key) not in done]

    @property
    def next(self) -> tuple[Line, str] | None:
        """The lesson to go on with: the next unfinished one, or in a preview the next one."""
        assert self.line is not None
        following = self.outline.following if self.is_preview else self.outline.after
        line = following(self.line)
        return (line, self.href(line.lesson)) if line else None

    @property
    def has_due(self) -> bool:
        """Whether an attempt shown here is over, or waits for marks that may be told, and is not marked yet."""
        shown = (piece.quiz.attempt for piece in self.pieces if piece.quiz)
        return any(
            attempt.marks_are_due or (attempt.is_overdue and not attempt.is_within_grace)
            for attempt in shown
            if attempt
        )

    @property
    def is_being_answered(self) -> bool:
        """Whether what is shown here can be old a moment later."""
        quizzes = [piece.quiz for piece in self.pieces if piece.quiz]
        return any(quiz.shut or (quiz.attempt and quiz.attempt.is_open) for quiz in quizzes)

    def quiz_card(self, key: str) -> QuizCard | None:
        return next((p.quiz for p in self.pieces if p.quiz and p.quiz.block.key == key), None)

    def with_card(self, card: QuizCard) -> "LessonPage":
        """The same page with one quiz shown otherwise than it is stored; what is done stays so."""
        kept = self.quiz_card(card.block.key)
        shown = replace(card, is_done=kept.is_done if kept else False)
        pieces = [replace(p, quiz=shown) if p.block.pk == card.block.pk else p for p in self.pieces]
        return replace(self, pieces=pieces)


def course_page(revision: Revision, enrolment: Enrolment | None, *, is_preview: bool = False) -> CoursePage:
    return CoursePage(revision, enrolment, outline_of(revision, enrolment), is_preview)


def lesson_page(
    actor: User, revision: Revision, lesson_key: str, enrolment: Enrolment | None, *, again: str = ""
) -> LessonPage:
    """A lesson as `actor` sees it; without an enrolment, as a preview. `again` names a quiz to be tried once more."""
    outline = outline_of(revision, enrolment)
    line = next((line for line in outline.lines if line.lesson.key == lesson_key), None)
    if line is None:
        raise Http404
    blocks = list(line.lesson.blocks.all())
    attempts = _newest_attempts(enrolment, blocks, lesson_key)
    places = [LabPlace(enrolment, revision, line.lesson, block) for block in blocks]
    look = _look(enrolment, blocks, lesson_key)
    pieces = [_piece(actor, place, outline, attempts.get(place.block.key), look, again) for place in places]
    return LessonPage(revision, enrolment, outline, enrolment is None, line, pieces)


@dataclass(frozen=True)
class Looking:
    """Somebody's look at a lesson: what was granted to them at its quizzes, by their keys, and when it is."""

    overrides: Mapping[str, QuizOverride]
    now: datetime


def quiz_card_of(
    place: LabPlace, newest: QuizAttempt | None, look: Looking | None, *, again: bool = False
) -> QuizCard:
    """The attempt that is open, else the last one with its marks, else the first or next one that could begin.

    One that is only prepared has not begun, and shows what there is to see before the first.
    """
    if place.enrolment is None or look is None:
        return preview_card(place.block)
    override = look.overrides.get(place.block.key)
    if newest is not None and newest.is_prepared:
        asked = Selection(
            newest.seed, newest.sitting, tuple(one.question_key for one in newest.answers.all())
        )
        return blank_card(place.block, asked, override, number=newest.number, now=look.now)
    card = attempt_card(place.block, newest, override) if newest else None
    if card is not None and newest is not None and (newest.is_open or not again or card.refusal):
        return card
    number = newest.number + 1 if newest else 1
    asked = selection(place.enrolment, place.lesson.key, place.block, number)
    return blank_card(place.block, asked, override, number=number, now=look.now)


def _look(enrolment: Enrolment | None, blocks: Sequence[Block], lesson_key: str) -> Looking | None:
    if enrolment is None or not any(block.kind == BlockKind.QUIZ for block in blocks):
        return None
    return Looking(overrides_in(enrolment.pk, lesson_key), database_now())


def _newest_attempts(
    enrolment: Enrolment | None, blocks: Sequence[Block], lesson_key: str
) -> dict[str, QuizAttempt]:
    if enrolment is None or not any(block.kind == BlockKind.QUIZ for block in blocks):
        return {}
    attempts = QuizAttempt.objects.timed().filter(enrolment=enrolment, lesson_key=lesson_key)
    by_quiz = (
        attempts.select_related("enrolment").order_by("quiz_key", *OPEN_FIRST, "-number").distinct("quiz_key")
    )
    return {attempt.quiz_key: attempt for attempt in by_quiz.prefetch_related("answers")}


def _piece(
    actor: User,
    place: LabPlace,
    outline: Outline,
    attempt: QuizAttempt | None,
    look: Looking | None,
    again: str,
) -> Piece:
    block = place.block
    if block.kind == BlockKind.TEXT:
        page: dict[str, Any] = in_language(block.content["pages"])
        return Piece(block, html=SafeString(page["html"]), lang=page["lang"])
    if block.kind == BlockKind.QUIZ:
        card = quiz_card_of(place, attempt, look, again=again == block.key)
        is_done = (place.lesson.key, block.kind, block.key) in outline.done_parts
        return Piece(block, quiz=replace(card, is_done=is_done))
    card_html = lab_registry().card(actor=actor, place=place, preview=place.enrolment is None)
    return Piece(block, html=card_html)
