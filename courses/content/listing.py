"""Which files course.yaml and lesson.yaml list, as far as that is clear: a mistake beside it hides none in those files.

Where one of the two cannot be read at all, what lies there stands for what it may have listed.
"""

import re
from collections import Counter
from collections.abc import Iterator

from courses.content.folder import CourseFolder
from courses.content.localized import LANGUAGE_CODE
from courses.content.located_yaml import LocatedYaml, nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.schema import BlockRef

KEY = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
TEXT = re.compile(rf"lessons/[^/]+/[^/.]+\.(?P<language>{LANGUAGE_CODE.pattern})\.md")
ASKED = {"quiz", "check", "replay"}


def check_key(located: LocatedYaml, folder_name: str, report: Report) -> None:
    key = located.data.get("key")
    if isinstance(key, str) and key != folder_name:
        line = located.line_of(("key",))
        template = _("The key is “%(key)s” but the folder is “%(folder)s”. Make them equal.")
        report.error("course.yaml", line, template, key=key, folder=folder_name)


def languages_meant(located: LocatedYaml, folder: CourseFolder) -> tuple[str, ...]:
    """Those that a course without a list of languages gives its title in, or else its texts: most of them in the first."""
    title = located.data.get("title")
    told = [str(code) for code in title] if isinstance(title, dict) else []
    named = (TEXT.fullmatch(path) for path in folder.files)
    counted = Counter(found["language"] for found in named if found)
    written = sorted(counted, key=lambda code: (-counted[code], code))
    return tuple(code for code in told if LANGUAGE_CODE.fullmatch(code)) or tuple(written)


def listed_lessons(located: LocatedYaml, folder: CourseFolder, report: Report) -> Iterator[str]:
    """The keys of the lessons that are there, each once. A course without a list is read as if it had them all."""
    present = folder.names_in("lessons")
    listed = located.data.get("lessons")
    if not isinstance(listed, list):
        yield from sorted(present)
        return
    keys = [key if _is_key(key) else "" for key in listed]
    for place, key in enumerate(keys):
        line = located.line_of(("lessons", place))
        if key and key in keys[:place]:
            report.error("course.yaml", line, _("“%(key)s” is listed twice."), key=key)
        elif key in present:
            yield key
        elif key:
            meant = nearest(key, sorted(present))
            folder.tell_absent("course.yaml", line, f"lessons/{key}/lesson.yaml", meant)
    for orphan in sorted(present - set(keys)):
        home = f"lessons/{orphan}"
        file = f"{home}/lesson.yaml"
        report.error(
            file if file in folder else home,
            1,
            _("This lesson is not listed in course.yaml. List it or remove it."),
        )


def listed_blocks(
    located: LocatedYaml | None, path: str, folder: CourseFolder, report: Report
) -> Iterator[tuple[int, BlockRef]]:
    """The blocks that are named as blocks are named, with their lines."""
    if located is None:
        yield from ((1, ref) for ref in _blocks_beside(path, folder))
        return
    listed = located.data.get("blocks")
    seen: set[tuple[str, str]] = set()
    for place, named in enumerate(listed if isinstance(listed, list) else ()):
        kind, key = next(iter(named.items())) if isinstance(named, dict) and len(named) == 1 else ("", "")
        if kind not in BlockRef.model_fields or not _is_key(key):
            continue
        line = located.line_of(("blocks", place))
        if (kind, key) in seen:
            report.error(path, line, _("“%(key)s” is listed twice."), key=f"{kind}: {key}")
        if kind in ASKED and seen & {(other, key) for other in ASKED - {kind}}:
            report.error(path, line, _("What asks questions in one lesson needs a name of its own."))
        seen.add((kind, key))
        yield line, BlockRef(**{kind: key})


def _blocks_beside(path: str, folder: CourseFolder) -> Iterator[BlockRef]:
    """Those that have a file beside this lesson.yaml."""
    home = path.removesuffix("lesson.yaml")
    names = (name.split(".") for name in sorted(folder.names_in(home.rstrip("/"))))
    found = {(key, "text" if end == "md" else kind) for key, kind, end in (n for n in names if len(n) == 3)}
    for key, kind in sorted(found):
        if kind in BlockRef.model_fields and _is_key(key):
            yield BlockRef(**{kind: key})


def _is_key(value: object) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None
