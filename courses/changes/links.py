"""The way to the differences between two revisions."""

from django.urls import reverse

from courses.models import Course, Draft, Revision


def changes_since_published(course: Course, revision: Revision) -> str:
    """What `revision` differs in from what is published; "" without both, and before a draft was opened."""
    published = course.published
    if published is None or published.pk == revision.pk or not Draft.objects.filter(course=course).exists():
        return ""
    return (
        f"{reverse('courses:draft_changes', args=[course.key])}?from={published.number}&to={revision.number}"
    )
