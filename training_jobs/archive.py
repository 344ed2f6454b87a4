"""A trained run's files as one zip, written while it is sent: weights can be larger than memory."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

CHUNK = 256 * 1024
SENT = frozenset({".safetensors", ".json", ".md", ".txt", ".yaml"})
OUR_CODE = "classifier.py"  # the small class that the model card loads the weights with


class _Sink:
    """A file that cannot seek; what was written is taken from it chunk by chunk."""

    def __init__(self) -> None:
        self.pending = bytearray()

    def write(self, data: bytes) -> int:
        self.pending += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        chunk, self.pending = bytes(self.pending), bytearray()
        return chunk


def files_to_send(folder: Path) -> list[Path]:
    """Weights, settings and the model card; never a pickle, a link out of the folder, or a hidden file."""
    if not folder.is_dir():
        return []
    inside = folder.resolve()
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (path.suffix in SENT or path.name == OUR_CODE)
    ]
    return [path for path in found if path.resolve().is_relative_to(inside) and not path.name.startswith(".")]


def zip_stream(folder: Path) -> Iterator[bytes]:
    """The zip of `files_to_send(folder)`, not compressed: weights do not shrink."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for path in files_to_send(folder):
            about = zipfile.ZipInfo.from_file(path, str(path.relative_to(folder)))
            with archive.open(about, "w") as entry, path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    entry.write(chunk)
                    yield sink.take()
            yield sink.take()
    yield sink.take()
