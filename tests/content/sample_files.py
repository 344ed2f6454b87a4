"""The smallest honest file of every kind that a course may have."""

import io
import json
import struct
import zipfile
import zlib


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 4, height: int = 3) -> bytes:
    """A grey picture that browsers show."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * width for _row in range(min(height, 2000)))
    body = _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + body


def gif(width: int = 4, height: int = 3) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def jpeg(width: int = 4, height: int = 3) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + b"\0" * 10
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xd9"


def webp(width: int = 4, height: int = 3) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sizes
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif(width: int = 4, height: int = 3) -> bytes:
    sizes = struct.pack(">II", width, height)
    return struct.pack(">I", 16) + b"ftypavif\0\0\0\0" + struct.pack(">I", 20) + b"ispe\0\0\0\0" + sizes


def svg(inside: str = '<rect width="4" height="3"/>', *, more: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"{more}>{inside}</svg>'.encode()


def zipped(**files: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files or {"readme.txt": "hello"}).items():
            archive.writestr(name, text)
    return kept.getvalue()


VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n"


def recording(steps: int = 40) -> bytes:
    """A run that learns by heart from its middle on: training loss falls, validation loss turns."""
    events: list[dict[str, object]] = [
        {"kind": "state", "data": {"state": "running", "phase": "training", "total_steps": steps}}
    ]
    for step in range(1, steps + 1):
        events.append({"kind": "step", "data": {"step": step, "metrics": {"loss": 1 / (1 + step / 10)}}})
        if step % 5 == 0:
            loss = 0.4 + abs(step - steps / 2) / steps
            metrics = {"loss": loss, "accuracy": 0.8, "macro_f1": 0.7}
            events.append({"kind": "eval", "data": {"step": step, "epoch": 1.0, "metrics": metrics}})
    told = (json.dumps({"n": n, **event, "at": 1_800_000_000 + n / 2}) for n, event in enumerate(events, 1))
    return ("\n".join(told) + "\n").encode()


SAMPLES = {
    "png": png(),
    "jpg": jpeg(),
    "jpeg": jpeg(),
    "gif": gif(),
    "webp": webp(),
    "avif": avif(),
    "svg": svg(),
    "mp4": struct.pack(">I", 16) + b"ftypisom\0\0\0\0",
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm",
    "vtt": VTT,
    "pdf": b"%PDF-1.7\n",
    "zip": zipped(),
    "csv": "text,label\n“Hello”,claims\n".encode(),
    "txt": "Hello, 你好\n".encode(),
    "json": json.dumps({"a": 1}).encode(),
    "jsonl": recording(),
    "ipynb": json.dumps({"cells": []}).encode(),
}
