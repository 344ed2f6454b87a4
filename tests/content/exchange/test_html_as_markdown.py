"""The HTML of other systems, in our Markdown: what is shown stays the same."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange.html import to_markdown, to_plain
from courses.content.exchange.plain import as_markdown
from courses.content.markdown import render
from courses.content.markdown.sanitise import MATH


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def reading_of(markdown: str) -> _Shown:
    reading = _Shown()
    reading.feed(render(markdown).html)
    reading.close()
    return reading


def shown(markdown: str) -> str:
    """What a reader sees of a text, without its white space."""
    return "".join(reading_of(markdown).words.split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>two<br>three</p>", "One\n\ntwo\\\nthree"),
        ("<b>bold</b> and <em>so</em>", "**bold** and *so*"),
        ("<strong> Note: </strong>x", "**Note:** x"),
        ("<b>注意：</b>文字", "注意：文字"),
        ("x<sup>2</sup>, H<sub>2</sub>O, w<sub>ij</sub>", r"x², H₂O, w\_(ij)"),
        ("<code>a ` b</code>", "``a ` b``"),
        ("<pre>if x:\n    <b>y</b></pre>", "```\nif x:\n    y\n```"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><p>d</p>", "- a\n- b\n  1. c\n\nd"),
        ("<ul><li><ul><li>deep</li></ul></li></ul>", "- deep"),
        ('<a href="https://a.example/b_c">so</a>', "[so](<https://a.example/b_c>)"),
        ("<a href=https://a.example/?b=c>so</a>", "[so](<https://a.example/?b=c>)"),
        ('<a href="javascript:alert(1)">so</a>', "so"),
        ('wow!<a href="https://a.example">so</a>', r"wow\![so](<https://a.example>)"),
        ("<script>alert(1)</script><style>p{}</style>x", "x"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n\n3"),
        ("a &lt; b &amp;&amp; c", r"a \< b && c"),
        ("list<int> of <s>tokens</s>", r"list\<int\> of tokens"),
        ("1. x", r"1\. x"),
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("-5", "-5"),
        ("", ""),
    ],
)
def test_a_plain_subset_is_kept_and_the_rest_becomes_its_text(html, markdown):
    assert to_markdown(html).markdown == markdown


def test_what_is_lost_is_told_once():
    lost = to_markdown("<img><img><table><td>1<td>2</table>").lost
    assert lost == ("A picture was left out.", "A table was turned into its text.")
    lost = to_markdown("<script>alert(1)</script>x<style>p{}</style>").lost
    assert lost == ("What a page does not show (a script, a style sheet, its head) was left out.",)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Which is <b>best</b>? $$x^2$$</p>", "Which is **best**? $x^2$"),
        (r"So \(a &lt; b\), and \[\frac{1}{2}\].", r"So $a < b$, and $\frac{1}{2}$."),
        ("It costs $$5 or $$6", r"It costs \$\$5 or \$\$6"),
        (r"No $$\frac{a$$ here", r"No \$\$\\frac{a\$\$ here"),
        ("US$$x$$y", r"US\$\$x\$\$y"),
    ],
)
def test_tex_becomes_a_formula_where_it_is_one(html: str, markdown: str):
    assert to_markdown(html).markdown == markdown
    assert ("<math" in render(markdown).html) == ("\\$" not in markdown)
    assert not render(markdown).problems


def test_the_text_alone():
    assert to_plain("<p>a <b>b</b></p><p>c<br>d &lt; <int></p>") == "a b c d < <int>"


letters = st.text(
    st.one_of(
        st.sampled_from("ab1 \n*_`~#-+=>|[]()<>&;$!\\{}.:^"), st.characters(exclude_categories=("C", "Z"))
    ),
    max_size=40,
)


@given(letters)
def test_plain_text_is_shown_as_it_was_written(text):
    assert shown(as_markdown(text)) == "".join(text.split())


TAGS = "<p> </p> <b> </b> <i> </i> <code> </code> <pre> </pre> <ul> </ul> <ol> <li> </li> <a> <br> <sub> </sub> <"
tags = st.sampled_from(TAGS.split())


@given(st.lists(st.one_of(tags, letters), max_size=20).map("".join))
def test_no_html_breaks_it_or_brings_what_was_not_there(html):
    reading = reading_of(to_markdown(html).markdown)
    assert reading.tags <= {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", *MATH}, (
        "a link has no address"
    )
    assert all(reading.words.count(word) <= html.count(word) for word in "ab")


def test_what_is_nested_without_end_is_read():
    assert to_markdown("<b>" * 50_000 + "x").markdown.strip("*") == "x"
    assert shown(to_markdown("<ul><li>a" * 5_000).markdown)
