"""What a course is called on the pages of its authors, and how much is said about its parts in the lists of the editor."""

from django import template
from django.utils.translation import ngettext

from courses.desk import title_of
from courses.drafts.pages import BlockLine, LessonLine
from courses.models import Course
from courses.roles.standing import Standing
from courses.teamwork.comments import OpenComments
from lms.kit.templatetags.texts import said

register = template.Library()


@register.filter
def course_title(course: Course) -> str:
    """The same everywhere, whether it is published or not."""
    return said(title_of(course), otherwise=course.key)


@register.filter
def about_lesson(counts: OpenComments, lesson: LessonLine) -> str:
    return _words(counts.in_lesson(lesson.key))


@register.simple_tag
def about_block(counts: OpenComments, lesson: LessonLine, block: BlockLine) -> str:
    return _words(counts.on_block(lesson.key, block.kind, block.key))


@register.filter
def writes_in(standing: Standing, language: str) -> bool:
    """Whether somebody may change texts in a language."""
    return standing.writes or (standing.translates and language in standing.languages)


def _words(count: int) -> str:
    """Empty where nothing is open."""
    return ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count} if count else ""
