import re

import pytest

from courses.content.markdown import NotThere, Picture, References, render
from tests.content.test_hostile_text import HOSTILE, assert_harmless

TABS = ":::: tabs\n::: tab PyTorch\none\n:::\n::: tab 中文 <b>\ntwo\n:::\n::::\n"


def term(name: str) -> str:
    if name.casefold() in {"loss", "损失"}:
        return "loss"
    raise NotThere("There is no term “%(name)s”.", name=name)


def picture(path: str) -> Picture:
    if path == "assets/curve.png":
        return Picture("/assets/d/curve.png", 640, 480)
    raise NotThere("There is no %(wanted)s.", wanted=path)


KNOWN = References(term=term, picture=picture)


def drawn(text: str) -> str:
    page = render(text, references=KNOWN)
    assert page.problems == ()
    return page.html


def told(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in render(text, references=KNOWN).problems]


@pytest.mark.parametrize("kind", ["note", "tip", "example", "warning"])
def test_both_ways_to_write_a_callout_draw_the_same(kind):
    container = drawn(f"::: {kind} Mind *this*\nSome **words**.\n:::\n")
    assert container == drawn(f"> [!{kind.upper()}] Mind *this*\n> Some **words**.\n")
    assert f'<div class="callout {kind}" role="note">' in container
    assert "Mind *this*</p>\n<p>Some <strong>words</strong>.</p>" in container


def test_a_callout_may_have_several_paragraphs_or_only_a_title():
    assert drawn("> [!TIP]\n> one\n>\n> - two\n").count("<p>one</p>\n<ul>") == 1
    assert "<p></p>" not in drawn("> [!TIP] Only this\n")
    assert 'class="callout warning"' in drawn("> [!CAUTION]\n> hot\n")
    assert "<blockquote>" in drawn("> just [!NOTE] a quote\n")
    nested = drawn("> outer\n>\n> > [!NOTE]\n> > inner\n")
    assert nested.index("<blockquote>") < nested.index("callout note") < nested.index("</blockquote>")


def test_mistakes_below_a_callouts_title_keep_their_line():
    assert told("x\n\n> [!NOTE] Title\n> fine\n> $\\foo$ is not") == [
        (5, "Formula “\\foo”: the command \\foo is not known.")
    ]


def test_an_unknown_callout_is_told_with_the_known_ones():
    ((line, message),) = told("\n> [!NOTICE]\n> x")
    assert line == 2
    assert "[!NOTE], [!TIP], [!EXAMPLE], [!WARNING]" in message


def test_tabs_stand_one_after_another_under_headings():
    page = render("## Loss\n\n" + TABS, prefix="intro", shift=0)
    assert page.problems == ()
    assert (
        '<div class="tabs">\n<section class="tab" id="intro-tab_4"><h3 class="tab-title">PyTorch</h3>'
        in page.html
    )
    assert '<h3 class="tab-title">中文 &lt;b&gt;</h3>' in page.html
    assert [heading.text for heading in page.headings] == ["Loss"]
    assert '<h2 class="tab-title">' in render(TABS).html


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("::: tab A\nx\n:::", 1, "stands inside :::: tabs"),
        (TABS.replace("tab PyTorch", "tab"), 2, "Give this tab a title"),
        (":::: tabs\n::: tab A\nx\n:::\n::::", 1, "2 to 8 of them; here are 1"),
        (":::: tabs\n\nwords\n\n::: tab A\nx\n:::\n::: tab B\nx\n:::\n::::", 3, "nothing but ::: tab"),
        (TABS.replace("::::", ":::"), 1, "here are 1"),
        (TABS.rstrip("\n:"), 5, "This tab is never closed"),
        (TABS.removesuffix("::::\n"), 1, "never closed"),
    ],
)
def test_tabs_that_are_wrong_are_told_at_their_line(text, line, words):
    assert any(at == line and words in message for at, message in told(text)), told(text)


