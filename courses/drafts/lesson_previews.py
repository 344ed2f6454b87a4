"""A whole lesson of a draft as a learner would see it, with what is to be mended at each of its blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from courses.cards.replay import MODULE as REPLAY_MODULE
from courses.content.drafts.texts import TEXT_FILE
from courses.drafts.checking import Check, Found
from courses.drafts.drafting import check_finished
from courses.drafts.pages import BlockLine, DraftPage, LessonLine
from courses.drafts.previews import Preview, Trying, draft_preview
from courses.lab_remarks import with_remarks
from people.models import User


@dataclass(frozen=True)
class BlockPreview:
    """A block with its file and what the check says of it; without a `preview` its file is not there."""

    line: BlockLine
    path: str
    found: Sequence[Found]
    preview: Preview | None

    @property
    def anchor(self) -> str:
        return f"block-{self.line.kind}-{self.line.key}"

    @property
    def is_shown(self) -> bool:
        return self.preview is not None and (self.preview.piece is not None or self.preview.lacks_run)


@dataclass(frozen=True)
class LessonPreview:
    """`found` is what is to be mended in the lesson itself."""

    blocks: Sequence[BlockPreview]
    found: Sequence[Found]

    @property
    def places(self) -> int:
        return len(self.found) + sum(len(block.found) for block in self.blocks)

    @property
    def has_replay(self) -> bool:
        return any(
            block.preview.piece.replay for block in self.blocks if block.preview and block.preview.piece
        )

    @property
    def modules(self) -> list[str]:
        """The scripts of its widgets and replays, each once."""
        pieces = [block.preview.piece for block in self.blocks if block.preview and block.preview.piece]
        replays = {REPLAY_MODULE} if self.has_replay else set()
        return sorted({*replays, *(piece.widget.module for piece in pieces if piece.widget)})


def lesson_preview(page: DraftPage, lesson: LessonLine, *, actor: User, sent: QueryDict) -> LessonPreview:
    """`sent` are the answers that are tried at the file it names."""
    check = Check(with_remarks(check_finished(page.draft), page.draft), page)
    found = [one for one in (*check.errors, *check.warnings) if one.problem.path.startswith(lesson.folder)]
    blocks = [_block(page, line, found, actor, sent) for line in lesson.blocks]
    told = {id(one) for block in blocks for one in block.found}
    return LessonPreview(blocks, [one for one in found if id(one) not in told])


def _block(
    page: DraftPage, line: BlockLine, found: Sequence[Found], actor: User, sent: QueryDict
) -> BlockPreview:
    path = _path_in(page, line)
    here = [one for one in found if one.problem.path.startswith(line.stem)]
    file = page.files.get(path)
    if file is None:
        return BlockPreview(line, path, here, None)
    trying = Trying.of(sent if sent.get("path") == path else QueryDict())
    shown = draft_preview(file, file.text or "", actor=actor, trying=trying)
    return BlockPreview(line, path, here, replace(shown, mistakes=(), runs_at=""))


def _path_in(page: DraftPage, line: BlockLine) -> str:
    """Of a text the file in the language on show, where it is there."""
    translated = f"{line.stem}{page.language}.md"
    is_text = TEXT_FILE.fullmatch(line.path) is not None
    return translated if is_text and translated in page.files else line.path
