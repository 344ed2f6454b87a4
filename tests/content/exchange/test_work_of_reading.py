"""What hostile files ask of the readers: twice the text takes about twice the time, and no text breaks them."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.content.exchange.gathering import keyed
from courses.content.exchange.html import to_markdown, to_plain
from tests.content.exchange.reading import read, told

PATIENCE = 1.0
"""Seconds of a processor, for what takes a tenth of one and took several."""
TOO_MANY = "1 error: A question may have at most 100 answers; it was left out."
CLOZE = """<quiz><question type="cloze"><questiontext><text>{}</text></questiontext></question></quiz>"""


def question(kind: str, answers: str, *, prompt: str = "Which?") -> str:
    return (
        f'<quiz><question type="{kind}"><name><text>q</text></name>'
        f"<questiontext><text>{prompt}</text></questiontext>{answers}</question></quiz>"
    )


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        '<a b=">" ',
        '<a b="',
        "<a b=''c=\"",
        '<a b="x b="y>z" ',
        "<p",
        "</a ",
        "<!--",
        "<![if ",
        "<?",
        r"\(",
        r"\[",
        r" \(\ "[:-1],
        "&#",
    ],
)
def test_what_never_ends_is_looked_for_once(piece):
    html = piece * (40_000 // len(piece))
    began = process_time()
    to_markdown(html)
    to_plain(html)
    assert process_time() - began < PATIENCE


@pytest.mark.parametrize("html", ["<![x[a]]>", "<![ ", "<!x", "&#" + "9" * 5_000 + ";", "<!-- a <b>c</b>"])
def test_no_declaration_or_number_breaks_the_reading_of_html(html):
    assert "b" in to_plain(f"{html}<i>b</i>")
    assert "b" in to_markdown(f"{html}<i>b</i>").markdown


def test_a_sign_in_quotes_ends_no_tag_and_one_that_begins_none_is_words():
    assert to_markdown('<a href="https://a.example/?q=<">b</a>').markdown == "b"
    assert to_plain('<a title="x < y">b</a> I <3 you, </3 me and 1<2') == "b I <3 you, </3 me and 1<2"
    assert to_plain("a<!-- <b>unseen</b> -->b<?php x ?>c") == "abc"


def test_unclosed_tags_in_many_questions_take_no_seconds():
    began = process_time()
    read("gift", "".join(f"::q{number}::[html]{'<a ' * 6_000}{{T}}\n\n" for number in range(4)))
    assert process_time() - began < 2 * PATIENCE


def test_gaps_that_never_end_take_no_seconds():
    began = process_time()
    assert "at most 20000 characters" in told(read("moodle-xml", CLOZE.format("{:SA:x " * 8_000)))[0]
    for piece in ("{:SA:x ", "\\{:SA:x ", "{:SA:\\"):
        assert "No gap" in told(read("moodle-xml", CLOZE.format(piece * 2_500)))[0]
    assert process_time() - began < PATIENCE


def test_a_gap_that_never_ends_is_text_beside_one_that_does():
    found = read("moodle-xml", CLOZE.format("a {1:SA:=b} c {1:SA:=d"))
    assert found.questions[0].prompt.texts == {"en": "a {{gap-1}} c {1:SA:=d"}


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        ("multichoice", '<answer fraction="0"><text>a</text></answer>'),
        ("multichoice", '<answer fraction="100"><text>a</text></answer>'),
        ("shortanswer", '<answer fraction="100"><text>a</text></answer>'),
        ("ordering", "<answer><text>a</text></answer>"),
        ("matching", "<subquestion><text>a</text><answer><text>a</text></answer></subquestion>"),
        ("ddwtos", "<dragbox><text>a</text></dragbox>"),
        ("gapselect", "<selectoption><text>a</text></selectoption>"),
    ],
)
def test_a_question_of_too_many_answers_is_left_out_before_they_are_read(kind, piece):
    began = process_time()
    found = read("moodle-xml", question(kind, piece * 3_000, prompt="[[1]]" * 4_000))
    assert told(found) == [TOO_MANY]
    assert process_time() - began < PATIENCE


def test_gift_leaves_a_question_of_too_many_answers_out_too():
    found = read("gift", "Which? {" + "=right ~wrong " * 51 + "}")
    assert told(found) == [TOO_MANY]


def test_words_to_drag_to_thousands_of_places_take_no_seconds():
    boxes = "".join(f"<dragbox><text>word {number}</text></dragbox>" for number in range(100))
    began = process_time()
    found = read("moodle-xml", question("ddwtos", boxes, prompt="[[1]]" * 4_000))
    assert "do not fit its words" in told(found)[-1]
    assert process_time() - began < PATIENCE


def test_questions_of_the_same_name_are_numbered_in_turn():
    found = read("gift", "::a::b {T}\n\n::a-2::b {T}\n\n" + "::a::b {T}\n\n" * 3)
    assert [one.key for one in found.questions] == ["a", "a-2", "a-3", "a-4", "a-5"]


def test_parts_of_the_same_words_are_numbered_in_turn():
    parts = keyed([{"text": {"en": words}} for words in ("a", "a 2", "a", "a", "!", "!")])
    keys = [part["key"] for part in parts]
    assert keys[:4] == ["a", "a-2", "a-3", "a-4"]
    assert keys[5] == f"{keys[4]}-2"


ENTRY = '<qti-text-entry-interaction response-identifier="R"/>'
RULE = """<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="R"/>
<qti-base-value>a</qti-base-value></qti-match></qti-response-if></qti-response-condition>"""


def item(entries: int, gaps: int, rules: int) -> str:
    mapping = '<qti-map-entry map-key="a" mapped-value="1"/>' * entries
    return f"""<qti-assessment-item><qti-response-declaration identifier="R"><qti-mapping>{mapping}</qti-mapping>
