"""A text that was brought in becomes a lesson, blocks of a lesson, or what one text says."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.content.drafts import structure
from courses.content.drafts.structure import Changed, Files
from courses.content.drafts.text_blocks import add_text_lesson, add_texts
from courses.content.drafts.texts import TEXT_FILE
from courses.content.problems import gettext_noop
from courses.drafts.drafting import SavedFile, restructure, save_file
from courses.intake.texts import ReadText
from courses.models import Draft, DraftFile, Intake
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User

LESSON, TEXT = "lesson:", "text:"
TRANSLATED = gettext_noop("A translation goes into a text that is there. Choose the text that it translates.")
NOWHERE = gettext_noop("Choose where the text shall go.")


@dataclass(frozen=True)
class Made:
    """The lesson that was made or that it joined, or the text that it became."""

    lesson: str = ""
    saved: SavedFile | None = None
    path: str = ""


@transaction.atomic
def add_text(*, by: User, intake: Intake, draft: Draft, target: str, title: str = "", base: int = 0) -> Made:
    """`target` is `lesson:` for a new one, `lesson:<key>`, or `text:<path>`, whose version was `base`.

    A second click finds what the first has made.
    """
    here = Intake.objects.select_for_update().get(pk=intake.pk)
    read = ReadText(here, draft)
    if target.startswith(TEXT):
        return _into_text(by, read, target.removeprefix(TEXT), base)
    lesson = here.made.get(target, "")
    if lesson and draft.files.present().filter(path=structure.lesson_file(lesson)).exists():
        return Made(lesson)
    changed = restructure(by=by, draft=draft, change=partial(_changed, read=read, target=target, title=title))
    path = next(path for path in changed if path.endswith("/lesson.yaml"))
    made = Made(path.split("/")[1])
    Intake.objects.filter(pk=here.pk).update(made={**here.made, target: made.lesson})
    _note(by, read, path)
    return made


def _changed(files: Files, *, read: ReadText, target: str, title: str) -> Changed:
    if read.intake.language != structure.languages_of(files)[0]:
        raise structure.BadStructure(TRANSLATED)
    if not target.startswith(LESSON) or not read.texts:
        raise structure.BadStructure(NOWHERE)
    lesson = target.removeprefix(LESSON)
    named = [(name or title, text) for name, text in read.texts]
    if lesson:
        return add_texts(files, lesson, named)
    return add_text_lesson(files, title, named, read.minutes)


def _into_text(by: User, read: ReadText, path: str, base: int) -> Made:
    """Over what the text says, as a save like any other; a translation that is not there yet is begun."""
    named = TEXT_FILE.fullmatch(path)
    if named is None or named["language"] != read.intake.language:
        raise Conflict(_(NOWHERE))
    file = DraftFile.objects.present().filter(draft=read.draft, path=path).first()
    if file is not None:
        saved = save_file(by=by, file=file, text=read.whole, base=base)
    else:
        restructure(by=by, draft=read.draft, change=partial(_begun, path=path, text=read.whole))
        saved = SavedFile(get_object_or_404(read.draft.files.present(), path=path))
    if saved.set_aside is None:
        _note(by, read, path)
    return Made(saved=saved, path=path)


def _begun(files: Files, *, path: str, text: str) -> Changed:
    if structure.source_of_translation(files, path) is None or path in files:
        raise structure.BadStructure(NOWHERE)
    return {path: text}


def _note(by: User, read: ReadText, path: str) -> None:
    record(by=by, did=Did.BROUGHT_IN, to=read.draft.course, path=path, intake=str(read.intake.public_id))
