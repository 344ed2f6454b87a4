"""What was set aside in a draft and waits to be brought together, as its pages tell of it."""

from dataclasses import dataclass

from django.urls import reverse

from courses.content.drafts.structure import lesson_file
from courses.content.problems import Problem, gettext_noop
from courses.drafts.pages import DraftPage
from courses.models import Course, Draft, DraftSave
from people.models import User

YOURS = gettext_noop("What you wrote here waits to be brought together with what the draft says.")
THEIRS = gettext_noop("What %(name)s wrote here waits to be brought together with what the draft says.")


@dataclass(frozen=True)
class Waiting:
    """A remark at a file, and the page that leads on from it: who did not write it looks at what the draft says."""

    remark: Problem
    href: str


def open_conflicts(draft: Draft, user: User) -> list[DraftSave]:
    """What waits for this person to bring it together with what the draft says."""
    waiting = DraftSave.objects.filter(file__draft=draft, by=user, version=None, settled_at=None)
    return list(waiting.select_related("file"))


def named_in(page: DraftPage, path: str) -> str:
    """The file as the pages of the draft call it; of a lesson's own file the lesson."""
    lesson = page.lesson(path.split("/")[1]) if path.startswith("lessons/") else None
    return lesson.title if lesson and path == lesson_file(lesson.key) else page.title_of(path)


def remarks_for(reader: User, draft: Draft) -> list[Waiting]:
    """One for each file in which anybody has something waiting."""
    saves = DraftSave.objects.filter(file__draft=draft, version=None, settled_at=None, by__isnull=False)
    by_path = {save.file.path: save for save in saves.select_related("file", "by")}
    by_path |= {save.file.path: save for save in open_conflicts(draft, reader)}
    return [_remark(save, reader, draft.course.key) for save in by_path.values()]


def files_apart(course: Course) -> int:
    """How many files wait so in the course's draft, whoever brings them together."""
    waiting = DraftSave.objects.filter(file__draft__course=course, version=None, settled_at=None)
    return waiting.filter(by__isnull=False).values("file").distinct().count()


def _remark(save: DraftSave, reader: User, course: str) -> Waiting:
    path = save.file.path
    if save.by_id == reader.pk:
        merging = reverse("courses:draft_merge", args=[course, save.pk])
        return Waiting(Problem(path, 1, YOURS, "warning"), merging)
    told = Problem(path, 1, THEIRS, "warning", {"name": save.by.name if save.by else ""})
    return Waiting(told, f"{reverse('courses:draft_file', args=[course])}?path={path}")