</qti-response-declaration><qti-item-body><p>Q {ENTRY * gaps}</p></qti-item-body>
<qti-response-processing><qti-map-response identifier="R"/>{RULE * rules}</qti-response-processing>
</qti-assessment-item>"""


@pytest.mark.parametrize(("entries", "gaps", "rules"), [(1_000, 1_000, 0), (90, 1_000, 100), (90, 90, 400)])
def test_an_item_that_has_everything_looked_up_everywhere_is_left_out(entries, gaps, rules):
    began = process_time()
    assert told(read("qti", item(entries, gaps, rules)))[0].endswith(TOO_MANY.partition(": ")[2])
    assert process_time() - began < PATIENCE


def test_as_much_as_an_item_may_have_is_looked_up_in_time():
    began = process_time()
    read("qti", item(100, 100, 250))
    assert process_time() - began < 2 * PATIENCE


SIGNS = "< > </ <a <i> <!-- --> <script> <pre> <td> b= \" ' & &# \\ \\( \\[ $ ` * [ ] ![ ( ) { } {:SA:"
SIGNS += " {1:MC: = ~ %50% # :: -> | - a , ;"
pieces = st.lists(st.sampled_from([*SIGNS.split(" "), " ", "\t", "\n"]), min_size=1, max_size=5).map("".join)


@settings(max_examples=30)
@given(
    pieces, pieces, st.sampled_from(["Q {{T}} {}", "{}{{T}}", "Q {{={} ~b}}", "Q {{#{}}}", "::{}:: Q {{T}}"])
)
def test_no_words_that_are_written_again_and_again_take_long(start, piece, gift):
    words = start + piece * (18_000 // len(piece))
    began = process_time()
    to_markdown(words)
    read("gift", gift.format(words))
    read("csv", f"kind,prompt,choice_1,correct\nsingle,{words},a,1")
    read("moodle-xml", CLOZE.format(f"<![CDATA[{words.replace(']]>', '')}]]>"))
    assert process_time() - began < 3 * PATIENCE
