"""Zips of items: those of other systems, and those that mean harm."""

import io
import zipfile

import pytest

from tests.content.exchange.reading import read, told
from tests.content.exchange.test_qti import choice, item


def package(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()


def manifest(*paths: str, kind: str = "imsqti_item_xmlv3p0") -> str:
    listed = "".join(
        f'<resource identifier="r{n}" type="{kind}" href="{path}"/>\n' for n, path in enumerate(paths)
    )
    return f"<manifest>\n<resources>{listed}</resources></manifest>"


def test_a_package_is_read_as_its_manifest_lists_it_and_names_the_item_of_each_problem():
    files = {
        "set/imsmanifest.xml": manifest("items/b%20c.xml", "items/a.xml", "items/none.xml"),
        "set/items/a.xml": item("<p>Text</p>"),
        "set/items/b c.xml": item(choice(), right="ChoiceA"),
        "set/unlisted.xml": item(choice(), right="ChoiceA"),
        "set/large.png": "x" * 600_000,
    }
    result = read("qti", package(files))
    assert len(result.questions) == 1
    assert [(one.path, one.line) for one in result.problems] == [
        ("set/imsmanifest.xml", 4),
        ("set/items/a.xml", 2),
    ]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a.xml": item(choice())}, "There is no imsmanifest.xml in this zip"),
        ({"imsmanifest.xml": manifest("a.xml", kind="imsqti_item_xmlv2p1")}, "items of QTI 2"),
        ({"imsmanifest.xml": manifest()}, "lists no items"),
        ({"imsmanifest.xml": "<!DOCTYPE a><a/>"}, "DOCTYPE"),
        ({"../imsmanifest.xml": manifest("a.xml")}, "points outside"),
        ({"imsmanifest.xml": manifest("../../etc/passwd")}, "There is no ../../etc/passwd."),
        ({"imsmanifest.xml": manifest(), "a.xml": "x" * 600_000}, "larger than 512 KiB"),
    ],
)
def test_a_package_that_is_broken_or_hostile_is_refused(files, why):
    result = read("qti", package(files))
    assert not result.questions
    assert why in told(result)[0]


def test_a_bomb_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("imsmanifest.xml", manifest("a.xml"))
        opened.writestr("a.xml", "<a/>" + " " * 400_000)
    assert "suspiciously small" in told(read("qti", packed.getvalue()))[0]


def test_an_item_without_end_and_an_item_listed_twice_are_not_worked_through():
    long = item(choice("<p>a</p>" * 4_000), right="ChoiceA")
    assert "at most 3000 elements" in told(read("qti", long))[0]
    files = {
        "imsmanifest.xml": manifest("a.xml", "./a.xml", "a.xml"),
        "a.xml": item(choice(), right="ChoiceA"),
    }
    assert len(read("qti", package(files)).questions) == 1
