"""A course as the files of its folder: reading them gives the same course, with the same digest."""

from collections.abc import Iterator, Mapping
from typing import Any

from courses.content.folder import MAX_YAML_BYTES
from courses.content.packing import packed
from courses.content.schema import Block, CourseFile, CourseSource, LessonSource, TextBlock, WidgetBlock
from courses.content.sharing import FROM, Link
from courses.content.widgets import KINDS as WIDGETS
from courses.content.yaml_writing import as_written, to_compact_yaml, to_yaml

COMPANIONS = {widget.companion[0] for widget in WIDGETS.values() if widget.companion}
"""Names of the files beside those of widgets."""


def course_files(course: CourseSource, assets: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """By path inside the course's folder, whose name is the course's key. The same course gives the same bytes.

    `assets` holds the bytes of its pictures and other files, by path; without them the folder has its texts only.
    """
    files = dict(_files(course))
    for link in course.links:
        _put_link(files, link)
    return {**files, **(assets or {})}


def course_zip(course: CourseSource, assets: Mapping[str, bytes] | None = None) -> bytes:
    """The folder as `archive.unpack_course` takes it."""
    return packed({f"{course.key}/{path}": content for path, content in course_files(course, assets).items()})


def _files(course: CourseSource) -> Iterator[tuple[str, bytes]]:
    told = {name: getattr(course, name) for name in ("format", "key", "title", "summary", "minutes")}
    lessons = [lesson.key for lesson in course.lessons]
    listed = {"languages": list(course.languages), **_choices(course), "lessons": lessons}
    yield _yaml("course.yaml", {**told, **listed})
    for lesson in course.lessons:
        yield from _lesson_files(lesson)
    if course.glossary:
        yield _yaml("glossary.yaml", course.glossary)
    for bank in course.banks:
        content = as_written(bank)
        del content["key"]  # it is the name of the file
        yield _yaml(f"banks/{bank.key}.bank.yaml", content)


def _put_link(files: dict[str, bytes], link: Link) -> None:
    """What the link says in place of what it led to; the original goes along, for a site that does not have it."""
    stem = link.path.removesuffix(f"{link.kind}.yaml")
    beside = {f"{stem}{name}.yaml" for name in COMPANIONS} if link.kind == "widget" else set()
    for path in [path for path in files if path.startswith(stem)]:
        if path in {link.path, *beside} or (link.kind == "text" and path.endswith(".md")):
            del files[path]
    files |= [_yaml(link.path, {FROM: link.reference, **link.own}), _yaml(link.kept_in, link.original)]


def _choices(course: CourseSource) -> dict[str, Any]:
    """What a course may say and need not."""
    fields = CourseFile.model_fields
    told = {name: getattr(course, name) for name in ("certificate", "tags", "needs", "shared")}
    chosen = {name: value for name, value in told.items() if value != fields[name].get_default()}
    if (terms := chosen.get("certificate")) is not None and not terms.given:
        chosen["certificate"] = "none"
    return chosen


def _lesson_files(lesson: LessonSource) -> Iterator[tuple[str, bytes]]:
    home = f"lessons/{lesson.key}"
    told = {name: getattr(lesson, name) for name in ("title", "summary", "minutes")}
    blocks = [{block.kind: block.key} for block in lesson.blocks]
    yield _yaml(f"{home}/lesson.yaml", {**told, "blocks": blocks})
    for block in lesson.blocks:
        yield from _block_files(block, f"{home}/{block.key}")


def _block_files(block: Block, stem: str) -> Iterator[tuple[str, bytes]]:
    if isinstance(block, TextBlock):
        for language in sorted(block.text.texts):
            text = block.text.texts[language]
            # The reader takes one mark of byte order away.
            yield f"{stem}.{language}.md", text.encode("utf-8-sig" if text.startswith("\ufeff") else "utf-8")
        return
    written = as_written(getattr(block, block.kind))
    if isinstance(block, WidgetBlock) and block.widget.companion:
        name, _model = block.widget.companion
        yield _yaml(f"{stem}.{name}.yaml", written.pop(name))
    yield _yaml(f"{stem}.{block.kind}.yaml", written)


def _yaml(path: str, value: Any) -> tuple[str, bytes]:
    is_ordered = isinstance(value, dict)
    content = {key: as_written(one) for key, one in value.items()} if is_ordered else as_written(value)
    return path, yaml_text(content).encode()


def yaml_text(content: Any) -> str:
    """On one line where lines and indents would make a file that the reader refuses as too large."""
    written = to_yaml(content)
    return written if len(written.encode()) <= MAX_YAML_BYTES else to_compact_yaml(content)
