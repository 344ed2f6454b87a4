"""A certificate on one A4 sheet. The same certificate always gives the same bytes."""

from threading import Lock

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode
from fpdf.prefs import ViewerPreferences

from courses.certificates.lettering import CHINESE, FACES, face_for, faces_for, without_letters
from courses.certificates.numbers import grouped
from courses.certificates.qr import address_of, qr_of
from courses.certificates.words import Fact, facts, policy
from courses.models import Certificate
from lms.kit.refusals import Conflict

ISSUER = "Learning Curve"
# Millimetres of a sheet that lies on its side.
WIDTH, HEIGHT, MARGIN = 297, 210, 30
QR_SIDE = 34
# The light theme of static/css/tokens.css; a test holds them together.
COLOURS = {
    "ink": "#1d2430",
    "ink-2": "#4c5667",
    "line": "#e3dfd4",
    "line-strong": "#7d828d",
    "accent": "#0b6b5d",
    "accent-ink": "#ffffff",
}
LANGUAGE_TAGS = {"zh-hans": "zh-Hans"}
ONE_AT_A_TIME = Lock()  # a sheet takes 25 MB while its letters are picked out of the fonts


def certificate_pdf(certificate: Certificate) -> bytes:
    """The sheet in the language of the certificate; refused where a name has letters that no font here has."""
    missing = without_letters(certificate.holder + certificate.course_title)
    if missing:
        told = _("There are no letters for “%(letters)s” in our print fonts. Print the page instead.")
        raise Conflict(told % {"letters": missing})
    with translation.override(certificate.language), ONE_AT_A_TIME:
        return bytes(_sheet(certificate).output())


def _sheet(certificate: Certificate) -> "Sheet":
    sheet = Sheet(certificate)
    sheet.frame()
    sheet.across(38, _("Certificate of completion"), 13, "ink-2")
    sheet.across(52, certificate.holder, 34, "ink")
    sheet.across(76, _("has completed the course"), 13, "ink-2")
    sheet.across(87, certificate.course_title, 26, "accent", lines=2)
    sheet.facts(120, facts(certificate))
    sheet.verification(150, certificate)
    return sheet


class Sheet(FPDF):
    """One page, drawn from top to bottom; `y` is the upper edge of what is drawn."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_creation_date(certificate.issued_at)
        self.set_lang(LANGUAGE_TAGS.get(certificate.language, certificate.language))
        self.set_title(f"{certificate.course_title} · {certificate.holder}")
        self.set_subject(_("Certificate of completion"))
        self.set_author(ISSUER)
        self.set_creator(ISSUER)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    def frame(self) -> None:
        self.set_draw_color(COLOURS["line-strong"])
        self.rect(10, 10, WIDTH - 20, HEIGHT - 20)
        self.set_draw_color(COLOURS["line"])
        self.rect(12.5, 12.5, WIDTH - 25, HEIGHT - 25)
        self.set_fill_color(COLOURS["accent"])
        self.rect(33, 21, 9, 9, style="F", round_corners=True, corner_radius=2.4)
        self.set_draw_color(COLOURS["accent-ink"])
        self.set_line_width(0.9)
        self.bezier([(34.8, 23), (35.2, 26.2), (36.6, 28), (40.4, 28)])
        self.set_line_width(0.2)
        self.text_at(45, 22.6, 60, ISSUER, 12, "ink", align="L")

    def across(self, y: float, text: str, size: float, colour: str, *, lines: int = 1) -> None:
        """From margin to margin, made smaller until it takes no more than `lines`."""
        width, room = WIDTH - 2 * MARGIN, _leading(size)
        while size > 7 and len(self._broken(text, width, size)) > lines:
            size -= 0.5
        taken = _leading(size) * len(self._broken(text, width, size))
        self.text_at(MARGIN, y + max(0, (room - taken) / 2), width, text, size, colour)

    def facts(self, y: float, told: list[Fact]) -> None:
        width = (WIDTH - 2 * MARGIN) / len(told)
        for place, fact in enumerate(told):
            self.text_at(MARGIN + place * width, y, width, fact.label, 9.5, "ink-2")
            self.text_at(MARGIN + place * width, y + 6, width, fact.text, 12, "ink")

    def verification(self, y: float, certificate: Certificate) -> None:
        """The QR code, and beside it what it holds, for those who type."""
        code, left = qr_of(certificate), MARGIN
        side = QR_SIDE / code.size
        self.set_fill_color(COLOURS["ink"])
        for bar in code.bars:
            self.rect(left + bar.x * side, y + bar.y * side, bar.length * side, side, style="F")
        address = address_of(certificate)
        self.link(left, y, QR_SIDE, QR_SIDE, address)
        x, width = left + QR_SIDE + 5, WIDTH - 2 * MARGIN - QR_SIDE - 5
        self.text_at(x, y + 3, width, policy(certificate), 9.5, "ink-2", align="L")
        self.text_at(x, y + 10, width, _("Verify this certificate, number"), 9.5, "ink-2", align="L")
        self.text_at(x, y + 15.5, width, grouped(certificate.number), 13, "ink", align="L")
        self.text_at(x, y + 24, width, address, 9.5, "accent", align="L")

    def text_at(
        self, x: float, y: float, width: float, text: str, size: float, colour: str, *, align: str = "C"
    ) -> None:
        self._choose(text, size)
        self.set_text_color(COLOURS[colour])
        self.set_xy(x, y)
        self.multi_cell(width, _leading(size), text, align=align, wrapmode=_wrapping(text))

    def _broken(self, text: str, width: float, size: float) -> list[str]:
        self._choose(text, size)
        broken = self.multi_cell(
            width, None, text, wrapmode=_wrapping(text), dry_run=True, output=MethodReturnValue.LINES
        )
        assert isinstance(broken, list)
        return broken

    def _choose(self, text: str, size: float) -> None:
        face, *others = faces_for(text)
        for needed in (name for name in (face, *others) if name not in self.fonts):
            self.add_font(needed, fname=FACES[needed])
        self.set_font(face, size=size)
        self.set_fallback_fonts(others)


def _leading(size: float) -> float:
    """Millimetres from line to line, for a size in points."""
    return size * 0.3528 * 1.3


def _wrapping(text: str) -> WrapMode:
    return WrapMode.CHAR if face_for(text) == CHINESE else WrapMode.WORD
