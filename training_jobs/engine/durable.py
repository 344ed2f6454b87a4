"""Writes files so that after any end, even of the machine, they are whole on disk or not there at all."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Chunk = bytes | memoryview


@dataclass(frozen=True)
class Stored:
    """What lies in a file: its SHA-256 in hex, and its length in bytes."""

    sha256: str
    bytes: int


@contextmanager
def whole_folder(final: Path) -> Iterator[Path]:
    """A scratch folder beside `final` to write into; it takes that name, and its place, once the block ends well.

    An older `final` stays until then. Whatever goes wrong, disk full or the end of the process, leaves no half of it.
    """
    scratch = final.with_name(f".{final.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.mkdir(scratch)
        yield scratch
        sync(scratch)
        shutil.rmtree(final, ignore_errors=True)
        os.rename(scratch, final)
        sync(final.parent)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def write_file(path: Path, chunks: Iterable[Chunk]) -> Stored:
    """Write a new file, chunk by chunk, and wait until the disk has it."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            left = memoryview(chunk)
            while left:
                left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Stored(digest.hexdigest(), size)


def replace_file(path: Path, content: bytes) -> None:
    """Give a file new content in one move."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.unlink(missing_ok=True)
    try:
        write_file(scratch, [content])
        os.rename(scratch, path)
        sync(path.parent)
    finally:
        scratch.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until the disk has a file's content, or a folder's list of names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
