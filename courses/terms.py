"""The terms of a quiz for one person: what the quiz says, changed by what was granted to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.schema import QuizSource
from courses.models import Enrolment, QuizAttempt, QuizOverride
from lms.kit.prepared import Prepared, Slot
from lms.kit.refusals import Conflict, Rule
from lms.kit.templatetags.texts import moment


@dataclass(frozen=True)
class Terms:
    """`time` from the start of a try; `override` is what was granted, if anything was."""

    opens: datetime | None
    closes: datetime | None
    time: timedelta | None
    tries: int | None
    override: QuizOverride | None = None

    def ends(self, start: datetime) -> datetime | None:
        """The deadline of a try that begins then: the end of its time, or the closing of the quiz if that is sooner."""
        ends = [end for end in (self.closes, start + self.time if self.time else None) if end]
        return min(ends, default=None)

    @property
    def minutes(self) -> int | None:
        return None if self.time is None else round(self.time.total_seconds() / 60)


def terms_of(quiz: QuizSource, override: QuizOverride | None = None) -> Terms:
    time = timedelta(minutes=quiz.time_limit) if quiz.time_limit else None
    if override is None:
        return Terms(quiz.opens, quiz.closes, time, quiz.tries)
    return Terms(
        override.opens or quiz.opens,
        override.closes or quiz.closes,
        time and time * override.time_factor + timedelta(minutes=override.extra_minutes),
        quiz.tries and quiz.tries + override.extra_tries,
        override,
    )


OVERRIDES = Prepared(
    lambda: QuizOverride.objects.filter(enrolment=Slot("enrolment"), lesson_key=Slot("lesson"))
)


def override_of(enrolment_id: int, lesson_key: str, quiz_key: str) -> QuizOverride | None:
    return _by_quiz(enrolment_id, lesson_key).get(quiz_key)


def overrides_in(enrolment: Enrolment, lesson_key: str) -> Mapping[str, QuizOverride]:
    """What was granted to a person at the quizzes of a lesson, by the keys of these."""
    return _by_quiz(enrolment.pk, lesson_key) if enrolment.may_have_overrides else {}


def _by_quiz(enrolment_id: int, lesson_key: str) -> Mapping[str, QuizOverride]:
    return {row.quiz_key: row for row in OVERRIDES.all(enrolment=enrolment_id, lesson=lesson_key)}


@Rule
def check_is_open(terms: Terms, now: datetime, grace: timedelta = timedelta()) -> None:
    if terms.opens and now < terms.opens:
        raise Conflict(_("This quiz opens on %(at)s.") % {"at": moment(terms.opens)})
    if terms.closes and now >= terms.closes + grace:
        raise Conflict(_("This quiz closed on %(at)s.") % {"at": moment(terms.closes)})


@Rule
def check_result_is_known(attempt: QuizAttempt) -> None:
    """Whoever marks by hand should not read three tries of which the first would have done."""
    if attempt.waits_for_others:
        raise Conflict(
            _("This try is not marked yet. You can try again once its result is there, if you need to.")
        )


@Rule
def check_has_tries(terms: Terms, used: int) -> None:
    if terms.tries is not None and used >= terms.tries:
        told = ngettext("The one try is used.", "All %(tries)d tries are used.", terms.tries)
        raise Conflict(told % {"tries": terms.tries})


@Rule
def check_can_try(terms: Terms, used: int, now: datetime, grace: timedelta = timedelta()) -> None:
    check_has_tries(terms, used)
    check_is_open(terms, now, grace)
