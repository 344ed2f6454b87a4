"""Which courses take people."""

from django.utils.translation import gettext as _

from courses.models import Course
from lms.kit.refusals import Conflict, Rule


@Rule
def check_takes_people(course: Course) -> None:
    if course.published_id is None:
        raise Conflict(_("This course is not published yet. Publish it before enrolling people."))
    if Course.objects.filter(pk=course.pk, published__shared=True).exists():
        raise Conflict(_("This course is not taken: other courses have parts of it."))
    if course.archived_at is not None:
        raise Conflict(
            _("This course is archived: nobody new can be enrolled. Whoever is on it can finish it.")
        )
