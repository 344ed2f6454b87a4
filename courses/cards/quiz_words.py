"""What a quiz says about its own rules, and about how well a learner knew what they know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.marking import Certainty
from courses.content.quiz import QuizResult
from courses.content.schema import QuizSource
from courses.terms import Terms
from lms.kit.templatetags.texts import moment

NOTHING = 1e-9
"""What sums of thirds may differ from 0 by."""


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
    elif quiz.feedback != "at-once" and len(quiz.questions) > 1:
        yield _("Answer every question: a wrong answer costs nothing.")
    if quiz.feedback == "after-close" and terms.closes:
        yield _("Marks are shown once the quiz has closed, on %(at)s.") % {"at": moment(terms.closes)}


def calibration(result: QuizResult, said: dict[str, Certainty]) -> list[str]:
    """Why the whole is more than its parts, and how often the learner was right when they were sure, the surest first."""
    lines = []
    if sum(result.earned.values()) < -NOTHING:
        lines.append(_("The points of all questions come to less than 0; the whole never falls below 0."))
    for certainty in reversed(Certainty):
        keys = [key for key, told in said.items() if told == certainty]
        if keys:
            right = sum(result.marks[key].is_right for key in keys)
            lines.append(_calibrated(certainty, right, len(keys)))
    return lines


def _calibrated(certainty: Certainty, right: int, of: int) -> str:
    if of == 1:
        return _of_one(certainty, is_right=bool(right))
    if right == 0:
        return _none(certainty) % {"of": of}
    return _some(certainty, right) % {"of": of, "right": right}


def _of_one(certainty: Certainty, *, is_right: bool) -> str:
    if certainty == Certainty.HIGH:
        right = _("You were sure of one answer, and it was right.")
        wrong = _("You were sure of one answer, but it was not right.")
    elif certainty == Certainty.MIDDLE:
        right = _("You were fairly sure of one answer, and it was right.")
        wrong = _("You were fairly sure of one answer, but it was not right.")
    else:
        right = _("You were not sure of one answer, but it was right.")
        wrong = _("You were not sure of one answer, and it was not right.")
    return right if is_right else wrong


def _none(certainty: Certainty) -> str:
    return {
        Certainty.HIGH: _("Of the %(of)d you were sure of, none was right."),
        Certainty.MIDDLE: _("Of the %(of)d you were fairly sure of, none was right."),
        Certainty.LOW: _("Of the %(of)d you were not sure of, none was right."),
    }[certainty]


def _some(certainty: Certainty, right: int) -> str:
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


def warnings(time: timedelta | None) -> list[tuple[int, str]]:
    """What the clock says before the end, by the seconds that are left then; early where there is twice as much time."""
    told = [(600, _("Ten minutes left.")), (300, _("Five minutes left.")), (60, _("One minute left."))]
    given = time.total_seconds() if time else 0
    return [(left, words) for left, words in told if left == 60 or given >= 2 * left]
