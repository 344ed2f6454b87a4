"""What may be done to a mark, and why not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.clock import database_now
from courses.content.questions.rubric import RubricQuestion
from courses.content.regrading import LAST_DIGIT
from courses.hand_marking.access import other_markers
from courses.models import Answer, Appeal, Marking
from courses.states import AttemptState
from lms.kit.refusals import Conflict, Denied, Rule
from people.models import User


class Overtaken(Conflict):
    """The answer was marked since the form was drawn; nothing of it is kept."""


@Rule
def check_is_not_own(by: User, answer: Answer) -> None:
    if answer.attempt.enrolment.user_id == by.pk:
        raise Denied(_("Nobody marks their own answers."))


@Rule
def check_nobody_was_faster(answer: Answer, seen: int) -> None:
    if answer.markings.count() != seen:
        raise Overtaken(_("This answer was marked in the meantime. That mark stands; yours was not kept."))


@Rule
def check_nobody_asks(answer: Answer) -> None:
    if Appeal.objects.filter(answer=answer, decided_at__isnull=True).exists():
        raise Conflict(_("The learner asks for another look at this mark: read what they say first."))


@Rule
def check_chooses_every_level(question: RubricQuestion, levels: Mapping[str, str]) -> None:
    missing = len(question.missing(levels))
    if missing:
        text = ngettext(
            "Choose a level for each criterion: %(missing)d is still open.",
            "Choose a level for each criterion: %(missing)d are still open.",
            missing,
        )
        raise Conflict(text % {"missing": missing})


@Rule
def check_says_why(words: str) -> None:
    if not words.strip():
        raise Conflict(_("Say why: the other side reads it."))


@Rule
def check_leaves_decision(by: User, answer: Answer) -> None:
    """What somebody decided about a mark is not undone by whoever gave it."""
    decided = Appeal.objects.filter(answer=answer, decided_at__isnull=False, marking__by=by)
    if decided.exclude(decided_by=by).exists():
        raise Denied(_("Somebody else has decided about your mark. It stays as it is."))


@Rule
def check_answers_the_learner(reason: str) -> None:
    if not reason.strip():
        raise Conflict(_("Write the learner an answer, also where the mark stays."))


@Rule
def check_may_decide(by: User, appeal: Appeal) -> None:
    """Another person than the marker decides, as long as there is one."""
    if appeal.decided_at is not None:
        raise Overtaken(_("This was decided in the meantime."))
    if by.pk != appeal.marking.by_id:
        return
    enrolment = appeal.answer.attempt.enrolment
    if other_markers(by, enrolment.course_id, enrolment.user_id).exists():
        raise Denied(_("This is your own mark: somebody else decides about it."))


@Rule
def check_does_not_lower(question: RubricQuestion, newest: Marking, levels: Mapping[str, str]) -> None:
    if question.mark_of(levels).points < newest.points - LAST_DIGIT:
        raise Conflict(
            _(
                "Asking for another look never costs points. Keep the mark, or raise it, and say in words what you think."
            )
        )


@Rule
def check_can_ask_again(by: User, answer: Answer, newest: Marking | None, days: int) -> None:
    if newest is None or answer.attempt.enrolment.user_id != by.pk:
        raise Conflict(_("There is no mark of a person here."))
    if answer.attempt.state != AttemptState.GRADED:
        raise Conflict(_("You can ask once the whole result is there."))
    if Appeal.objects.filter(answer=answer).exists():
        raise Conflict(_("You have asked once already."))
    check_is_in_time(newest.at, days, database_now())


@Rule
def check_is_in_time(marked_at: datetime, days: int, now: datetime) -> None:
    if now >= marked_at + timedelta(days=days):
        text = ngettext(
            "Another look could be asked for within %(days)d day of the mark.",
            "Another look could be asked for within %(days)d days of the mark.",
            days,
        )
        raise Conflict(text % {"days": days} if days else _("This quiz allows no further look at marks."))
