import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.assets import KINDS, BadAsset
from courses.content.assets import pictures as pictures_module
from courses.content.assets.folder import describe
from courses.content.problems import fill
from tests.content import sample_files
from tests.content.sample_files import SAMPLES

PICTURES = ("png", "jpg", "gif", "webp", "avif", "svg")


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(BadAsset) as refused:
        describe(f"assets/{name}", content)
    return str(refused.value)


def test_there_is_a_sample_of_every_kind():
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("ending", KINDS)
def test_an_honest_file_is_described(ending):
    source = describe(f"assets/one.{ending}", SAMPLES[ending])
    assert (source.size, len(source.sha256), source.name) == (len(SAMPLES[ending]), 64, f"one.{ending}")
    assert source.media_type == KINDS[ending].media_type


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture_has_its_size(ending):
    source = describe(f"assets/one.{ending}", SAMPLES[ending])
    assert (source.width, source.height) == (4, 3)


@pytest.mark.parametrize("ending", sorted(set(KINDS) - {"txt", "csv"}))
@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90\0", b"\x7fELF", b"GIF87", b"\xff\xd8\xff"]
)
def test_what_a_file_is_called_does_not_make_it_so(ending, content):
    assert refusal(f"one.{ending}", content)


def test_unknown_endings_and_empty_files_are_refused():
    assert "Known are png" in refusal("one.exe", b"MZ")
    assert "Known are png" in refusal("one", b"MZ")
    assert "empty" in refusal("one.png", b"")


def test_text_must_be_text():
    assert "Line 2: This is not UTF-8" in refusal("one.csv", b"a,b\n\xff,1\n")
    assert "not what its name says" in refusal("one.txt", b"a\0b")
    assert "WEBVTT" in refusal("one.vtt", b"1\n00:00 --> 00:01\nHello")
    assert "not JSON" in refusal("one.json", b"{")
    assert "not JSON" in refusal("one.json", b"[" * 100_000)


@pytest.mark.parametrize("draw", [sample_files.png, sample_files.gif, sample_files.webp, sample_files.avif])
def test_a_picture_of_absurd_size_is_refused(draw):
    ending = draw.__name__
    assert "pixels" in refusal(f"one.{ending}", draw(pictures_module.LONGEST_SIDE + 1, 1))
    assert "pixels" in refusal(f"one.{ending}", draw(9000, 9000))


@pytest.mark.parametrize("ending", [name for name in PICTURES if name != "svg"])
@given(data=st.data())
def test_a_damaged_picture_is_refused_or_measured_and_never_raises_anything_else(ending, data):
    whole = SAMPLES[ending]
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=30))
    try:
        source = describe(f"assets/one.{ending}", whole[:cut] + noise)
    except BadAsset:
        return
    assert source.width > 0
    assert source.height > 0


HOSTILE_SVG = [
    ("<script>alert(1)</script>", "<script>"),
    ("<g onclick='alert(1)'/>", "onclick"),
    ("<a href='https://evil.example'><rect/></a>", "<a>"),
    ("<image href='https://evil.example/x.png'/>", "<image>"),
    ("<use href='https://evil.example/x.svg#a'/>", "href"),
    ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='data:image/svg+xml,x'/>", "href"),
    ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
    ("<style>*{fill:url(https://evil.example)}</style>", "<style>"),
    ("<rect style='fill:url(https://evil.example)'/>", "style"),
    ("<rect fill='url( &#34;//evil.example#a&#34;)'/>", "fill"),
    ("<rect style='background:u\\72l(//evil.example)'/>", "style"),
    ("<animate attributeName='href' to='javascript:alert(1)'/>", "<animate>"),
    ("<set attributeName='onclick' to='alert(1)'/>", "<set>"),
    ("<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>", "<script>"),
    ("<?xml-stylesheet href='//evil.example/x.css'?>", "xml-stylesheet"),
]


@pytest.mark.parametrize(("inside", "named"), HOSTILE_SVG)
def test_an_svg_that_does_more_than_draw_is_refused_by_name_and_line(inside, named):
    told = refusal("one.svg", sample_files.svg(f"\n\n{inside}"))
    assert told.startswith("Line 3: ")
    assert named in told


def test_all_that_is_wrong_with_an_svg_is_told_at_once():
    scripted = b'<svg xmlns="http://www.w3.org/2000/svg">\n<g onclick="x()"/><script/>\n<script/></svg>'
    with pytest.raises(BadAsset) as refused:
        describe("assets/one.svg", scripted)
    told = [str(one) for one in refused.value.all]
    assert [words.partition(" is ")[0] for words in told[1:]] == ["Line 2: onclick", "Line 2: <script>"]
    assert "viewBox" in told[0]
    assert all(words in refused.value.worded(fill) for words in told)


def test_of_a_hostile_svg_only_so_much_is_told():
    with pytest.raises(BadAsset) as refused:
        describe("assets/one.svg", sample_files.svg("".join(f"<x{number}/>" for number in range(99))))
    assert len(refused.value.all) == 10


def test_an_svg_that_draws_is_taken():
    drawing = "<defs><linearGradient id='a'><stop offset='1' stop-color='#fff'/></linearGradient></defs>"
    use = "<g transform='scale(2)'><rect fill='url(#a)' style='stroke:#000'/><use href='#a'/><text>损失</text></g>"
    assert describe("assets/a.svg", sample_files.svg(drawing + use)).width == 4


def test_an_svg_with_entities_depth_or_no_size_is_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + sample_files.svg("&b;")
    assert "DOCTYPE" in refusal("one.svg", bomb)
    assert "too many parts" in refusal("one.svg", sample_files.svg("<g>" * 50 + "</g>" * 50))
    assert "too many parts" in refusal("one.svg", sample_files.svg("<g/>" * 30_000))
    assert "viewBox" in refusal("one.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "viewBox" in refusal(
        "one.svg", sample_files.svg(more=' width="NaN"').replace(b"0 0 4 3", b"0 0 nan x")
    )
    assert "not XML" in refusal("one.svg", b"<svg")


def test_a_zip_that_would_harm_who_unpacks_it_is_refused():
    assert "points outside" in refusal("one.zip", sample_files.zipped(**{"../evil.txt": "x"}))
    assert "points outside" in refusal("one.zip", sample_files.zipped(**{"/etc/passwd": "x"}))
    assert "suspiciously small" in refusal("one.zip", sample_files.zipped(bomb="0" * 50_000_000))
    assert "zip file" in refusal("one.zip", b"PK\x03\x04" + os.urandom(100))
