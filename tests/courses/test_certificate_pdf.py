"""The sheet that is printed: one page, real letters in both languages, the same bytes each time."""

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from courses.certificates import pdf
from courses.certificates.numbers import grouped
from courses.certificates.pdf import COLOURS, certificate_pdf
from courses.certificates.qr import QUIET_ZONE, address_of, qr_of
from courses.models import Certificate
from lms.kit.refusals import Conflict
from tests.conftest import ROOT

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ENGLISH = {"holder": "Ling Zhao", "course_title": "Fine-tune your first classifier", "language": "en"}
CHINESE = {"holder": "赵玲", "course_title": "微调“第一个”分类器：LoRA", "language": "zh-hans"}


def certificate(**printed: object) -> Certificate:
    whole = {
        "number": "DJ66W3UZCSB8GN4A",
        "time_zone": "Asia/Shanghai",
        "score": 0.87,
        "score_policy": "best-mean",
        "completed_at": NOON,
        "content_of": datetime(2026, 10, 1, tzinfo=UTC),
        "issued_at": NOON,
        "expires_at": datetime(2028, 11, 26, 16, tzinfo=UTC),
    }
    return Certificate(**{**whole, **ENGLISH, **printed})


def opened(of: Certificate) -> PdfReader:
    return PdfReader(io.BytesIO(certificate_pdf(of)))


def said(of: Certificate) -> str:
    """All words without spaces; this reader takes the bytes of Chinese fonts one by one, so every other one is NUL."""
    return re.sub(r"[\s\0]+", "", opened(of).pages[0].extract_text())


def test_it_says_in_english_what_is_printed():
    text = opened(certificate()).pages[0].extract_text()
    told = ["Ling Zhao", "has completed the course", "Fine-tune your first classifier", "87 %"]
    told += ["Nov. 26, 2026", "Oct. 1, 2026", "Nov. 26, 2028", "up to the day it was earned."]
    for words in (*told, grouped("DJ66W3UZCSB8GN4A"), address_of(certificate())):
        assert words in text


def test_it_says_in_chinese_what_is_printed():
    text = said(certificate(**CHINESE))
    for words in ("赵玲", "微调“第一个”分类器：LoRA", "结业证书", "2026年11月26日", "有效期至", "得分为"):
        assert words in text
    assert "Valid until" not in text


def test_one_that_does_not_expire_says_so():
    assert "doesnotexpire" in said(certificate(expires_at=None))


@pytest.mark.parametrize(
    "name", ["Łukasz Đorđević", "Şükrü Çağlar", "Ελένη", "Дмитрий", "赵 Łukasz", "Nguyễn Ắnh"]
)
def test_letters_of_many_names_are_drawn(name: str):
    assert name.replace(" ", "") in said(certificate(holder=name))


def test_letters_that_no_font_has_are_refused_by_name():
    with pytest.raises(Conflict, match=r"no letters for “김😀”"):
        certificate_pdf(certificate(holder="김 Kim 😀"))


@pytest.mark.parametrize("printed", [ENGLISH, CHINESE])
def test_the_fonts_are_in_the_file(printed: dict[str, str]):
    fonts = opened(certificate(**printed)).pages[0]["/Resources"]["/Font"].values()
    kinds = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
    assert kinds <= {"NotoSerif", "NotoSerifSC"}
    for font in fonts:
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in inner or "/FontFile3" in inner


def test_title_language_author_and_date_are_told_to_readers():
    reader = opened(certificate(**CHINESE))
    root, about = reader.trailer["/Root"], reader.metadata
    assert about is not None
    assert (about.title, about.author) == ("微调“第一个”分类器：LoRA · 赵玲", "Learning Curve")
    assert about.creation_date == NOON
    assert root["/Lang"] == "zh-Hans"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_is_one_a4_sheet_on_its_side_however_long_the_words():
    long = {"holder": "Wolfeschlegelsteinhausen " * 6, "course_title": "An unusually long title " * 20}
    for printed in (ENGLISH, CHINESE, long, {"holder": "欧阳" * 75, "course_title": "微调" * 200}):
        reader = opened(certificate(**printed))
        assert len(reader.pages) == 1
        box = reader.pages[0].mediabox
        assert (round(float(box.width)), round(float(box.height))) == (842, 595)


@pytest.mark.parametrize("printed", [ENGLISH, CHINESE])
def test_the_same_certificate_gives_the_same_bytes(printed: dict[str, str], monkeypatch):
    first = certificate_pdf(certificate(**printed))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert certificate_pdf(certificate(**printed)) == first


def test_the_code_holds_the_address_inside_its_quiet_zone():
    import segno

    code, meant = qr_of(certificate()), segno.make_qr(address_of(certificate()), error="m")
    dark = {(bar.x + step, bar.y) for bar in code.bars for step in range(bar.length)}
    rows = enumerate(meant.matrix)
    wanted = {(x + QUIET_ZONE, y + QUIET_ZONE) for y, row in rows for x, on in enumerate(row) if on}
    assert dark == wanted
    assert code.size == len(meant.matrix) + 2 * QUIET_ZONE


def test_its_colours_are_those_of_the_light_theme():
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    light = dict(re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6})", tokens))
    assert {name: light[name] for name in COLOURS} == COLOURS


def test_letters_are_not_logged(caplog):
    caplog.set_level("INFO")
    certificate_pdf(certificate())
    assert not [line for line in caplog.records if line.name.startswith(("fontTools", "fpdf"))]


def test_only_who_prints_loads_the_fonts():
    import subprocess
    import sys

    code = "import django; django.setup(); import lms.urls, sys; print('fpdf' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert told.stdout.strip() == "False"
    assert pdf.FACES


def test_a_face_is_opened_only_where_a_line_needs_it(monkeypatch):
    faces = {**pdf.FACES, "chinese": ROOT / "no-such-face.otf"}
    monkeypatch.setattr(pdf, "FACES", faces)
    assert "Ling" in said(certificate(holder="Ling Chen"))
