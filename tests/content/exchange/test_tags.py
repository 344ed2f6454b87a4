"""What questions are filed under in other systems: tags of a bank, for draws to pick by, and nothing to a quiz."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange import FORMATS
from tests.content.exchange.reading import read, told
from tests.content.exchange.test_moodle_xml import RIGHT, xml
from tests.content.test_question_kinds import question
from tests.content.words import tags


def test_tags_belong_to_the_question_below_them_also_without_an_empty_line():
    result = read(
        "gift",
        "::One::Is it? {T}\n// [tag:easy]\n::Two::Is it? {F}\n$CATEGORY: top/Hard\n::Three::Is it? {F}",
    )
    assert [one.tags for one in result.for_file("bank")] == [(), ("easy",), ("hard",)]


def test_a_category_is_a_tag_of_the_questions_below_it_up_to_the_next_one():
    def category(name: str) -> str:
        return f'<question type="category"><category><text>{name}</text></category></question>'

    asked = [
        '<question type="truefalse"><name><text>q</text></name><questiontext><text>Is it?</text></questiontext>'
    ]
    asked = [
        f"{asked[0]}{RIGHT}{more}</question>"
        for more in ("", "<tags><tag><text>easy</text></tag></tags>", "")
    ]
    parts = [category("$course$/top/In//Out/First steps"), *asked[:2], category("$course$/top"), asked[2]]
    result = read("moodle-xml", f"<quiz>{''.join(parts)}</quiz>")
    assert [one.tags for one in result.for_file("bank")] == [("first-steps",), ("easy", "first-steps"), ()]
    assert [one.tags for one in result.for_file("quiz")] == [(), (), ()]


def test_no_question_gets_more_tags_than_one_may_have():
    names = "".join(f"<tag><text>t{n}</text></tag>" for n in range(22))
    result = read("moodle-xml", xml("truefalse", f"{RIGHT}<tags>{names}</tags>"))
    assert len(result.for_file("bank")[0].tags) == 20
    assert any("Tags were dropped: t20, t21." in line for line in told(result))


def test_names_of_any_language_are_tags_and_what_is_none_is_told():
    result = read(
        "gift",
        "$CATEGORY: $course$/top/数据集\n\n// [tag:损失] [tag:Données 数据] [tag:+++] [tag:a\\]b]\nIs it? {T}\n\nIs it? {F}",
    )
    filed = [one.tags for one in result.for_file("bank")]
    assert filed == [("损失", "données-数据", "a-b", "数据集"), ("数据集",)]
    assert "4 warning: Tags were dropped: +++. A tag needs a letter or a digit;" in "\n".join(told(result))


def test_the_tags_of_a_table_stand_apart_as_people_write_lists():
    table = "kind;prompt;correct;tags\ntrue-false;Is it?;true;损失、数据集，Loss C++ +++ loss\n"
    result = read("csv", table)
    assert [one.tags for one in result.questions] == [("损失", "数据集", "loss", "c")]
    assert ["Tags were dropped: +++." in line for line in told(result)] == [True]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "qti", "csv"])
@given(st.lists(tags, max_size=4, unique=True))
def test_tags_come_back_from_every_format_letter_for_letter(name: str, filed_under: list[str]):
    sent = FORMATS[name].write([question("single", key="one", tags=filed_under)], language="en")
    assert [one.tags for one in read(name, sent.data).for_file("bank")] == [tuple(filed_under)]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "qti"])
def test_a_bank_comes_back_with_its_tags(name):
    bank = [question("single", key="one", tags=["easy", "week-1"]), question("single", key="two")]
    sent = FORMATS[name].write(bank, language="en")
    back = read(name, sent.data).for_file("bank")
    assert ([one.tags for one in back], sent.dropped) == ([("easy", "week-1"), ()], ())
    graded = FORMATS[name].write([question("single", difficulty=2)], language="en")
    assert "The difficulty was dropped." in [one.message for one in graded.dropped]


def test_a_keyword_of_a_package_may_stand_in_several_languages_or_none():
    sent = FORMATS["qti"].write([question("single", key="one", tags=["easy", "late"])], language="en").data
    with zipfile.ZipFile(io.BytesIO(sent)) as package:
        members = {name: package.read(name).decode() for name in package.namelist()}
    manifest = members["imsmanifest.xml"]
    first = '<string language="x-none">easy</string>'
    assert first in manifest
    manifest = manifest.replace(
        first, '<string language="en">Quite easy</string><string language="de">leicht</string>'
    )
    members["imsmanifest.xml"] = manifest.replace('<string language="x-none">late</string>', "late")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    assert read("qti", packed.getvalue()).for_file("bank")[0].tags == ("quite-easy", "late")