def test_a_term_leads_to_its_definition_by_any_name():
    page = render("The [[Loss]] and [[损失|it]], [[loss]] again.", references=KNOWN)
    link = '<a class="term" href="#term_loss" aria-describedby="said_loss" rel="noopener noreferrer">'
    assert f"The {link}Loss</a> and {link}it</a>, {link}loss</a>" in page.html
    assert (page.terms, page.problems, page.words) == (("loss",), (), 6)


def test_a_term_in_a_heading_or_link_stays_words():
    page = render("# The [[loss]]\n\n[a [[loss]] b](https://example.org)", references=KNOWN)
    assert '<h2 id="t-the-loss">The loss</h2>' in page.html
    assert ">a loss b</a>" in page.html
    assert page.terms == ()


def test_an_unknown_term_is_told_and_stays_words():
    page = render("one\ntwo [[gain]]", references=KNOWN)
    assert [(p.line, p.message) for p in page.problems] == [(2, "There is no term “gain”.")]
    assert page.html == "<p>one\ntwo gain</p>\n"


def test_double_brackets_are_text_where_there_is_no_glossary_and_in_code():
    assert "[[1, 2], [3, 4]]" in render("x [[1, 2], [3, 4]]").html
    assert "[[loss]]" in render("x [[loss]]").html
    assert "[[loss]]" in drawn("`[[loss]]`")


def test_a_picture_of_the_course_has_words_and_a_size():
    html = drawn("![The *loss* falls](assets/curve.png)")
    assert (
        '<img src="/assets/d/curve.png" alt="The loss falls" width="640" height="480" loading="lazy"' in html
    )


def test_a_picture_without_words_or_file_or_from_elsewhere_is_told():
    assert told("![](assets/curve.png)") == [
        (1, "Say in words what the picture shows: ![words](assets/curve.png)")
    ]
    assert told("![x](assets/no.png)") == [(1, "There is no assets/no.png.")]
    for elsewhere in ("https://evil.example/x.png", "//evil.example/x.png", "data:image/png;base64,x"):
        page = render(f"![x]({elsewhere})", references=KNOWN)
        assert "<img" not in page.html
        assert not any(problem.is_error for problem in page.problems)


def test_a_footnote_leads_there_and_back_without_meeting_another_texts():
    html = render("said[^a] and again[^a]\n\n[^a]: the note", prefix="intro").html
    assert 'id="fn-intro-1"' in html
    assert 'href="#fnref-intro-1"' in html
    assert 'id="fnref-intro-1:1"' in html


def test_a_footnote_without_its_note_is_told():
    assert told("x\nsaid[^b]") == [(2, "There is no footnote [^b]: …")]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_in_titles_terms_and_pictures_stay_words(hostile):
    line = " ".join(hostile.split())
    tab = f"::: tab {line}\nx\n:::\n"
    words = f"[[{line}]] [[loss|{line}]]\n\n![{line}](assets/curve.png) ![x](<{line}>)"
    text = f"> [!NOTE] {line}\n\n:::: tabs\n{tab}{tab}::::\n\n{words}"
    html = render(text, references=KNOWN).html
    assert_harmless(html)
    assert set(re.findall(r'src="([^"]*)"', html)) <= {"/assets/d/curve.png"}


def test_a_picture_that_a_phone_shrinks_leads_to_its_file_where_a_link_may_stand():
    opening = References(picture=lambda _path: Picture("/a.png", 361, 10), opens_pictures=True)
    html = render("![The loss](a.png)", references=opening).html
    assert (
        '<a class="full-size" href="/a.png" rel="noopener noreferrer"><img src="/a.png" alt="The loss"'
        in html
    )
    assert "<span>Open the picture in full size</span></a>" in html
    assert render("[![The loss](a.png)](https://example.org)", references=opening).html.count("<a ") == 1
    small = References(picture=lambda _path: Picture("/a.png", 360, 10), opens_pictures=True)
    assert "<a " not in render("![The loss](a.png)", references=small).html
    assert "<a " not in drawn("![The loss](assets/curve.png)"), "a label would lead away"
