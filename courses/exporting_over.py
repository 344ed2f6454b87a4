"""A course written over the folder that an author works in: no word that is not in the course goes with it.

A file that this revision does not have is removed only where another one has it, word for word, so it can be exported again.
Whatever else lies in the folder is left as it is and named, and so is a file that is replaced although no revision has what
stood there. Nothing is written through a link.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from courses.assets import bytes_of
from courses.content.folder import IGNORED
from courses.content.writer import course_files
from courses.models import Course
from courses.read_models import source_of

PARTS = ("lessons", "banks", "assets")
FILES = ("course.yaml", "glossary.yaml")


class InTheWay(Exception):
    """Something stands where a file is to be written; nothing was written yet."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Over:
    """What became of a folder besides, by paths inside it, in order. `lost`: replaced, though in no revision."""

    removed: tuple[str, ...]
    left: tuple[str, ...]
    lost: tuple[str, ...]


def write_over(place: Path, course: Course, files: Mapping[str, bytes]) -> Over:
    """Write the files, and take away what only other revisions have. Raises `InTheWay` before anything is changed."""
    for path in files:
        _refuse_what_is_in_the_way(place, path)
    over = _beside(place, course, files)
    for path in over.removed:
        (place / path).unlink()
        _remove_if_empty(place, (place / path).parent)
    for path, content in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return over


def _refuse_what_is_in_the_way(place: Path, path: str) -> None:
    """Links are no part of a course: written through, they would change what lies elsewhere."""
    target = place / path
    within = [target, *target.parents][: len(Path(path).parts)]
    for step in within:
        is_fine = not step.exists() or (step.is_file() if step == target else step.is_dir())
        if step.is_symlink() or not is_fine:
            raise InTheWay(str(step.relative_to(place)))


def _beside(place: Path, course: Course, files: Mapping[str, bytes]) -> Over:
    """What lies there and is not as this revision has it."""
    lying = sorted(_lying_in(place))
    differing = [path for path in lying if path not in files or not _holds(place / path, files[path])]
    kept: set[str] = set()
    revisions = course.revisions.order_by("-number").iterator(chunk_size=1)
    while len(kept) < len(differing) and (revision := next(revisions, None)):
        assets = bytes_of(revision) if any(path.startswith("assets/") for path in differing) else None
        had = course_files(source_of(revision), assets)
        kept |= {path for path in differing if path in had and _holds(place / path, had[path])}
    beside = [path for path in differing if path not in files]
    return Over(
        tuple(path for path in beside if path in kept),
        tuple(path for path in beside if path not in kept),
        tuple(path for path in differing if path in files and path not in kept),
    )


def _lying_in(place: Path) -> Iterator[str]:
    for part in (*FILES, *PARTS):
        yield from _below(place, part)


def _below(place: Path, path: str) -> Iterator[str]:
    """Files and links; what a link leads to is somewhere else."""
    here = place / path
    if here.name in IGNORED:
        return
    if here.is_dir() and not here.is_symlink():
        for name in sorted(entry.name for entry in here.iterdir()):
            yield from _below(place, f"{path}/{name}")
    elif here.exists() or here.is_symlink():
        yield path


def _holds(path: Path, content: bytes) -> bool:
    return not path.is_symlink() and path.is_file() and path.read_bytes() == content


def _remove_if_empty(place: Path, folder: Path) -> None:
    while folder != place and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
