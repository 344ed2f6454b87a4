"""What the page of a lab's analysis says: figures in words, what should be mended first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.content.analysis.findings import FEW, HARDLY_ANY
from courses.content.analysis.formulas import Interval, wilson
from courses.models import Block, Revision
from lms.kit.templatetags.texts import listed
from training_jobs.contract.failures import Fault, explain
from training_jobs.contract.knobs import KNOB_TEXTS
from training_jobs.lab_analysis import LabFigures, ScoreBin, ValueFigures, lab_figures
from training_jobs.lab_analysis.statements import BINS
from training_jobs.presenting.places import LabOf
from training_jobs.presenting.words import setting_name, setting_value

EASY, HARD, OFTEN = 0.95, 0.5, 0.1
HIGH, WIDE = 60, 10
"""Of the drawing of scores, in its own units: how high its tallest bar is, how wide each."""


@dataclass(frozen=True)
class Bar:
    """One bin of the drawing: what failed stands below what passed."""

    bin: ScoreBin
    most: int

    @property
    def x(self) -> int:
        return round(self.bin.low * BINS) * WIDE

    @property
    def failed_height(self) -> str:
        return f"{HIGH * (self.bin.n - self.bin.passed) / self.most:.1f}"

    @property
    def passed_height(self) -> str:
        return f"{HIGH * self.bin.passed / self.most:.1f}"

    @property
    def failed_y(self) -> str:
        return f"{HIGH * (1 - (self.bin.n - self.bin.passed) / self.most):.1f}"

    @property
    def passed_y(self) -> str:
        return f"{HIGH * (1 - self.bin.n / self.most):.1f}"

    @property
    def range(self) -> str:
        return f"{self.bin.low:.2f} – {self.bin.low + 1 / BINS:.2f}"

    @property
    def failed(self) -> int:
        return self.bin.n - self.bin.passed


@dataclass(frozen=True)
class TryLine:
    """How many people passed with their first, second, … try, and how many have by then."""

    number: int
    people: int
    so_far: float


@dataclass(frozen=True)
class ValueLine:
    value: str
    figures: ValueFigures


@dataclass(frozen=True)
class KnobLines:
    name: str
    lines: Sequence[ValueLine]


@dataclass(frozen=True)
class FailureLine:
    fault: Fault
    happened: str
    n: int
    people: int


@dataclass(frozen=True)
class LabAnalysisPage:
    """A lab's figures for its authors. `others` are the same lab in each revision that has it."""

    block: Block
    others: Sequence[Block]
    lab: LabOf
    figures: LabFigures

    @property
    def revision(self) -> Revision:
        return self.block.lesson.revision

    @property
    def revisions(self) -> list[Revision]:
        """Those that have this lab, newest first."""
        return sorted((block.lesson.revision for block in self.others), key=lambda one: -one.number)

    @property
    def is_hint(self) -> bool:
        return self.figures.people < FEW

    @property
    def threshold(self) -> float | None:
        return self.lab.grading["threshold"] if self.lab.grading else None

    @property
    def threshold_x(self) -> str:
        return f"{(self.threshold or 0) * BINS * WIDE:.1f}"

    @property
    def first_try(self) -> tuple[float, Interval]:
        """The share of those who had a try that passed with the first."""
        first = self.figures.passed_with.get(1, 0)
        share = first / self.figures.tried if self.figures.tried else 0.0
        return share, wilson(share, self.figures.tried)

    @property
    def bars(self) -> list[Bar]:
        most = max((one.n for one in self.figures.scores), default=1)
        return [Bar(one, most) for one in self.figures.scores]

    @property
    def tries(self) -> list[TryLine]:
        so_far, lines = 0, []
        for number, people in sorted(self.figures.passed_with.items()):
            so_far += people
            lines.append(TryLine(number, people, so_far / self.figures.people))
        return lines

    @cached_property
    def knobs(self) -> list[KnobLines]:
        return [self._lines_of(path, values) for path, values in self.figures.knobs.items()]

    @property
    def failures(self) -> list[FailureLine]:
        told = [(one, explain(one.code)) for one in self.figures.failures]
        return [FailureLine(why.fault, _(why.happened), one.n, one.people) for one, why in told]

    @cached_property
    def findings(self) -> list[str]:
        """The most pressing first; nothing is flagged among fewer than ten people."""
        return [] if self.figures.people < HARDLY_ANY else [*self._of_passing(), *self._of_runs()]

    @property
    def headline(self) -> str:
        if not self.findings:
            return pgettext("of a lab", "Nothing stands out")
        told = ngettext("%(count)d thing needs a look", "%(count)d things need a look", len(self.findings))
        return told % {"count": len(self.findings)}

    def _of_passing(self) -> Iterator[str]:
        if self.figures.share_interval[1] < HARD:
            yield _(
                "Fewer than half of those who begin pass: is the threshold within reach of the settings that are open?"
            )
        share, _interval = self.first_try
        if self.figures.tried >= HARDLY_ANY and share > EASY:
            yield _("Nearly everybody passes with the first try: the threshold asks for little.")

    def _of_runs(self) -> Iterator[str]:
        for one in self.failures:
            if one.fault != "nobody" and one.n > OFTEN * self.figures.runs:
                told = {"percent": round(100 * one.n / self.figures.runs), "happened": one.happened}
                yield _("%(percent)d %% of runs end with: %(happened)s") % told
        for knob in self.knobs if self.figures.runs >= FEW else ():
            unused = [line.value for line in knob.lines if not line.figures.n]
            if unused:
                told = {"knob": knob.name, "values": listed(unused)}
                yield _("%(knob)s: nobody has chosen %(values)s.") % told

    def _lines_of(self, path: str, values: Sequence[ValueFigures]) -> KnobLines:
        """Options that nobody has chosen stand there too."""
        knob = next((one for one in self.lab.knobs if one.path == path), None)
        known = {str(setting_value("", option)): option for option in (knob.options if knob else ())}
        lines = [ValueLine(_range(path, one), one) for one in values]
        used = {_plain(one.low) for one in values}
        nothing = [option for text, option in known.items() if text not in used]
        lines += [ValueLine(setting_value(path, option), _unused(option)) for option in nothing]
        name = _(KNOB_TEXTS[path].label) if path in KNOB_TEXTS else setting_name(path).capitalize()
        return KnobLines(name, lines)


def lab_analysis_page(block: Block, others: Sequence[Block]) -> LabAnalysisPage:
    lesson = block.lesson
    lab = LabOf(block.content, f"{lesson.revision.course.key}/{lesson.key}/{block.key}")
    figures = lab_figures(lab.path, lesson.revision_id, lab.config, lab.knobs)
    return LabAnalysisPage(block, others, lab, figures)


def _range(path: str, one: ValueFigures) -> str:
    low, high = (setting_value(path, _read(end)) for end in (one.low, one.high))
    return low if low == high else f"{low} – {high}"


def _read(value: Any) -> Any:
    """The database tells options as text, whatever they are."""
    try:
        return float(value)
    except ValueError:
        return value


def _plain(value: Any) -> str:
    return str(setting_value("", _read(value)))


def _unused(option: Any) -> ValueFigures:
    return ValueFigures(option, option, 0, 0, 0, None, None)
