"""Which records a token reads. Its scope is the rule: HR scopes open to HR systems and administrators."""

import uuid

from django.core.exceptions import ValidationError
from django.db.models import Avg, Case, F, FloatField, OuterRef, Prefetch, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.access import published_courses
from courses.models import (
    Certificate,
    Completion,
    Course,
    Enrolment,
    EnrolmentState,
    PartDone,
    Path,
    PathEnrolment,
    PathPublication,
)
from courses.paths.access import path_enrolments, published_paths
from courses.standings import known_by_placement
from hr_api.problems import Flaw, invalid
from people.models import Position, User


def all_users() -> QuerySet[User]:
    held = Position.objects.current().select_related("unit").order_by("starts_on", "pk")
    return User.objects.prefetch_related(Prefetch("positions", queryset=held, to_attr="positions_held"))


def all_enrolments() -> QuerySet[Enrolment]:
    current = PartDone.objects.in_current_cycles()
    parts = current.filter(enrolment=OuterRef("pk"), score__isnull=False).order_by()
    mean = Subquery(
        parts.values("enrolment").annotate(mean=Avg("score")).values("mean"), output_field=FloatField()
    )
    rows = Enrolment.objects.select_related("user", "course", "completion")
    of_completion = Case(When(state=EnrolmentState.DONE, then=F("completion__score")))
    return rows.annotate(score_so_far=Coalesce(of_completion, mean), known_by_placement=known_by_placement())


def all_completions() -> QuerySet[Completion]:
    rows = Completion.objects.select_related("enrolment", "user", "course", "revision")
    held = Prefetch("certificates", Certificate.objects.current().with_state(), to_attr="certificates_held")
    return rows.defer("revision__source").prefetch_related(held)


def all_path_enrolments() -> QuerySet[PathEnrolment]:
    return path_enrolments()


def all_paths() -> QuerySet[Path]:
    """Published ones; what anybody reads of a path changes when a version of it is published."""
    newest = PathPublication.objects.filter(path=OuterRef("pk")).order_by("-pk").values("at")[:1]
    return published_paths().annotate(updated_at=Coalesce(Subquery(newest), F("created_at")))


def path_enrolment(public_id: uuid.UUID) -> PathEnrolment:
    return get_object_or_404(all_path_enrolments(), public_id=public_id)


def path_named(key: str) -> Path:
    path = published_paths().filter(key=key).first()
    if path is None:
        raise invalid(Flaw(_("No published learning path has this key."), pointer="/path"))
    return path


def person_named(reference: str) -> User:
    """An active person by public id or e-mail, locked so that two requests about them take turns."""
    people = User.objects.select_for_update(no_key=True).filter(is_active=True)
    try:
        person = one_of(people, reference)
    except ValidationError:
        person = None
    if person is None:
        raise invalid(Flaw(_("No active person has this id or e-mail."), pointer="/user"))
    return person


def one_of(people: QuerySet[User], reference: str) -> User | None:
    """Whoever has this e-mail or public id; a ValidationError where it is neither."""
    named = {"email__iexact": reference} if "@" in reference else {"public_id": reference}
    return people.filter(**named).first()


def course_named(key: str) -> Course:
    course = published_courses().filter(key=key).first()
    if course is None:
        raise invalid(Flaw(_("No published course has this key."), pointer="/course"))
    return course
