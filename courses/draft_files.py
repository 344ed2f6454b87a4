"""One file of a draft: how it reads now, what it will look like, and everything it ever was."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.urls import reverse

from courses.content.drafts.structure import lesson_file
from courses.draft_pages import TEXT_FILE, DraftPage, Translation
from courses.file_forms import model_of, nodes_of, widget_kind
from courses.models import DraftAsset, DraftFile, DraftSave

SAVES_SHOWN = 50
AROUND = 1  # unchanged lines shown beside a change


class FilePage:
    """A file with where it stands in the course; a text also with its translations. `line` is the one to show."""

    def __init__(self, file: DraftFile, draft: DraftPage, *, line: str = "", as_source: bool = False) -> None:
        self.file, self.draft, self.course = file, draft, draft.course
        self.form = nodes_of(file.path, file.text or "", draft.languages)
        self.nodes = [] if as_source or line else self.form
        self.line = int(line) if line.isdecimal() and len(line) < 7 else 0
        self.named = TEXT_FILE.fullmatch(file.path)
        parts = file.path.split("/")
        self.lesson = draft.lesson(parts[1]) if parts[0] == "lessons" and len(parts) > 2 else None

    @property
    def has_model(self) -> bool:
        return model_of(self.file.path, self.file.text or "") is not None

    @property
    def could_be_form(self) -> bool:
        return bool(self.form)

    @property
    def is_text(self) -> bool:
        return self.named is not None

    @property
    def language(self) -> str:
        return self.named["language"] if self.named else ""

    @property
    def translations(self) -> list[Translation]:
        return self.draft.translations(self.named["lesson"], self.named["key"]) if self.named else []

    @property
    def translation(self) -> Translation | None:
        return next((one for one in self.translations if one.code == self.language), None)

    @property
    def title(self) -> str:
        name = self.file.path.rsplit("/", 1)[-1]
        if self.lesson is None or self.file.path == lesson_file(self.lesson.key):
            return name
        block = next((b for b in self.lesson.blocks if name.startswith(f"{b.key}.")), None)
        return block.title or block.key if block else name

    @property
    def back(self) -> str:
        if self.lesson is not None:
            return reverse("courses:draft_lesson", args=[self.course.key, self.lesson.key])
        return reverse("courses:draft", args=[self.course.key])

    @cached_property
    def assets(self) -> list[DraftAsset]:
        """The files that fields may name."""
        return list(self.file.draft.assets.present())

    @property
    def is_lab(self) -> bool:
        return self.file.path.endswith(".lab.yaml")

    @property
    def widget_module(self) -> str:
        """The script of the widget that this file holds; empty for anything else."""
        kind = widget_kind(self.file.path, self.file.text or "")
        return f"js/widgets/{kind}.js" if kind else ""


@dataclass(frozen=True)
class Stretch:
    """Lines of a text that were kept, added or removed from one save to the next."""

    how: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SaveLine:
    save: DraftSave
    changes: Sequence[Stretch]
    is_newest: bool


def history_of(file: DraftFile) -> list[SaveLine]:
    """The newest saves first, each against the version before it."""
    saves = list(
        file.saves.filter(version__isnull=False).select_related("by").order_by("-version")[: SAVES_SHOWN + 1]
    )
    before = [*saves[1:], None]
    lines = [
        SaveLine(
            save, changed_lines(old.text or "" if old else "", save.text or ""), save.version == file.version
        )
        for save, old in zip(saves, before, strict=True)
    ]
    return lines[:SAVES_SHOWN]


def changed_lines(old: str, new: str) -> list[Stretch]:
    """What was removed and added, with a line around it."""
    before, after = old.splitlines(), new.splitlines()
    stretches: list[Stretch] = []
    for group in SequenceMatcher(None, before, after, autojunk=len(before) > 2000).get_grouped_opcodes(
        AROUND
    ):
        for how, a, b, c, d in group:
            if how == "equal":
                stretches.append(Stretch("kept", tuple(before[a:b])))
            stretches += [Stretch("removed", tuple(before[a:b]))] if how in {"replace", "delete"} else []
            stretches += [Stretch("added", tuple(after[c:d]))] if how in {"replace", "insert"} else []
    return stretches
