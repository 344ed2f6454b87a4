"""What learners would read as it stands, although it was meant for HTML or for a link, is told with its line."""

import pytest

from courses.content.markdown import References, render


def told(text: str) -> list[tuple[int, str]]:
    assert not any(problem.is_error for problem in render(text).problems)
    return [(problem.line, problem.message) for problem in render(text).problems]


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ("One\ntwo\n\n<script>alert(1)</script>", 4, "<script>"),
        ("One\ntwo <img onerror='x()' src=x> words", 2, "<img onerror='x()' src=x>"),
        ("- one\n- <!-- two -->", 2, "<!-- two -->"),
        ("One\n\n## A <b>heading</b>", 3, "<b>"),
        ("One\n[two](javascript:alert(1))", 2, "javascript:alert(1"),
        ("One\n[**two**]( JavaScript:x)", 2, "JavaScript:x"),
        ("One\n\n[two]: data:text/html,x", 3, "data:text/html,x"),
        ("One <vbscript:x>", 1, "vbscript:x"),
        ("One\nthe [[prompt]] it is", 2, "[[prompt]]"),
        ("[[提示|它]]", 1, "[[提示|它]]"),
    ],
)
def test_it_is_told_with_its_line(text: str, line: int, named: str):
    ((at, words),) = told(text)
    assert at == line
    assert f"“{named}”" in words


@pytest.mark.parametrize(
    "text",
    [
        "\\<b> is a tag",
        "`<b>` is a tag",
        "```html\n<b>\n```",
        "1 < 2 and 3 > 2",
        "<https://example.org>",
        "[a](https://example.org/?javascript:)",
        "Say javascript: aloud",
        "\\[[prompt]]",
        "`[[prompt]]`",
        "It costs \\$\\$5",
        "The rows are [[1, 2], [3, 4]] and [[5]]",
    ],
)
def test_what_is_meant_to_be_read_is_left_alone(text: str):
    assert told(text) == []


def test_a_term_is_no_leftover_where_there_is_a_glossary():
    found = render("The [[prompt]].", references=References(term=str))
    assert "[[" not in found.html
    assert not found.problems
