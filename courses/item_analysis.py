"""What the page of the item analysis says: figures of a quiz in words, what should be mended first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.analysis import (
    ChoiceFigures,
    Finding,
    QuestionFigures,
    QuizFigures,
    QuizSums,
    Version,
    analyse,
    findings_of,
)
from courses.content.analysis.findings import FEW, HARDLY_ANY
from courses.content.analysis.sums import UNANSWERED
from courses.content.questions.cloze import PLACE
from courses.item_sums import sums_as_of_now
from courses.models import Block, Revision
from courses.read_models import quiz_of
from courses.regrades.versions import quizzes_as_marked
from lms.kit.templatetags.texts import in_language

WELL, FAIRLY, POORLY = 0.8, 0.7, 0.5


@dataclass(frozen=True)
class ChoiceLine:
    html: str
    figures: ChoiceFigures
    findings: Sequence[str]


@dataclass(frozen=True)
class QuestionLine:
    """One question: `shown` is what `read_models` drew, `number` its place in the quiz."""

    number: int
    shown: Mapping[str, Any]
    figures: QuestionFigures
    findings: Sequence[Finding]

    @property
    def prompt(self) -> str:
        """As HTML, with words for what differs from attempt to attempt and for what is to be filled in."""
        is_cloze = "gaps" in self.shown
        return PLACE.sub(lambda place: "____" if is_cloze else f"[{place[1]}]", str(self.shown["prompt"]))

    @property
    def said(self) -> list[tuple[Finding, str]]:
        return [(finding, finding.worded(_)) for finding in self.findings]

    @property
    def urgency(self) -> tuple[int, int]:
        """The most pressing finding first, then the order of the quiz."""
        return (min((finding.kind for finding in self.findings), default=99), self.number)

    @property
    def choices(self) -> list[ChoiceLine]:
        named = {choice["key"]: choice["text"] for choice in self._offered}
        return [
            ChoiceLine(self._text(choice.key, named), choice, self._said_of(choice.key))
            for choice in self.figures.choices
        ]

    @property
    def _offered(self) -> Sequence[Mapping[str, str]]:
        offered: Sequence[Mapping[str, str]] = self.shown.get("choices") or self.shown.get("places") or ()
        return offered

    def _text(self, key: str, named: Mapping[str, str]) -> str:
        if key == UNANSWERED:
            return _("no answer")
        # The two words of a question whether something is true are the site's, not the author's.
        return _(named[key]) if self.shown["kind"] == "true-false" else named.get(key, key)

    def _said_of(self, key: str) -> list[str]:
        return [text for finding, text in self.said if finding.choice == key and key]


@dataclass(frozen=True)
class AnalysisPage:
    """A quiz's figures for its authors. `others` are the same quiz in each revision that has it.

    `keys` are the numbers of the revisions by whose keys its attempts were marked anew. `differing` says how
    many attempts there are on revisions that ask other things; of the `joined` ones what is the same counts here as well.
    """

    block: Block
    others: Sequence[Block]
    figures: QuizFigures
    keys: Sequence[int] = ()
    differing: Mapping[int, int] = field(default_factory=dict)
    joined: Collection[int] = ()

    @property
    def revision(self) -> Revision:
        return self.block.lesson.revision

    @property
    def revisions(self) -> list[Revision]:
        """Those that have this quiz, newest first."""
        return sorted((block.lesson.revision for block in self.others), key=lambda one: -one.number)

    @property
    def alike(self) -> list[int]:
        """The numbers of the other revisions whose answers are counted in."""
        return sorted(one.number for one in self.revisions if one.pk in self.joined)

    @property
    def apart(self) -> list[tuple[Revision, int]]:
        return [(one, self.differing[one.pk]) for one in self.revisions if one.pk in self.differing]

    @property
    def has_answers(self) -> bool:
        return any(figures.n for figures in self.figures.questions)

    @property
    def n(self) -> int:
        return max((figures.n for figures in self.figures.questions), default=0)

    @property
    def published(self) -> Revision | None:
        """What is published now, where it has this quiz."""
        known = self.revision.course.published_id
        return next((one for one in self.revisions if one.pk == known), None)

    @property
    def title(self) -> str:
        return str(self._shown["title"])

    @cached_property
    def can_cost(self) -> bool:
        """Whether a wrong answer can earn less than none."""
        return quiz_of(self.block).wrong_costs

    @cached_property
    def lines(self) -> list[QuestionLine]:
        """What should be mended comes first."""
        pairs = zip(self._shown["questions"], self.figures.questions, strict=True)
        lines = [
            QuestionLine(number, shown, figures, findings_of(figures))
            for number, (shown, figures) in enumerate(pairs, 1)
        ]
        return sorted(lines, key=lambda line: line.urgency)

    @property
    def with_choices(self) -> list[QuestionLine]:
        return [line for line in self.lines if line.figures.choices and line.figures.n]

    @property
    def flagged(self) -> int:
        return sum(bool(line.findings) for line in self.lines)

    @property
    def is_grave(self) -> bool:
        return any(finding.kind.is_grave for line in self.lines for finding in line.findings)

    @property
    def is_hint(self) -> bool:
        return self.n < FEW

    @property
    def is_too_few(self) -> bool:
        """To say anything of the questions, or of the quiz, that is not chance."""
        return self.figures.n < HARDLY_ANY

    @property
    def headline(self) -> str:
        if not self.flagged:
            return (
                _("Too few attempts to judge its questions") if self.is_too_few else _("Nothing stands out")
            )
        told = ngettext(
            "%(flagged)d of %(all)d questions needs a look",
            "%(flagged)d of %(all)d questions need a look",
            self.flagged,
        )
        return told % {"flagged": self.flagged, "all": len(self.lines)}

    @property
    def verdict(self) -> str:
        """What alpha means, in words."""
        alpha = self.figures.alpha
        if alpha is None:
            return _(
                "There are too few differences between people to say how well the quiz tells them apart."
            )
        if self.is_too_few:
            return _("Too few attempts to say how well the quiz tells people apart.")
        if alpha >= WELL:
            return _("The quiz tells people apart well.")
        if alpha >= FAIRLY:
            return _("The quiz tells people apart fairly well.")
        if alpha >= POORLY:
            return _("The quiz tells people apart roughly: fit for practice, not for a grade.")
        return _("The quiz tells people apart poorly: chance decides much of a result.")

    @property
    def _shown(self) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = in_language(self.block.content["pages"])
        return shown


def analysis_page(block: Block, others: Sequence[Block]) -> AnalysisPage:
    """The page as of now: what was graded since the last look is counted first."""
    here, sums = block.lesson.revision_id, sums_as_of_now(block, others)
    marked = quizzes_as_marked(block, {here, *sums})
    versions = {at: Version(marked[at].quiz, found, marked[at].pools) for at, found in sums.items()}
    own = versions.pop(here, None) or Version(marked[here].quiz, QuizSums(), marked[here].pools)
    figures = analyse(own.quiz, own.sums, own.pools, list(versions.values()))
    differing = {
        at: one.sums.total.n for at, one in versions.items() if one.sums.total.n and not one.asks_as(own)
    }
    joined = {at for at, one in versions.items() if any(map(one.has, own.quiz.questions))}
    return AnalysisPage(block, others, figures, marked[here].keys, differing, joined)


def opening_page(block: Block, others: Sequence[Block]) -> AnalysisPage:
    """Where no revision is asked for: the newest that has anything to say, if this one has not."""
    page = analysis_page(block, others)
    taken = {revision.pk for revision, _n in page.apart}
    if page.has_answers or not taken:
        return page
    return analysis_page(next(one for one in others if one.lesson.revision_id in taken), others)
