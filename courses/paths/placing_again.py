"""A version of a path that is published to people on it: its test may say more of their tries than the one before.

They are looked at batch by batch: for a moment while the author waits, then in a worker that a doorbell wakes. Each batch
is a short transaction with a time of its own, so nobody who learns waits for long, and who reads by changes misses nothing.
A killed worker leaves whole batches; the next one, or beat, goes on from there.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from courses.content.paths import Placement
from courses.doorbells import ring
from courses.locks import lock_enrolments, touch_paths
from courses.models import (
    Course,
    Enrolment,
    KnownByPlacement,
    PathEnrolment,
    PathPublication,
    PathVersion,
)
from courses.paths.known import placement_of
from courses.paths.placing import first_tries, place_all
from courses.turns import A_TURN, AT_ONCE, each_alone, step_by_step

TASK = "courses.tasks.place_people"
BATCH = 200  # enrolments; a learner who hands in at the same moment waits for one batch at most


def begin(pk: int) -> None:
    """Do what can be done while somebody waits; the rest is left to a worker."""
    go_on(pk, seconds=AT_ONCE)
    if PathPublication.objects.filter(pk=pk, placed_at__isnull=True).exists():
        ring(TASK)


def go_on_with_all() -> None:
    """A turn for each that is not done."""
    waiting = (
        PathPublication.objects.filter(placed_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    )
    if each_alone(waiting, lambda pk: go_on(pk, seconds=A_TURN), failed="people cannot be placed"):
        ring(TASK)


def go_on(pk: int, *, seconds: float | None = None) -> bool:
    """Batch after batch; whether something is left that nobody else is at."""
    return step_by_step(lambda: step(pk), seconds=seconds)


@transaction.atomic
def step(pk: int) -> bool:
    """One batch; False when there was none left, or when somebody else is at it."""
    rows = PathPublication.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    here = rows.select_related("version").filter(pk=pk, placed_at__isnull=True).first()
    if here is None:
        return False
    placement = placement_of(here.version)
    window = _next(here, placement) if placement else []
    if not window or placement is None:
        here.placed_at = Now()
        here.save(update_fields=["placed_at"])
        return False
    here.placed_to = window[-1]
    here.save(update_fields=["placed_to"])
    # Whoever hands in at this moment has done so by the time their enrolment is ours, or marks it by this version.
    held = lock_enrolments(left_of(here, placement, pk__in=window))
    touch_paths(place_all(here.version, placement, held))
    return True


def _next(here: PathPublication, placement: Placement) -> list[int]:
    """The next enrolments in the course of the test, whoever's they are: a step of one size for any number of people."""
    tested = Enrolment.objects.filter(course__key=placement.course, pk__gt=here.placed_to).order_by("pk")
    return list(tested.values_list("pk", flat=True)[:BATCH])


def to_look_at(version: PathVersion) -> int:
    """How many people are left, of all who came to the version with a publication of it."""
    placement = placement_of(version)
    waiting = version.publications.filter(placed_at__isnull=True)
    return sum(left_of(one, placement).count() for one in waiting) if placement else 0


def is_left(here: PathEnrolment) -> bool:
    """Whether this person's earlier try is among them."""
    placement = placement_of(here.version)
    if placement is None:
        return False
    tries = first_tries(placement.lesson, placement.quiz, enrolment__user=here.user_id)
    waiting = here.version.publications.filter(placed_at__isnull=True)
    return any(tries.filter(enrolment__in=left_of(one, placement)).exists() for one in waiting)


def left_of(publication: PathPublication, placement: Placement, **which: Any) -> QuerySet[Enrolment]:
    """In the course of the test, of people on the version; who knows all that it can spare is not looked at."""
    on_it = PathEnrolment.objects.current().filter(version=publication.version_id, user=OuterRef("user"))
    spares = {course for part in placement.parts for course in part.knows}
    known = KnownByPlacement.objects.filter(user=OuterRef(OuterRef("user")), course=OuterRef("pk"))
    news = Course.objects.filter(~Exists(known), key__in=spares)
    tested = Enrolment.objects.filter(course__key=placement.course, revision__isnull=False)
    return tested.filter(Exists(on_it), Exists(news), **(which or {"pk__gt": publication.placed_to}))
