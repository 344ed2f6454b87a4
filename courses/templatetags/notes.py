"""What a reader left at a place of a lesson."""

from django import template

from courses.notes import LessonNotes, Note

register = template.Library()


@register.filter
def at(notes: LessonNotes, block_key: str) -> Note:
    return notes.at(block_key)
