"""What the pages of a regrade show: what would be compared, and what a comparison found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.text import Truncator

from courses.cards.parts import said
from courses.models import Block, BlockKind, Regrade, RegradedAttempt, RemarkState, Revision
from courses.regrades import figures
from courses.regrades.acts import check_can_apply, check_can_discard, check_can_undo
from courses.regrades.outdated import Outdated, marking_words, outdated
from courses.states import RegradeState
from lms.kit.markup import words_in
from lms.kit.templatetags.texts import in_language

ROWS, PAST = 50, 20
LONGEST_PROMPT = 140


@dataclass(frozen=True)
class Asked:
    """A question whose answers can be marked anew."""

    about: Outdated
    prompt: str
    is_chosen: bool

    @property
    def changed(self) -> str:
        return marking_words(self.about.marking)


@dataclass(frozen=True)
class Form:
    """What an author asks for."""

    questions: Collection[str] = ()
    lowers: bool = False
    reason: str = ""

    @classmethod
    def of(cls, posted: Any) -> "Form":
        lowers = posted.get("policy") == "lower"
        return cls(tuple(posted.getlist("question")), lowers, str(posted.get("reason", "")).replace("\0", ""))


@dataclass(frozen=True)
class StartPage:
    """`form` is None at first: then everything that changed is chosen. `problem` says what is missing in it."""

    block: Block
    others: Sequence[Block]
    asked: Sequence[Asked]
    past: Sequence[Regrade]
    form: Form | None = None
    problem: str = ""

    @property
    def revision(self) -> Revision:
        return self.block.lesson.revision

    @property
    def revisions(self) -> list[Revision]:
        return sorted({b.lesson.revision for b in (self.block, *self.others)}, key=lambda one: -one.number)

    @property
    def title(self) -> str:
        return str(in_language(self.block.content["pages"])["title"])


def start_page(
    block: Block, others: Sequence[Block], *, form: Form | None = None, problem: str = ""
) -> StartPage:
    revision, place = block.lesson.revision, (block.lesson.key, block.key)
    prompts = {one["key"]: one["prompt"] for one in in_language(block.content["pages"])["questions"]}
    asked = [
        Asked(one, _plain(prompts[one.key]), form is None or one.key in form.questions)
        for one in outdated(revision, place)
    ]
    past = Regrade.objects.filter(course=revision.course_id, lesson_key=place[0], quiz_key=place[1])
    told = past.select_related("revision", "asked_by").defer("revision__source")[:PAST]
    return StartPage(block, others, asked, list(told), form, problem)


@dataclass(frozen=True)
class QuestionLine:
    number: int
    prompt: str
    tally: figures.QuestionTally


@dataclass(frozen=True)
class AttemptLine:
    """An attempt whose marks change; `questions` says where: (number, before, after)."""

    row: RegradedAttempt
    questions: Sequence[tuple[int, str, str]]

    @property
    def old(self) -> tuple[str, str]:
        return said(self.row.old_points), said(self.row.old_of)

    @property
    def new(self) -> tuple[str, str]:
        return said(self.row.new_points), said(self.row.new_of)


@dataclass(frozen=True)
class RegradePage:
    regrade: Regrade
    block: Block
    number: str = ""

    @property
    def title(self) -> str:
        return str(self._shown["title"])

    @cached_property
    def tally(self) -> figures.Tally:
        return figures.tally_of(self.regrade)

    @cached_property
    def done(self) -> int:
        """Of `all`, how far the present work is."""
        states = self.tally.states
        if self.regrade.state == RegradeState.COMPARING:
            return self.regrade.looked_at
        if self.regrade.state == RegradeState.UNDOING:
            return states[RemarkState.UNDONE] + states[RemarkState.KEPT]
        return self.tally.listed - states[RemarkState.LISTED]

    @property
    def all(self) -> int:
        if self.regrade.state == RegradeState.COMPARING:
            return self.regrade.all_attempts
        if self.regrade.state == RegradeState.UNDOING:
            return self.done + self.tally.states[RemarkState.APPLIED]
        return self.tally.listed

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before there is one."""
        if not self.done or self.regrade.now is None:
            return None
        spent = (self.regrade.now - self.regrade.moved_at).total_seconds()
        return spent / self.done * max(0, self.all - self.done)

    @cached_property
    def questions(self) -> list[QuestionLine]:
        tallies = {tally.key: tally for tally in figures.question_tallies(self.regrade)}
        return [
            QuestionLine(number, _plain(one["prompt"]), tallies[one["key"]])
            for number, one in enumerate(self._shown["questions"], 1)
            if one["key"] in tallies
        ]

    @property
    def unmarked(self) -> int:
        """How many of its questions were in no attempt that it lists."""
        return len(self.regrade.questions) - len(self.questions)

    @cached_property
    def bands(self) -> list[figures.Band]:
        return figures.bands_of(self.regrade)

    @cached_property
    def page(self) -> Page[RegradedAttempt]:
        return Paginator(figures.changed_attempts(self.regrade), ROWS).get_page(self.number)

    @property
    def lines(self) -> list[AttemptLine]:
        return [AttemptLine(row, self._places(row)) for row in self.page]

    @cached_property
    def later(self) -> int:
        """How many answers were marked by an older key since the comparison."""
        if self.regrade.state != RegradeState.APPLIED:
            return 0
        here = (self.regrade.lesson_key, self.regrade.quiz_key)
        left = outdated(self.regrade.revision, here)
        return sum(one.answers for one in left if one.key in self.regrade.questions)

    @property
    def apply_refusal(self) -> str:
        return check_can_apply.refusal(self.regrade)

    @property
    def may_discard(self) -> bool:
        return not check_can_discard.refusal(self.regrade)

    @property
    def may_undo(self) -> bool:
        return not check_can_undo.refusal(self.regrade)

    def _places(self, row: RegradedAttempt) -> list[tuple[int, str, str]]:
        numbers = {one["key"]: number for number, one in enumerate(self._shown["questions"], 1)}
        changed = [
            (numbers[one.question_key], said(one.old_points), said(one.new_points))
            for one in row.answers.all()
            if (one.old_points, one.old_of) != (one.new_points, one.new_of)
        ]
        return sorted(changed)

    @property
    def _shown(self) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = in_language(self.block.content["pages"])
        return shown


def regrade_page(regrade: Regrade, number: str = "") -> RegradePage:
    here = Q(lesson__revision=regrade.revision_id, lesson__key=regrade.lesson_key, key=regrade.quiz_key)
    block = Block.objects.select_related("lesson").get(here, kind=BlockKind.QUIZ)
    return RegradePage(regrade, block, number)


def _plain(html: str) -> str:
    """The beginning of a prompt without its markup."""
    return Truncator(words_in(html)).chars(LONGEST_PROMPT)
