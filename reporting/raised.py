"""Marks of one's own that were raised lately, after somebody had another look."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from courses.models import Appeal
from lms.kit.prepared import Prepared, Slot
from lms.kit.templatetags.texts import said
from people.models import User

TOLD_FOR = timedelta(days=14)
SHOWN = 3


@dataclass(frozen=True)
class RaisedLine:
    """`passed`: the try is passed by now."""

    course: str
    href: str
    passed: bool


def _raised() -> QuerySet[Appeal]:
    attempt = "answer__attempt__"
    mine = Appeal.objects.filter(
        **{f"{attempt}enrolment__user": Slot("user")}, decided_at__gt=Now() - TOLD_FOR
    )
    higher = mine.filter(decision__points__gt=F("marking__points"))
    related = ("answer__attempt__enrolment__course", "answer__attempt__revision")
    rows = higher.select_related(*related).defer("answer__attempt__revision__source")
    return rows.order_by("-decided_at")[:SHOWN]


RAISED = Prepared(_raised)


def read_raised(user: User) -> list[RaisedLine]:
    """The latest first; one query."""
    return [_line(appeal) for appeal in RAISED.all(user=user.pk)]


def _line(appeal: Appeal) -> RaisedLine:
    attempt = appeal.answer.attempt
    place = (attempt.enrolment.course.key, attempt.lesson_key, attempt.quiz_key, attempt.number)
    title = said(attempt.revision.title)
    return RaisedLine(title, reverse("courses:attempt", args=place), bool(attempt.passed))
