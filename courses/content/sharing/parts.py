"""The parts of a shared course, as they are written in its files."""

from collections.abc import Iterator

from courses.content.localized import ContentModel, LocalizedMarkdown
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.schema import BankSource, Block, CourseSource, TextBlock
from courses.content.sharing import Json
from courses.content.yaml_writing import as_written

BANK = "bank"


class TextFile(ContentModel):
    """<name>.text.yaml: a text that comes from elsewhere, in place of a file for each language."""

    text: LocalizedMarkdown


def parts_of(course: CourseSource, kind: str) -> Iterator[tuple[str, Json]]:
    """Each part of a kind with its content."""
    if kind == BANK:
        for bank in course.banks:
            yield bank.key, _without_key(bank)
    for lesson in course.lessons:
        for block in lesson.blocks:
            if block.kind == kind:
                yield block.key, _content(block)


def _content(block: Block) -> Json:
    told = TextFile(text=block.text) if isinstance(block, TextBlock) else getattr(block, block.kind)
    written: Json = as_written(told)
    return written


def _without_key(bank: BankSource) -> Json:
    written: Json = as_written(bank)
    return {name: value for name, value in written.items() if name != "key"}


def check_shared(course: CourseSource, report: Report) -> None:
    """In a shared course a kind and a name say which part is meant, wherever it stands."""
    seen: set[tuple[str, str]] = set()
    for lesson in course.lessons:
        for block in lesson.blocks:
            if (block.kind, block.key) in seen:
                template = _(
                    "Another lesson has a %(kind)s “%(key)s”. In a shared course each needs a name of its own: "
                    "rename its file, or add it anew under another title."
                )
                report.error(f"lessons/{lesson.key}/lesson.yaml", 1, template, kind=block.kind, key=block.key)
            seen.add((block.kind, block.key))
