"""A revision as the files that an author could have imported it from."""

from django.db import transaction

from courses.assets import bytes_of
from courses.content.writer import course_zip
from courses.models import Course, Revision
from courses.read_models import source_of
from courses.roles.standing import Ability, check_may
from people.audit import Did, record
from people.models import User


def revision_to_export(key: str, number: int | None = None) -> Revision | None:
    """The revision of this number; else what is published, or the newest draft of a course that never was."""
    course = Course.objects.filter(key=key).select_related("published").first()
    if course is None:
        return None
    if number is None:
        return course.published or course.revisions.first()
    return course.revisions.filter(number=number).first()


@transaction.atomic
def download_course(*, by: User, revision: Revision) -> bytes:
    """The zip of a revision. It holds every answer, so who took it away is written down."""
    check_may(by, revision.course, Ability.WRITE)
    record(by=by, did=Did.DOWNLOADED, to=revision, course=revision.course.key, number=revision.number)
    return course_zip(source_of(revision), bytes_of(revision))
