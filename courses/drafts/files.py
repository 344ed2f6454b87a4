"""One file of a draft: how it reads now, and what it will look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.cards.replay import MODULE as REPLAY_MODULE
from courses.content.aligning import parts
from courses.content.drafts.joining import kind_of_file
from courses.content.drafts.structure import COURSE
from courses.content.drafts.texts import TEXT_FILE
from courses.content.folder import MAX_FILE_BYTES
from courses.content.forms.picking import Choices
from courses.content.whole import whole
from courses.drafts.choices import choices_of
from courses.drafts.drafting import too_long
from courses.drafts.file_forms import model_of, nodes_of, widget_kind
from courses.drafts.notes import field_at, shown_field
from courses.drafts.pages import BlockLine, DraftPage, Translation
from courses.drafts.published import published_question_keys
from courses.drafts.undoing import Undo
from courses.models import CourseRole, DraftAsset, DraftFile
from courses.places import GLOSSARY
from courses.roles.standing import REASONS, Ability, Standing

AUTHOR = Standing(CourseRole.AUTHOR)
AROUND = 1  # unchanged lines shown beside a change


class FilePage:
    """A file with where it stands in the course; a text also with its translations.

    `line` is the one to show, as the `field` of its form where it has one; `at` names the field where no line does.

    `standing` is the reader's: a file that they may not change is shown to be read.
    """

    def __init__(
        self,
        file: DraftFile,
        draft: DraftPage,
        *,
        standing: Standing = AUTHOR,
        line: str = "",
        at: str = "",
        as_source: bool = False,
    ) -> None:
        self.file, self.draft, self.course, self.standing = file, draft, draft.course, standing
        self.form = nodes_of(file.path, file.text or "", draft.languages, lambda: self.choices)
        self.as_source = as_source
        self.undos: Sequence[Undo] = ()  # the ways back that are offered for what was taken out of the form
        self.nodes = [] if self.as_source else self.form
        self.line = whole(line) or 0
        self.at = at if self.nodes and self.line else ""
        self.field = self._field() if self.nodes and self.line else ""
        self.named = TEXT_FILE.fullmatch(file.path)
        parts = file.path.split("/")
        self.lesson = draft.lesson(parts[1]) if parts[0] == "lessons" and len(parts) > 2 else None

    def _field(self) -> str:
        if self.at:
            return shown_field(self.at, self.nodes)
        return field_at(self.line, self.file.path, self.file.text or "", self.nodes)

    @property
    def writes_in(self) -> Sequence[str]:
        """The languages that the reader may write."""
        codes = self.draft.languages
        return (
            codes if self.standing.writes else [code for code in codes[1:] if code in self.standing.languages]
        )

    @property
    def can_write(self) -> bool:
        """A file in several languages is for authors; translators have a page that shows them text by text."""
        return self.language in self.writes_in if self.is_text else self.standing.writes

    @property
    def why_not(self) -> str:
        """Why it can only be read."""
        if not self.standing.translates:
            return str(REASONS[Ability.WRITE])
        if not self.is_text:
            return _("You translate it text by text.")
        return _("You translate other languages of this course.")

    @property
    def takes_questions(self) -> bool:
        """Whether the reader may bring questions of another system into it."""
        return self.standing.writes and bool(kind_of_file(self.file.path))

    @property
    def has_model(self) -> bool:
        return model_of(self.file.path, self.file.text or "") is not None

    @property
    def could_be_form(self) -> bool:
        return bool(self.form)

    @property
    def is_removed(self) -> bool:
        return self.file.text is None

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
        if self.file.path == GLOSSARY or self.file.path.startswith("banks/"):
            return self.draft.title_of(self.file.path)
        if self.file.path == COURSE:
            return _("About the course")
        if self.block is None:
            return self.file.path.rsplit("/", 1)[-1]
        return self.block.title or self.block.key

    @property
    def back(self) -> str:
        if self.lesson is not None:
            return reverse("courses:draft_lesson", args=[self.course.key, self.lesson.key])
        return reverse("courses:draft", args=[self.course.key])

    @property
    def block(self) -> BlockLine | None:
        """The block of the lesson that the file holds, or a translation of it."""
        blocks = self.lesson.blocks if self.lesson else []
        mine = [block for block in blocks if self.file.path.startswith(block.stem)]
        return max(mine, key=lambda block: block.path == self.file.path, default=None)

    @property
    def neighbours(self) -> tuple[BlockLine | None, BlockLine | None]:
        """The blocks before and after it in the lesson."""
        if self.lesson is None or self.block is None:
            return None, None
        blocks: list[BlockLine | None] = [None, *self.lesson.blocks, None]
        at = blocks.index(self.block)
        return blocks[at - 1], blocks[at + 1]

    @property
    def longest(self) -> int:
        """Bytes of a text."""
        return MAX_FILE_BYTES

    @property
    def too_long(self) -> str:
        """What a page says of a text of {kib}."""
        return too_long("{kib}")

    @property
    def change(self) -> str:
        """Where the buttons of a form's parts go."""
        return reverse("courses:change_file", args=[self.course.key])

    @cached_property
    def assets(self) -> list[DraftAsset]:
        """The files that fields may name."""
        return list(self.file.draft.assets.present())

    @cached_property
    def choices(self) -> Choices:
        """What fields are chosen from."""
        return choices_of(self.draft, self.file.path)

    @cached_property
    def published_keys(self) -> set[str]:
        """The names of questions that stay as they are."""
        return published_question_keys(self.file)

    @property
    def is_replay(self) -> bool:
        return self.file.path.endswith(".replay.yaml")

    @property
    def module(self) -> str:
        """The script of the widget or the replay that this file holds; empty for anything else."""
        kind = widget_kind(self.file.path, self.file.text or "")
        return REPLAY_MODULE if self.is_replay else f"js/widgets/{kind}.js" if kind else ""


@dataclass(frozen=True)
class Stretch:
    """Lines of a text that were kept, added or removed."""

    how: str
    lines: tuple[str, ...]


def changed_lines(old: str, new: str) -> list[Stretch]:
    """What was removed and added, with a line around it."""
    before, after = old.splitlines(), new.splitlines()
    found = list(parts(before, after))
    stretches: list[Stretch] = []
    for part in found:
        if part.is_kept:
            lines = before[part.old]
            head = 0 if part is found[0] else AROUND
            tail = 0 if part is found[-1] else AROUND
            shown = [lines] if len(lines) <= head + tail else [lines[:head], lines[len(lines) - tail :]]
            stretches += [Stretch("kept", tuple(some)) for some in shown if some]
            continue
        removed, added = before[part.old], after[part.new]
        stretches += [Stretch("removed", tuple(removed))] if removed else []
        stretches += [Stretch("added", tuple(added))] if added else []
    return stretches
