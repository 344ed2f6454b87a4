"""Which files a course may have, by the ending of their names; what is in them must agree."""

from dataclasses import dataclass
from enum import StrEnum

from courses.content.assets import judging, pictures
from courses.content.assets.judging import Judge
from courses.content.assets.pictures import Measure
from courses.content.assets.svg import svg


class Group(StrEnum):
    """What a block may want a file for."""

    PICTURE = "picture"
    VIDEO = "video"
    CAPTIONS = "captions"
    DOWNLOAD = "download"
    RECORDING = "recording"


@dataclass(frozen=True)
class AssetKind:
    """Either its bytes are `judge`d, or its size is `measure`d, which judges too."""

    media_type: str
    group: Group
    judge: Judge | None = None
    measure: Measure | None = None


def _picture(media_type: str, measure: Measure) -> AssetKind:
    return AssetKind(f"image/{media_type}", Group.PICTURE, measure=measure)


def _download(media_type: str, judge: Judge) -> AssetKind:
    return AssetKind(media_type, Group.DOWNLOAD, judge)


KINDS = {
    "png": _picture("png", pictures.png),
    "jpg": _picture("jpeg", pictures.jpeg),
    "jpeg": _picture("jpeg", pictures.jpeg),
    "gif": _picture("gif", pictures.gif),
    "webp": _picture("webp", pictures.webp),
    "avif": _picture("avif", pictures.avif),
    "svg": _picture("svg+xml", svg),
    "mp4": AssetKind("video/mp4", Group.VIDEO, judging.begins_with(b"ftyp", at=4)),
    "webm": AssetKind("video/webm", Group.VIDEO, judging.web_m),
    "vtt": AssetKind("text/vtt", Group.CAPTIONS, judging.web_vtt),
    "jsonl": AssetKind("application/x-ndjson", Group.RECORDING, judging.json_lines),
    "pdf": _download("application/pdf", judging.begins_with(b"%PDF-")),
    "zip": _download("application/zip", judging.dull_zip),
    "csv": _download("text/csv", judging.text),
    "txt": _download("text/plain", judging.text),
    "json": _download("application/json", judging.as_json),
    "ipynb": _download("application/x-ipynb+json", judging.as_json),
}


def kind_of(name: str) -> AssetKind | None:
    return KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None
