"""Gaps as answers embedded in the text of a question."""

import re

from courses.content.exchange.result import Losses
from courses.content.exchange.telling import figures, per_cent, tell_lost_settings, text_in
from courses.content.problems import gettext_noop as _
from courses.content.questions import cloze
from courses.content.questions.cloze import PLACE
from courses.content.questions.cloze.gaps import ChoiceGap, Gap, NumberGap, TextGap

SIGNS = re.compile(r"[\\~#{}\"/=%]")


def embedded(question: cloze.Question, losses: Losses) -> str:
    """The prompt with each gap as Moodle writes it."""
    gaps = {gap.key: gap for gap in question.gaps}
    return PLACE.sub(lambda found: _gap(gaps[found[1]], losses), text_in(question.prompt, losses))


def _gap(gap: Gap, losses: Losses) -> str:
    weight = max(1, round(gap.weight))
    if weight != gap.weight:
        losses.tell(_("The weight %(weight)g of a gap became %(whole)d."), weight=gap.weight, whole=weight)
    kind, answers = _answers(gap, losses)
    return "{" + f"{weight}:{kind}:{'~'.join(answers)}" + "}"


def _answers(gap: Gap, losses: Losses) -> tuple[str, list[str]]:
    if isinstance(gap, ChoiceGap):
        return "MULTICHOICE", [
            ("=" if one.correct else "") + escaped(text_in(one.text, losses)) for one in gap.choices
        ]
    if isinstance(gap, NumberGap):
        return "NUMERICAL", _numbers(gap, losses)
    return ("SHORTANSWER_C" if gap.exact else "SHORTANSWER"), _texts(gap, losses)


def _texts(gap: TextGap, losses: Losses) -> list[str]:
    tell_lost_settings(gap, losses, "slips")
    if any(one.feedback for one in gap.accept):
        losses.tell(_("Feedback of a gap was dropped."))
    return [
        ("=" if one.credit == 1 else f"%{per_cent(one.credit)}%") + escaped(text_in(one.text, losses))
        for one in gap.accept
    ]


def _numbers(gap: NumberGap, losses: Losses) -> list[str]:
    tell_lost_settings(gap, losses, "unit", "other_units")
    answer, around = figures(gap.answer), gap.around(gap.answer)
    right = f"={answer}" + (f":{figures(around)}" if gap.tolerance is not None or around else "")
    if not gap.near:
        return [right]
    return [right, f"%{per_cent(gap.near.credit)}%{answer}:{figures(gap.near.around(gap.answer))}"]


def escaped(words: str) -> str:
    return SIGNS.sub(lambda found: "\\" + found.group(), " ".join(words.split()))
