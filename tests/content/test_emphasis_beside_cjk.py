"""Emphasis works in texts without spaces between words, and everywhere else as CommonMark says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from courses.content.markdown import render, render_inline
from courses.content.markdown.beside_cjk import parser_for

SIGNS = "a1 .,:!\"'()*_~-\\`\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重点：**不要签字", "<strong>重点：</strong>不要签字"),
        ("不要**（签字）**的", "不要<strong>（签字）</strong>的"),
        ("他说**“不要”**就走", "他说<strong>“不要”</strong>就走"),
        ("他说“**不要**”就走", "他说“<strong>不要</strong>”就走"),
        ("*注意：*不要", "<em>注意：</em>不要"),
        ("~~旧（废弃）。~~新", "<s>旧（废弃）。</s>新"),
        ("用**`lr`**来调", "用<strong><code>lr</code></strong>来调"),
        ("**（你好）**world", "<strong>（你好）</strong>world"),
        ("**스크립트(script)**라고", "<strong>스크립트(script)</strong>라고"),
        ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
        ("**重点\ufe00：**不要", "<strong>重点\ufe00：</strong>不要"),
        ("**“重点”\ufe01**a", "<strong>“重点”\ufe01</strong>a"),
        ("**葛\U000e0100**(a)", "<strong>葛\U000e0100</strong>(a)"),
        ("__重点：__不要", "__重点：__不要"),
        ("a**🎉**b", "a**🎉**b"),
        ("** 重点 **不要", "** 重点 **不要"),
    ],
)
def test_a_run_beside_such_a_letter_counts_as_beside_a_letter(text: str, html: str):
    assert render(text).html.strip() == f"<p>{html}</p>"


def test_a_label_has_it_too():
    assert render_inline("**重点：**不要") == "<strong>重点：</strong>不要"


@settings(max_examples=400, deadline=None)
@given(st.text(SIGNS, max_size=40))
def test_a_text_without_such_letters_stays_as_it_was(text: str):
    options = {"html": False}
    ours = parser_for("commonmark", options).enable("strikethrough")
    theirs = MarkdownIt("commonmark", options).enable("strikethrough")
    assert ours.render(text) == theirs.render(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One\n\n** two**", 3),
        ("a\n**b", 2),
        ("*重点 *不要", 1),
        ("说 *重点 * 呢", 1),
        ("One\na *b and *c", 2),
    ],
)
def test_asterisks_that_are_left_over_are_told(text: str, line: int):
    ((at, words),) = [(told.line, told.message) for told in render(text).problems]
    assert at == line
    assert "left over" in words


@pytest.mark.parametrize(
    "text",
    [
        "**重点：**不要",
        "*注：数据",
        "3 * 4 * 5",
        "a\\*b \\*\\*c\\*\\*",
        "`a ** b`",
        "*a* and 3 * 4",
        "5* and more",
        "$a * b$ *c",
    ],
)
def test_asterisks_that_are_meant_are_not(text: str):
    assert not render(text).problems
