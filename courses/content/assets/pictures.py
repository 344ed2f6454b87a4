"""The size of a picture, read from its first bytes.

Sources: PNG (W3C) 11.2.1; GIF89a 18; JPEG (ITU T.81) B.2.2; WebP container (RFC 9649) 2.5 to 2.7; AVIF: the item
property `ispe` of ISO/IEC 23008-12 6.5.3.
"""

import struct
from collections.abc import Callable

from courses.content.assets.judging import BadAsset, begins_with
from courses.content.problems import gettext_noop as _

Size = tuple[int, int]
Measure = Callable[[bytes], Size]
LONGEST_SIDE = 10_000
MOST_PIXELS = 40_000_000
STARTS_OF_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xD9)}
BROKEN = _("This picture is damaged: its size cannot be read.")


def measured(measure: Measure, content: bytes) -> Size:
    """Width and height. Raises `BadAsset`, also for a picture that only a bomb would need."""
    try:
        width, height = measure(content)
    except (struct.error, IndexError):
        raise BadAsset(BROKEN) from None
    if width < 1 or height < 1:
        raise BadAsset(BROKEN)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        template = _("This picture has %(width)d × %(height)d pixels; %(most)d on a side are enough.")
        raise BadAsset(template, width=width, height=height, most=LONGEST_SIDE)
    return width, height


def png(content: bytes) -> Size:
    begins_with(b"\x89PNG\r\n\x1a\n")(content)
    begins_with(b"IHDR", at=12)(content)
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def gif(content: bytes) -> Size:
    begins_with(b"GIF87a", b"GIF89a")(content)
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def jpeg(content: bytes) -> Size:
    """From segment to segment until the frame begins."""
    begins_with(b"\xff\xd8\xff")(content)
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise BadAsset(BROKEN)
        marker = content[at + 1]
        if marker in STARTS_OF_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 if marker in ALONE else 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]


def webp(content: bytes) -> Size:
    begins_with(b"RIFF")(content)
    begins_with(b"WEBP", at=8)(content)
    if content[12:16] == b"VP8X":
        return _three(content[24:27]) + 1, _three(content[27:30]) + 1
    if content[12:16] == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    begins_with(b"VP8 ", at=12)(content)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def avif(content: bytes) -> Size:
    """The largest of its images: a thumbnail may stand beside it."""
    begins_with(b"ftypavif", b"ftypavis", at=4)(content)
    sizes: list[Size] = []
    at = content.find(b"ispe")
    while at >= 0 and len(sizes) < 100:
        width, height = struct.unpack(">II", content[at + 8 : at + 16])
        sizes.append((width, height))
        at = content.find(b"ispe", at + 4)
    return max(sizes, default=(0, 0))


def _three(raw: bytes) -> int:
    return int.from_bytes(raw, "little") if len(raw) == 3 else -1
