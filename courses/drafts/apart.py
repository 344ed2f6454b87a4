"""What was set aside in a draft and waits to be brought together, as its pages tell of it."""

from dataclasses import dataclass

from django.urls import reverse

from courses.content.drafts.structure import lesson_file
from courses.content.problems import Problem, gettext_noop
from courses.drafts.pages import DraftPage
from courses.models import Course, Draft, DraftSave
from courses.roles.asides import set_aside_by
from courses.roles.standing import Standing, standing_of
from people.models import User

YOURS = gettext_noop("What you wrote here waits to be brought together with what the draft says.")
IMPORTED = gettext_noop(
    "What was imported here waits to be brought together with what the draft says. Any author of the course can do it."
)
THEIRS = gettext_noop("What %(name)s wrote here waits to be brought together with what the draft says.")


@dataclass(frozen=True)
class Waiting:
    """A remark at a file, and the page that leads on from it: who did not write it looks at what the draft says."""

    remark: Problem
    href: str


def open_conflicts(draft: Draft, user: User, standing: Standing) -> list[DraftSave]:
    """What waits for this person to bring it together with what the draft says."""
    waiting = DraftSave.objects.filter(file__draft=draft, version=None, settled_at=None)
    return list(waiting.filter(set_aside_by(user, standing)).select_related("file", "by"))


def named_in(page: DraftPage, path: str) -> str:
    """The file as the pages of the draft call it; of a lesson's own file the lesson."""
    lesson = page.lesson(path.split("/")[1]) if path.startswith("lessons/") else None
    return lesson.title if lesson and path == lesson_file(lesson.key) else page.title_of(path)


def remarks_for(reader: User, draft: Draft) -> list[Waiting]:
    """One for each file in which anybody has something waiting."""
    saves = DraftSave.objects.filter(file__draft=draft, version=None, settled_at=None)
    by_path = {save.file.path: save for save in saves.select_related("file", "by")}
    for_reader = open_conflicts(draft, reader, standing_of(reader, draft.course))
    by_path |= {save.file.path: save for save in for_reader}
    leads_on = {save.pk for save in for_reader}
    return [_remark(save, draft.course.key, leads_on=save.pk in leads_on) for save in by_path.values()]


def files_apart(course: Course) -> int:
    """How many files wait so in the course's draft, whoever brings them together."""
    waiting = DraftSave.objects.filter(file__draft__course=course, version=None, settled_at=None)
    return waiting.values("file").distinct().count()


def _remark(save: DraftSave, course: str, *, leads_on: bool) -> Waiting:
    """`leads_on` to where both are brought together, for whom it waits for."""
    path, words = save.file.path, {"name": save.by.name} if save.by else {}
    says = (YOURS if leads_on else THEIRS) if save.by else IMPORTED
    if leads_on:
        merging = reverse("courses:draft_merge", args=[course, save.pk])
        return Waiting(Problem(path, 1, says, "warning"), merging)
    href = f"{reverse('courses:draft_file', args=[course])}?path={path}"
    return Waiting(Problem(path, 1, says, "warning", words), href)
