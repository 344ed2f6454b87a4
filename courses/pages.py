"""What the course and lesson pages need, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf.locale import LANG_INFO
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.cards.lesson_quizzes import Looking, look_at, newest_attempts, quiz_card_of
from courses.cards.quiz import QuizCard
from courses.cards.replay import MODULE, replay_card
from courses.cards.widget import widget_card
from courses.enrolling import check_takes_people
from courses.glossary import TermCard, glossary_href, terms_of
from courses.labs import LabPlace, lab_registry
from courses.models import (
    ASKING,
    WORK,
    Block,
    BlockKind,
    Certificate,
    Enrolment,
    EnrolmentState,
    Lesson,
    QuizAttempt,
    Revision,
)
from courses.notes import LessonNotes, notes_of
from courses.outline import Line, Outline, confirmed_in, outline_of
from courses.paths.placed import Placed, placed_by, tests_ahead
from courses.paths.placing import is_placement_test
from courses.pieces import Piece
from courses.publishing.reopened import Reopened, reopened_quizzes
from courses.publishing.retakes import renewable
from courses.publishing.words import Told, moving_on, newer_edition, renewed
from lms.kit.prepared import Prepared, Slot
from lms.kit.templatetags.texts import in_language
from people.models import User


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
    def newer(self) -> Told | None:
        """What is to be said of an edition that was published after the learner started, if it concerns them."""
        is_here = self.revision.course.published_id == self.revision.pk
        return None if is_here or not self.is_started or not self.enrolment else newer_edition(self.enrolment)

    @property
    def refusal(self) -> str:
        """Why this reader cannot start the course."""
        return "" if self.enrolment or self.is_preview else check_takes_people.refusal(self.revision.course)

    @property
    def renewal(self) -> Told | None:
        """What moved the learner on to this revision, while something of it is still to be done."""
        moved = self.enrolment.renewal if self.enrolment and not self.is_done else None
        return renewed(moved) if moved else None

    @cached_property
    def gives_certificate(self) -> bool:
        return self.revision.certified and not is_placement_test(self.revision)

    @cached_property
    def certificate(self) -> Certificate | None:
        """The one that counts now, of a course that is done; with its state."""
        if not self.is_done or self.enrolment is None:
            return None
        return Certificate.objects.filter(completion=self.enrolment.completion).current().with_state().first()

    @cached_property
    def lapsing(self) -> Certificate | None:
        """The certificate of a course that is done, if doing it again now would bring a new one."""
        return renewable(self.enrolment) if self.enrolment else None

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

    @cached_property
    def course_href(self) -> str:
        if self.is_preview:
            return reverse("courses:preview", args=[self.revision.public_id])
        return reverse("courses:course", args=[self.revision.course.key])

    @property
    def has_glossary(self) -> bool:
        return self.revision.terms.exists()

    @property
    def glossary_href(self) -> str:
        return glossary_href(self.revision, is_preview=self.is_preview)

    def href(self, lesson: Lesson) -> str:
        if self.is_preview:
            return reverse("courses:preview_lesson", args=[self.revision.public_id, lesson.key])
        return reverse("courses:lesson", args=[self.revision.course.key, lesson.key])


@dataclass(frozen=True)
class LessonPage(CoursePage):
    line: Line | None = None
    pieces: Sequence[Piece] = ()
    terms: Sequence[TermCard] = ()
    tells_tests: bool = True

    @property
    def lesson(self) -> Lesson:
        assert self.line is not None
        return self.line.lesson

    @cached_property
    def lesson_href(self) -> str:
        return self.href(self.lesson)

    @cached_property
    def notes(self) -> LessonNotes | None:
        """What the reader left in this lesson; asked for only where the page shows it."""
        return notes_of(self.enrolment, self.lesson.key) if self.enrolment else None

    @cached_property
    def placed(self) -> list[Placed]:
        """What the placement tests in this lesson came to; asked for only where a quiz has a result."""
        return placed_by(self.enrolment, self.lesson.key) if self.enrolment else []

    @property
    def placement_tests(self) -> set[str]:
        """The keys of those tests, of which only a first try places anybody."""
        return {one.quiz for one in self.placed}

    @cached_property
    def tests_ahead(self) -> list[Placed]:
        """Whose placement tests the quizzes here are; asked for only where a quiz may be tried for the first time."""
        return tests_ahead(self.enrolment, self.lesson.key) if self.enrolment and self.tells_tests else []

    @cached_property
    def ahead(self) -> Told | None:
        """The edition that takes its reader along once their quiz is handed in; asked for only where one was begun."""
        is_here = self.revision.course.published_id == self.revision.pk
        return None if is_here or not self.enrolment else moving_on(self.enrolment)

    @cached_property
    def reopened(self) -> dict[str, Reopened]:
        """The quizzes here that were taken before and are to be taken again; asked for only where one is ahead."""
        return reopened_quizzes(self.enrolment, self.lesson.key) if self.enrolment else {}

    @property
    def needs_reading(self) -> bool:
        return not any(piece.block.kind in WORK for piece in self.pieces)

    @property
    def left(self) -> list[Piece]:
        """What is to be done in this lesson and is not."""
        done = self.outline.done_parts
        work = [piece for piece in self.pieces if piece.block.kind in WORK]
        return [p for p in work if (self.lesson.key, p.block.kind, p.block.key) not in done]

    @property
    def widget_modules(self) -> list[str]:
        """The scripts of the widgets and replays that this lesson has, each once."""
        replays = {MODULE} if self.has_replay else set()
        return sorted({*replays, *(piece.widget.module for piece in self.pieces if piece.widget)})

    @property
    def has_replay(self) -> bool:
        return any(piece.replay for piece in self.pieces)

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


BLOCKS = Prepared(lambda: Block.objects.filter(lesson=Slot("lesson")))


def lesson_page(
    actor: User, revision: Revision, lesson_key: str, enrolment: Enrolment | None, *, again: str = ""
) -> LessonPage:
    """A lesson as `actor` sees it; without an enrolment, as a preview. `again` names a quiz to be tried once more."""
    outline = outline_of(revision, enrolment)
    line = next((line for line in outline.lines if line.lesson.key == lesson_key), None)
    if line is None:
        raise Http404
    blocks = BLOCKS.all(lesson=line.lesson.pk)
    attempts = newest_attempts(enrolment, blocks, lesson_key)
    confirmed = confirmed_in(enrolment, blocks, lesson_key)
    places = [LabPlace(enrolment, revision, line.lesson, block) for block in blocks]
    look = look_at(enrolment, blocks, lesson_key, attempts)
    pieces = [_piece(actor, place, outline, attempts.get(place.block.key), look, again) for place in places]
    pieces = [replace(p, done_at=confirmed.get(p.block.key)) if p.shown else p for p in pieces]
    terms = terms_of(revision, _terms_in(blocks))
    return LessonPage(revision, enrolment, outline, enrolment is None, line, pieces, terms)


def bare_page(revision: Revision, enrolment: Enrolment, lesson: Lesson, *, tells_tests: bool) -> LessonPage:
    """A lesson by its addresses, for one part of it that is drawn alone."""
    line = Line(lesson, number=lesson.position + 1, parts=0, done=0)
    return LessonPage(revision, enrolment, Outline([line], ()), line=line, tells_tests=tells_tests)


def _terms_in(blocks: Sequence[Block]) -> set[str]:
    """The keys of the terms that these blocks explain in the reader's language."""
    pages = (in_language(block.content.get("pages", {})) for block in blocks)
    return {key for page in pages for key in page.get("terms", ())}


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
    if block.kind == BlockKind.WIDGET:
        return Piece(block, widget=widget_card(block))
    if block.kind in ASKING:
        is_done = (place.lesson.key, block.kind, block.key) in outline.done_parts
        card = quiz_card_of(place, attempt, look, is_done=is_done, again=again == block.key)
        replay = replay_card(block) if block.kind == BlockKind.REPLAY else None
        return Piece(block, quiz=replace(card, is_done=is_done), replay=replay)
    if block.kind == BlockKind.LAB:
        card_html = lab_registry().card(actor=actor, place=place, preview=place.enrolment is None)
        return Piece(block, html=card_html)
    return Piece(block, shown=in_language(block.content["pages"]))
