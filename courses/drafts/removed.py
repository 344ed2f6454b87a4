"""What was removed from the structure of a draft, and the way back for it: nothing that was ever saved is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.drafts import loose, removed
from courses.content.drafts.structure import COURSE, Changed, Files, files_of_block, lesson_file
from courses.drafts.naming import name_of_file
from courses.drafts.pages import DraftPage, label_of_kind
from courses.models import Draft, DraftFile, DraftSave
from courses.places import place_of

SHOWN = 50
SINGLE = {"glossary": gettext_lazy("Glossary"), "bank": gettext_lazy("Bank")}


@dataclass(frozen=True)
class Removed:
    """A lesson, with `kind` and `key` a block of one, without a lesson a single file; `file` is what it is known by."""

    file: DraftFile
    title: str
    lesson: str
    kind: str = ""
    key: str = ""
    lesson_title: str = ""

    @property
    def kind_label(self) -> str:
        if not self.lesson:
            return str(SINGLE.get(place_of(self.file.path).kind, _("File")))
        return label_of_kind(self.kind) if self.kind else _("Lesson")

    @property
    def name(self) -> str:
        """What an address calls it."""
        return ":".join(word for word in (self.lesson, self.kind, self.key) if word) or self.file.path


class RemovedPage:
    """What a draft lost, the newest first; of one lesson where it is named. `name` says what went a moment ago."""

    def __init__(self, page: DraftPage, *, lesson: str = "", name: str = "") -> None:
        self.page = page
        self.texts = {path: file.text or "" for path, file in page.files.items()}
        self.gone = last_texts(page.draft)
        self._files = {file.path: file for file in page.draft.files.filter(text=None).select_related("by")}
        found = [*self._blocks(lesson), *(() if lesson else (*self._lessons(), *self._singles()))]
        self.lines = sorted(found, key=lambda one: one.file.at, reverse=True)[:SHOWN]
        self.just_now = next((one for one in self.lines if one.name == name), None)

    def _lessons(self) -> Iterator[Removed]:
        for key in removed.lessons_gone(self.texts, self.gone):
            path = lesson_file(key)
            yield Removed(self._files[path], name_of_file(path, self.gone[path]) or key, key)

    def _singles(self) -> Iterator[Removed]:
        for path in loose.files_gone(self.texts, self.gone):
            yield Removed(self._files[path], title_of_single(path, self.gone[path]), "")

    def _blocks(self, only: str) -> Iterator[Removed]:
        for lesson, kind, key in removed.blocks_gone(self.texts, self.gone):
            if only in {"", lesson}:
                path = self._known_by(files_of_block(self.gone, lesson, kind, key))
                title, line = name_of_file(path, self.gone[path]) or key, self.page.lesson(lesson)
                yield Removed(self._files[path], title, lesson, kind, key, line.title if line else lesson)

    def _known_by(self, paths: list[str]) -> str:
        """The text in the language that the course is written in; of other blocks their own file."""
        ours = (path for path in paths if path.endswith(f".{self.page.languages[0]}.md"))
        return next(ours, paths[0])


def title_of_single(path: str, text: str) -> str:
    """What a file is called that is no lesson and no block."""
    place = place_of(path)
    if place.kind == "glossary":
        return _("The terms that texts explain")
    return name_of_file(path, text) or place.block if place.kind == "bank" else path


def last_texts(draft: Draft) -> dict[str, str]:
    """What each removed file said last, by path."""
    saves = DraftSave.objects.filter(file__draft=draft, file__text=None, version__isnull=False)
    newest = saves.exclude(text=None).order_by("file_id", "-version").distinct("file_id")
    return {path: text or "" for path, text in newest.values_list("file__path", "text")}


def bring_back(draft: Draft, lesson: str, kind: str, key: str, files: Files) -> Changed:
    """A change of the structure: a lesson, or a block of one, as it was when it was removed."""
    return _brought_back(draft, (lesson, kind, key), files, last_texts(draft))


def bring_file_back(draft: Draft, path: str, files: Files) -> Changed:
    """A change of the structure: a single file as it was when it was removed."""
    return loose.bring_file_back(files, last_texts(draft), path)


def as_it_was(draft: Draft, path: str, text: str, files: Files) -> Changed:
    """A change of the structure: an earlier text of a file, with the removed files of what it lists.

    A file that was removed itself comes back with the lesson or the block that it was part of.
    """
    gone = last_texts(draft)
    if path in files:
        return {**removed.with_what_it_lists(gone, path, text), path: text}
    gone |= {path: text}
    part = _part_of(path, files, gone)
    return {**(_brought_back(draft, part, files, gone) if part else {}), path: text}


def _part_of(path: str, files: Files, gone: Files) -> removed.Block | None:
    """The removed lesson or block that a removed file belonged to."""
    lessons: Iterable[removed.Block] = ((key, "", "") for key in removed.lessons_gone(files, gone))
    whole = next((block for block in lessons if path.startswith(f"lessons/{block[0]}/")), None)
    return whole or next(
        (block for block in removed.blocks_gone(files, gone) if path in files_of_block(gone, *block)), None
    )


def _brought_back(draft: Draft, part: removed.Block, files: Files, gone: Files) -> Changed:
    lesson, kind, key = part
    if kind:
        before = removed.list_that_named(_saves_of(draft, lesson_file(lesson)), "blocks", {kind: key})
        return removed.bring_block_back(files, gone, lesson, kind, key, before)
    before = removed.list_that_named(_saves_of(draft, COURSE), "lessons", lesson)
    return removed.bring_lesson_back(files, gone, lesson, before)


def _saves_of(draft: Draft, path: str) -> Iterator[str]:
    """The newest first, one by one: what is looked for mostly stands in the last but one."""
    saves = DraftSave.objects.filter(file__draft=draft, file__path=path, version__isnull=False)
    texts = saves.exclude(text=None).order_by("-version").values_list("text", flat=True)
    return (text or "" for text in texts.iterator(chunk_size=20))
