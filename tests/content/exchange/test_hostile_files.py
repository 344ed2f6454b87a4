"""Files that were broken by chance or on purpose: each ends in words about it, and soon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange import FORMATS, format_of
from courses.content.exchange.gathering import LARGEST, MOST_QUESTIONS
from courses.content.exchange.qti.package import package_of
from tests.content.exchange.reading import read, told

SIGNS = "{ } = ~ # #### :: \\ \\{ -> %50% %-100% .. : // $CATEGORY: [html] [id:x] <b> T F 3 a 词 &amp; \x07"
PIECES = [*SIGNS.split(" "), " ", "\n", "\n\n"]
soup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
TAGS = ("<quiz>", "</quiz>", "<question>", "</question>", "<text>", "</text>", "<answer>", "</answer>")
WORDS = ("<![CDATA[", "]]>", "&", "{1:SA:=a}", "[[1]]", "a")
KINDS = (
    "multichoice",
    "numerical",
    "matching",
    "cloze",
    "ddwtos",
    "calculated",
    "ordering",
    "truefalse",
    "odd",
)
tagged = st.lists(
    st.one_of(st.sampled_from(TAGS + WORDS), st.sampled_from(KINDS).map('<question type="{}">'.format)),
    max_size=30,
).map(lambda parts: "<quiz>" + "".join(parts))


CLOZE = """<quiz><question type="cloze"><questiontext><text><![CDATA[{}]]></text></questiontext></question></quiz>"""
TRUE = """<question type="truefalse"><questiontext><text>Is it?</text></questiontext>
<answer fraction="100"><text>true</text></answer></question>"""


def check_read(kind, data):
    """Whatever was in the file: questions that can stand in one quiz, and words about what was left out."""
    found = read(kind, data)
    keys = [question.key for question in found.questions]
    assert len(keys) == len(set(keys)) <= MOST_QUESTIONS
    assert all(problem.message and problem.line > 0 for problem in found.problems)


@given(st.one_of(soup, st.text(), st.binary()))
def test_nothing_breaks_the_reader_of_gift(data):
    check_read("gift", data)


@given(st.one_of(tagged, st.text(), st.binary()))
def test_nothing_breaks_the_reader_of_moodle_xml(data):
    check_read("moodle-xml", data)


QTI_TAGS = (
    "item-body",
    "choice-interaction",
    "text-entry-interaction",
    "match-interaction",
    "mapping",
    "value",
)
QTI_WORDS = (
    '<qti-simple-choice identifier="a">',
    "<p>",
    "</p>",
    "&amp;",
    "a",
    '<qti-map-entry map-key="a b" mapped-value="x"/>',
)
item_soup = st.lists(
    st.one_of(
        st.sampled_from(QTI_WORDS),
        st.sampled_from(QTI_TAGS).map("<qti-{}>".format),
        st.sampled_from(QTI_TAGS).map("</qti-{}>".format),
        st.sampled_from(QTI_TAGS).map('<qti-{} response-identifier="R" identifier="R"/>'.format),
    ),
    max_size=30,
).map(lambda parts: "<qti-assessment-item>" + "".join(parts) + "</qti-assessment-item>")
CELLS = (
    "kind",
    "prompt",
    "correct",
    "choice_1",
    "match_1",
    "feedback_1_en",
    "single",
    "match",
    "1",
    ",",
    ";",
    "\n",
    '"',
    "=x",
)
table_soup = st.lists(st.sampled_from(CELLS), max_size=40).map("".join)


@given(st.one_of(item_soup, st.text(), st.binary(), st.binary().map(b"PK\x03\x04".__add__)))
def test_nothing_breaks_the_reader_of_qti(data):
    check_read("qti", data)


@given(
    st.one_of(table_soup, table_soup.map("kind,prompt,choice_1,correct\n".__add__), st.text(), st.binary())
)
def test_nothing_breaks_the_reader_of_tables(data):
    check_read("csv", data)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "piece",
    [
        "=",
        "{",
        "}",
        "~%",
        "\\",
        "::",
        ": ",
        "//\n",
        "a\n\n",
        "a {T}\n\n",
        "{=a\n",
        "<",
        "<b>",
        "<!",
        "&",
        "0",
        ",",
        '"',
        "kind,prompt\n",
    ],
)
def test_a_megabyte_of_garbage_is_read_in_time(name, piece):
    check_read(name, piece * (1_000_000 // len(piece)))
    check_read(name, "Which? {" + piece * (200_000 // len(piece)) + "}")
    check_read(name, CLOZE.format(piece * 50_000))


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_too_large_or_no_text_is_refused(name):
    assert "larger than 4096 KiB" in told(read(name, b"a" * (LARGEST + 1)))[0]
    assert not read(name, b"\x00\x01\x02").questions


def test_a_text_without_end_is_refused():
    assert told(read("gift", "[markdown]" + "[" * 20_001 + " {T}"))[0] == (
        "1 error: A text may have at most 20000 characters."
    )


def test_another_encoding_is_told_with_its_line():
    assert told(read("gift", "::a::Is it? {T}\n\nÄ {T}".encode("latin-1"))) == [
        "3 error: This file is not UTF-8 text. Save it as UTF-8."
    ]
    assert "not well-formed" in told(read("moodle-xml", '<quiz>\n<question type="Ä">'.encode("latin-1")))[0]


def test_xml_may_name_its_own_encoding_if_it_is_known():
    text = '<?xml version="1.0" encoding="{}"?><quiz><question type="random"/></quiz>'
    assert "by chance" in told(read("moodle-xml", text.format("iso-8859-1").encode("latin-1")))[0]
    assert "encoding" in told(read("moodle-xml", text.format("klingon").encode()))[0]
    assert "encoding" in told(read("moodle-xml", text.format("gb2312").encode()))[0]


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    "start",
    [
        LAUGHS + "]>",
        '<!DOCTYPE quiz SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "/etc/passwd">]>',
    ],
)
def test_a_file_that_defines_or_fetches_something_is_refused(start):
    result = read("moodle-xml", f'\n{start}<quiz><question type="essay">&x;&j;</question></quiz>')
    assert told(result) == ["2 error: A file with a DOCTYPE is not read. Remove that line."]


def test_entities_that_nobody_defined_are_refused():
    assert "undefined entity" in told(read("moodle-xml", "<quiz>&nbsp;</quiz>"))[0]


def test_xml_nested_without_end_is_refused():
    assert "nested more than 50 deep" in told(read("moodle-xml", "<quiz>" * 100_000))[0]


def test_questions_before_a_break_are_kept():
    result = read("moodle-xml", f"<quiz>{TRUE}\n{TRUE}\n<question><oops>")
    assert len(result.questions) == 2
    assert told(result) == ["5 error: This is not XML: no element found."]


def test_another_xml_is_told():
    assert told(read("moodle-xml", "<html/>")) == [
        "1 error: There is no <quiz> in this file; export it as Moodle XML."
    ]


MANY = {
    "gift": "a {T}\n\n" * (MOST_QUESTIONS + 1),
    "moodle-xml": "<quiz>" + '<question type="essay"/>' * (MOST_QUESTIONS + 1) + "</quiz>",
    "csv": "kind,prompt,correct\n" + "true-false,Is it?,true\n" * (MOST_QUESTIONS + 1),
    "qti": package_of({f"q{n}": "<qti-assessment-item/>" for n in range(MOST_QUESTIONS + 1)}),
}


@pytest.mark.parametrize("name", FORMATS)
def test_no_more_than_a_thousand_questions_are_read(name):
    assert any("Only the first 1000 questions were read." in line for line in told(read(name, MANY[name])))


def test_the_name_of_a_file_tells_its_format():
    names = {
        "a.GIFT": "gift",
        "a.txt": "gift",
        "a.xml": "moodle-xml",
        "a.csv": "csv",
        "a.zip": "qti",
        "a.pdf": None,
    }
    assert {name: format_of(name) for name in names} == names
    assert format_of("a.xml", b"<?xml version='1.0'?><qti-assessment-item>") == "qti"
