"""The address that verifies a certificate, as a QR code: rows of squares that page and PDF draw alike."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse

from courses.certificates.numbers import grouped
from courses.models import Certificate

QUIET_ZONE = 4  # squares of paper around the code, ISO/IEC 18004


@dataclass(frozen=True)
class Bar:
    """A run of dark squares in one row."""

    x: int
    y: int
    length: int


@dataclass(frozen=True)
class QrCode:
    """`size` squares wide and high, with its quiet zone."""

    size: int
    bars: tuple[Bar, ...]

    @property
    def path(self) -> str:
        """For an SVG of `size` by `size` units."""
        return "".join(f"M{bar.x} {bar.y}h{bar.length}v1h-{bar.length}z" for bar in self.bars)


def address_of(certificate: Certificate) -> str:
    """Where anybody can verify it."""
    return settings.SITE_URL + reverse("courses:verify_number", args=[grouped(certificate.number)])


def qr_of(certificate: Certificate) -> QrCode:
    code = segno.make_qr(address_of(certificate), error="m")
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET_ZONE)]
    return QrCode(len(rows), tuple(bar for y, row in enumerate(rows) for bar in _bars(y, row)))


def _bars(y: int, row: bytes) -> list[Bar]:
    bars, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            bars.append(Bar(start, y, x - start))
            start = None
    return bars
