"""What a quiz says about its own rules, and about how well a learner knew what they know."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.marking import Certainty
from courses.content.quiz import QuizResult
from courses.content.schema import QuizSource
from courses.terms import Terms
from lms.kit.templatetags.texts import moment


def certainty_label(certainty: Certainty) -> str:
    return {
        Certainty.LOW: _("Not sure"),
        Certainty.MIDDLE: _("Fairly sure"),
        Certainty.HIGH: _("Sure"),
    }[certainty]


def rules(quiz: QuizSource, terms: Terms) -> Iterator[str]:
    """How it is marked and when that is told, as far as it differs from the usual; a sentence each."""
    share = {"share": f"{100 * quiz.penalty:g}"}
    if quiz.certainty:
        yield _(
            "Say how sure you are of each answer: when it is right, it earns a third, two thirds or all of its points; "
            "when it is wrong, it costs nothing, two thirds or twice its points."
        )
    if quiz.feedback == "at-once" and quiz.tries_per_question == 1:
        yield _(
            "Check each question when you are done with it: it is marked at once, and then stays as it is."
        )
    elif quiz.feedback == "at-once":
        told = _(
            "Check each question when you are done with it: it is marked at once. You can check each %(tries)d times."
        )
        yield told % {"tries": quiz.tries_per_question}
    if quiz.penalty and quiz.tries_per_question > 1:
        yield _("Each further check costs %(share)s %% of the question's points.") % share
    elif quiz.penalty:
        yield _("A wrong answer costs %(share)s %% of the question's points.") % share
    if quiz.wrong_costs:
        yield _("A question without an answer earns nothing and costs nothing.")
    if quiz.feedback == "after-close" and terms.closes:
        yield _("Marks are shown once the quiz has closed, on %(at)s.") % {"at": moment(terms.closes)}


def calibration(result: QuizResult, said: dict[str, Certainty]) -> list[str]:
    """How often the learner was right when they were sure, and when they were not; the surest first."""
    lines = []
    for certainty in reversed(Certainty):
        keys = [key for key, told in said.items() if told == certainty]
        if keys:
            right = sum(result.marks[key].is_right for key in keys)
            lines.append(_calibrated(certainty, right) % {"of": len(keys), "right": right})
    return lines


def _calibrated(certainty: Certainty, right: int) -> str:
    if certainty == Certainty.HIGH:
        return ngettext(
            "Of the %(of)d you were sure of, %(right)d was right.",
            "Of the %(of)d you were sure of, %(right)d were right.",
            right,
        )
    if certainty == Certainty.MIDDLE:
        return ngettext(
            "Of the %(of)d you were fairly sure of, %(right)d was right.",
            "Of the %(of)d you were fairly sure of, %(right)d were right.",
            right,
        )
    return ngettext(
        "Of the %(of)d you were not sure of, %(right)d was right.",
        "Of the %(of)d you were not sure of, %(right)d were right.",
        right,
    )


def extended(to: datetime) -> str:
    return _("Your time was extended to %(at)s.") % {"at": moment(to)}
