"""Tags are words of any language, and each has one spelling."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange.gathering import slug
from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import Picks, Words
from courses.content.questions import KINDS
from courses.content.reader import read_course
from courses.content.schema import Draw
from courses.content.tags import LONGEST_TAG, tag
from tests.content.words import tags
from tests.courses.folders import bank, banked, course_folder

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Week 1", "week-1"),
        ("损失", "损失"),
        ("Données 数据", "données-数据"),
        ("Donne\u0301es", "données"),
        (" 数据集／文本 ", "数据集-文本"),
        ("第１章", "第1章"),
        ("损\u200b失\ufe0f", "损失"),
        ("❤️ C++!", "c"),
        ("हिन्दी", "हिन्दी"),
        ("ΤΈΛΟΣ", "τέλος"),
        ("二〇二四 データ", "二〇二四-データ"),
        ("\u0301a", "a"),
        ("+++ ❤️", ""),
    ],
)
def test_a_name_makes_a_tag(name: str, made: str):
    assert tag(name) == made


@given(names)
def test_a_tag_makes_itself_in_whatever_way_its_name_was_written(name: str):
    made = tag(name)
    assert tag(made) == tag(unicodedata.normalize("NFD", name)) == made
    assert (unicodedata.normalize("NFKC", made), made.lower()) == (made, made)
    assert len(tag(name * 20)) <= LONGEST_TAG
    assert not any(unicodedata.category(sign)[0] in "CZS" for sign in made)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_names_make_the_tags_that_they_always_made(name: str):
    assert tag(name) == slug(name)


@given(tags)
def test_what_authors_write_in_any_language_is_a_tag(name: str):
    assert tag(name) == name


def problems(place: Path, *told: str) -> list[str]:
    banks = {"basics": bank(banked("one", *told))}
    folder = course_folder(place, banks=banks, draw=[{"bank": "basics", "count": 1}])
    return [problem.message for problem in read_course(folder).problems]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Week 1", "“Week 1” is no tag: write “week-1”."),
        ("损失 函数", "“损失 函数” is no tag: write “损失-函数”."),
        ("第１章", "“第１章” is no tag: write “第1章”."),
        ("损失\u200b", "The tag “损失” holds characters that cannot be seen; type it anew."),
        ("donne\u0301es", "The tag “données” holds characters that cannot be seen; type it anew."),
        ("++", "“++” is no tag: it has no letter and no digit."),
        ("", "“” is no tag: it has no letter and no digit."),
        ("词" * 61, f"“{'词' * 60}” may have at most 60 characters."),
    ],
)
def test_another_spelling_is_refused_with_the_one_to_write(tmp_path: Path, name: str, why: str):
    assert [line.startswith(why) for line in problems(tmp_path, "损失", name)] == [True]


def test_tags_of_any_language_are_taken(tmp_path: Path):
    assert problems(tmp_path, "损失", "données-数据", "rates", "week-1", "词" * 60) == []


def test_tags_are_typed_in_a_line_and_ticked_in_a_draw():
    shapes = {field.name: field.shape for field in fields_of(KINDS["single"])}
    assert shapes["tags"] == Words(are_numbers=False)
    assert {field.name: field.shape for field in fields_of(Draw)}["tags"] == Picks(
        "tags", in_order=False, of="bank"
    )
