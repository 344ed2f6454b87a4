"""Files of a course folder that nothing was read from: unused, or named by a file that could not be read itself."""

import re
from collections.abc import Iterator

from courses.content import located_yaml
from courses.content.assets.folder import describe
from courses.content.assets.judging import BadAsset
from courses.content.assets.names import FOLDER
from courses.content.folder import MAX_FILE_BYTES, MAX_YAML_BYTES, CourseFolder
from courses.content.located_yaml import BadYaml
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _

UNUSED = _("Nothing in the course uses this file.")
WORD = re.compile(r"[A-Za-z0-9_-]+")
TEXTS = (".yaml", ".md")
ALWAYS = {"glossary.yaml"}  # nothing has to name it


def tell_unread(folder: CourseFolder, report: Report) -> None:
    """Warn of files that nothing uses, and say what is wrong with any of them, whatever is wrong with others.

    What a file with mistakes may name is not called unused: once that one is mended, it may be read.
    """
    wrong = {problem.path for problem in report if problem.severity == "error"}
    unread = folder.unread()
    wanted = _wanted(folder, wrong, unread)
    for path in unread:
        is_wanted = path in wanted
        _tell_faults(folder, path, report, is_error=is_wanted)
        if not is_wanted and path not in wrong:
            report.warn(path, 1, UNUSED)


def _tell_faults(folder: CourseFolder, path: str, report: Report, *, is_error: bool) -> None:
    """An error in what would be read as soon as other mistakes are mended; else nobody gets to see the file."""
    tell = report.error if is_error else report.warn
    if path in folder.known:
        return
    if path.startswith(FOLDER):
        content = folder.content(path)
        try:
            if content is not None:
                describe(path, content)
        except BadAsset as bad:
            bad.tell(tell, path)
    elif path.endswith(TEXTS) and folder.files[path].st_size > (most := _most(path)):
        tell(path, 1, _("This file is larger than %(most)d KiB."), most=most // 1024)
    elif fault := _bad_yaml(folder, path):
        tell(path, fault.line, fault.template, **fault.params)


def _bad_yaml(folder: CourseFolder, path: str) -> BadYaml | None:
    """What keeps a file from being read at all."""
    if not path.endswith(".yaml") or folder.files[path].st_size > MAX_YAML_BYTES:
        return None
    try:
        located_yaml.load((folder.root / path).read_text("utf-8-sig", "replace"))
    except BadYaml as bad:
        return bad
    return None


def _most(path: str) -> int:
    return MAX_YAML_BYTES if path.endswith(".yaml") else MAX_FILE_BYTES


def _wanted(folder: CourseFolder, wrong: set[str], unread: list[str]) -> set[str]:
    """What may be used: named by a file with mistakes, or by one that is wanted in its turn."""
    wanted = ALWAYS & set(unread) if wrong else set()
    waiting = [path for path in (*wrong, *wanted) if path in folder]
    rest = set(unread) - wanted
    while waiting and rest:
        here = waiting.pop()
        if _bad_yaml(folder, here):
            found = {path for path in rest if _may_be_named(path, here)}
        else:
            said = _words(folder, here)
            found = {path for path in rest if _is_named(path, here, said)}
        rest -= found
        wanted |= found
        waiting += sorted(found)
    return wanted


def _may_be_named(path: str, by: str) -> bool:
    """What could stand in a file of which nobody knows what it says."""
    if by == "course.yaml":
        return path.endswith("/lesson.yaml") or path.startswith("banks/")
    return by.endswith("/lesson.yaml") and path.startswith(by.removesuffix("lesson.yaml"))


def _is_named(path: str, by: str, said: set[str]) -> bool:
    folder, _slash, name = path.rpartition("/")
    stem = name.partition(".")[0]
    if by.rpartition("/")[0] == folder and by.rpartition("/")[2].partition(".")[0] == stem:
        return True  # the same text in another language, or the data of a widget
    is_lesson = name == "lesson.yaml"
    return (folder.rpartition("/")[2] if is_lesson else stem) in said


def _words(folder: CourseFolder, path: str) -> set[str]:
    """The words of a text; of one that is too large its beginning."""
    if not path.endswith(TEXTS):
        return set()
    with (folder.root / path).open("rb") as file:
        return set(_found(file.read(MAX_FILE_BYTES)))


def _found(raw: bytes) -> Iterator[str]:
    yield from WORD.findall(raw.decode("utf-8", "replace"))
