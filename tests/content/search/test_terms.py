"""One way of reading words: what is written and what is typed meet."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.search import Query, indexed, latin, read_query
from courses.content.search.terms import LONGEST_QUERY, LONGEST_TEXT, MOST_TERMS


def parts(query: Query) -> list[str]:
    return ["-".join(term.parts) for term in query.terms]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("学习率", "学习 习率 率"),
        ("学", "学"),
        ("用LoRA微调模型。", "用 lora 微调 调模 模型 型"),
        ("学习，率", "学习 习 率"),
        ("Fine-tuning", "fine tuning finetuning"),
        ("fine\u2011tuning", "fine tuning finetuning"),
        ("learning_rate", "learning rate learningrate"),
        ("Café, ＬｏＲＡ ﬁne", "cafe lora fine"),
        ("Straße don’t 2.07", "strasse don t dont 2 07 207"),
        ("パラメータ", "パラ ラメ メー ータ タ"),
        ("soft\u00adware", "software"),
        ("one\x00two", "one two"),
        ("… — 👍 !?", ""),
    ],
)
def test_a_text_is_read_into_words(text: str, words: str):
    assert indexed(text) == words


def test_han_has_no_endings():
    assert latin("用 LoRA 微调 models") == "lora models"


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("LoRA 微调", ["lora", "微调"]),
        ("lora微调", ["lora", "微调"]),
        ("what is the fine-tuning", ["fine-tuning"]),
        ("what is it", ["what", "is", "it"]),
        ("loss loss ", ["loss"]),
        ("' OR 1=1; -- & | ! <-> :* (", ["1"]),
        ("", []),
        ("??", []),
    ],
)
def test_what_is_typed_becomes_terms(typed: str, terms: list[str]):
    assert parts(read_query(typed)) == terms


def test_only_the_word_that_is_being_typed_is_open():
    assert [term.is_open for term in read_query("learning ra").terms] == [False, True]
    assert [term.is_open for term in read_query("learning rate ").terms] == [False, False]
    assert not read_query("学习").terms[0].is_open


def test_pieces_of_a_question_leave_out_what_says_nothing():
    assert parts(Query("", read_query("什么是学习率").loose)) == ["学习", "习率"]
    assert parts(Query("", read_query("zero-shot prompts ").loose)) == ["zero", "shot", "prompts"]
    assert parts(Query("", read_query("state-of-the-art prompts ").loose)) == ["state", "art", "prompts"]
    assert parts(Query("", read_query("what-is-it").loose)) == ["what", "is", "it"]
    assert read_query("prompts ").loose == ()


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("什么是微调", ["微调"]),
        ("微调的", ["微调"]),
        ("什么是熵？", ["熵"]),
        ("学习率和微调", ["学习", "习率", "微调"]),
        ("怎么是", ["怎么", "么是"]),
        ("微调", []),
        ("目的", []),
    ],
)
def test_fillers_around_one_chinese_word_leave_the_word(typed: str, pieces: list[str]):
    assert parts(Query("", read_query(typed).loose)) == pieces


def words_of(query: Query) -> Iterator[str]:
    for term in query.terms:
        yield from term.parts


@given(st.text(max_size=2 * LONGEST_QUERY))
def test_any_text_becomes_a_query_of_letters_and_digits(typed: str):
    query = read_query(typed)
    assert len(query.terms) <= MOST_TERMS
    assert query.text.isprintable()
    assert all(word.isalnum() or not word.isascii() for word in words_of(query))
    assert not any(sign in word for word in words_of(query) for sign in "'\\\x00 :*&|!()<>")


@given(st.text(alphabet="学习率微调模型the aB-é。", min_size=1, max_size=40))
def test_a_text_holds_every_word_of_itself(text: str):
    words = f" {indexed(text)} "
    for term in read_query(text + " ").terms:
        sought = term.pairs or term.parts
        assert f" {' '.join(sought)} " in words or any(word.startswith(term.joined) for word in words.split())


def test_long_texts_and_queries_are_cut():
    assert len(indexed("字" * (LONGEST_TEXT + 5)).split()) == LONGEST_TEXT
    assert len(read_query("word " * 10_000).text) <= LONGEST_QUERY
    assert max(map(len, indexed("x" * 5_000).split())) < 100
