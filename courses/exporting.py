"""A revision as the files that an author could have imported it from."""

from django.db import transaction

from courses.assets import bytes_of
from courses.content.questions import BaseQuestion
from courses.content.schema import CourseSource, QuizBlock
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


def in_quizzes(
    course: CourseSource, lesson_key: str | None = None, quiz_key: str | None = None
) -> list[BaseQuestion]:
    """Of all quizzes, or of those of this lesson and this key; what is drawn from banks is in these."""
    blocks = [
        block
        for lesson in course.lessons
        if lesson_key in {None, lesson.key}
        for block in lesson.blocks
        if isinstance(block, QuizBlock) and quiz_key in {None, block.key}
    ]
    return [question for block in blocks for question in block.quiz.questions]


def in_banks(course: CourseSource, key: str | None = None) -> list[BaseQuestion]:
    banks = [bank for bank in course.banks if key in {None, bank.key}]
    return [question for bank in banks for question in bank.questions]


@transaction.atomic
def download_course(*, by: User, revision: Revision) -> bytes:
    """The zip of a revision. It holds every answer, so who took it away is written down."""
    check_may(by, revision.course, Ability.WRITE)
    record(by=by, did=Did.DOWNLOADED, to=revision, course=revision.course.key, number=revision.number)
    return course_zip(source_of(revision), bytes_of(revision))
