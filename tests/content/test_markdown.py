import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.markdown import render, render_inline
from courses.content.markdown.formula import BadFormula, to_mathml


def html(text: str) -> str:
    return render(text).html


def told(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in render(text).problems]


def test_prose_is_common_markdown():
    assert html("A *soft* and a **hard** word, `code`.\n\n1. one\n2. two") == (
        "<p>A <em>soft</em> and a <strong>hard</strong> word, <code>code</code>.</p>\n"
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"
    )


def test_headings_move_down_and_get_anchors_of_their_own():
    page = render("# Loss\n\n## Loss\n\n###### 损失 `x`", prefix="intro")
    assert [(h.level, h.id, h.text) for h in page.headings] == [
        (2, "intro-loss", "Loss"),
        (3, "intro-loss-2", "Loss"),
        (6, "intro-损失-x", "损失 x"),
    ]
    assert '<h2 id="intro-loss">Loss</h2>' in page.html


def test_a_link_to_a_heading_follows_its_prefix():
    assert 'href="#a-the-loss"' in render("[see](#the-loss)\n\n# The loss", prefix="a").html


def test_links_to_elsewhere_cannot_reach_back():
    assert 'rel="noopener noreferrer"' in html("[out](https://example.org)")


def test_a_formula_becomes_mathml_in_line_and_in_a_block():
    inline = html(r"where $x_i^2$ is")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">' in inline
    assert "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>" in inline
    block = html("$$\n\\frac{1}{N} \\sum_{i=1}^{N} \\ell_i\n$$")
    assert 'class="formula"' in block
    assert 'display="block"' in block
    assert "<munderover>" in block


def test_prices_are_not_formulas():
    assert "<math" not in html("It costs $5 today and $10 tomorrow.")


BAD_FORMULAS = [
    (r"\frac{a}{b", "a { is never closed"),
    ("a}b", "a } closes nothing"),
    (r"\foo x", r"\foo is not known"),
    ("a_", "missing after"),
    (r"\frac", "ends too early"),
    (r"\left( x", "left"),
    ("{" * 40 + "}" * 40, "too deeply"),
    ("x" * 3000, "longer"),
]


@pytest.mark.parametrize(("tex", "why"), BAD_FORMULAS)
def test_a_malformed_formula_is_told_at_its_line_and_shown_as_text(tex, why):
    page = render(f"first line\nsecond ${tex}$ line")
    assert [problem.line for problem in page.problems] == [2]
    assert why in page.problems[0].message
    assert page.problems[0].message.startswith(f"Formula “{tex[:60]}")
    assert 'class="formula-broken"' in page.html


@given(st.text(alphabet=r"\{}_^&$abc12 <>'\"+-=|" + "损", max_size=60))
def test_no_formula_breaks_the_page_or_escapes_it(tex):
    try:
        drawn = to_mathml(tex, display=True)
    except BadFormula:
        return
    assert re.findall(r"<(?!/?(?:math|m[a-z]+|none)\b)", drawn) == []


def test_an_unclosed_block_formula_is_told():
    assert told("text\n\n$$ x + 1 without an end\nmore")[0][0] == 3


def test_code_is_highlighted_with_classes_and_no_style():
    drawn = html('```python\ndef f():\n    return "<b>"\n```')
    assert '<pre class="code" tabindex="0" data-language="python"><code>' in drawn
    assert '<span class="k">def</span>' in drawn
    assert "&lt;b&gt;" in drawn
    assert "style" not in drawn


def test_an_unknown_code_language_is_a_warning_and_shown_plain():
    page = render("text\n\n```klingon\nqapla\n```")
    assert [(p.line, p.is_error) for p in page.problems] == [(3, False)]
    assert "qapla" in page.html


def test_callouts_say_what_they_are_in_the_reader_s_language():
    drawn = render(
        "::: warning Do not *peek*\nThe test set.\n:::", translate=lambda text: {"Warning": "警告"}[text]
    ).html
    assert '<div class="callout warning" role="note">' in drawn
    assert '<span class="callout-kind">警告</span> Do not *peek*' in drawn
    assert "<p>The test set.</p>" in drawn


def test_a_callout_left_open_or_misspelt_is_told():
    assert "never closed" in told("text\n\n::: note\ntext")[0][1]
    assert told("::: info\ntext\n:::")[0] == (
        1,
        "A callout is ::: note, ::: tip, ::: example or ::: warning, closed by :::",
    )


def test_a_callout_inside_a_list_or_quote_knows_its_end():
    assert told("> ::: note\n> text\n> :::\n\n- ::: tip\n  text\n  :::\n") == []


def test_tables_scroll_inside_themselves_and_align_by_class():
    drawn = html("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<div class="scroll" role="group" tabindex="0" aria-label="Table"><table>' in drawn
    assert '<td class="right">2</td>' in drawn
    assert "style" not in drawn


def test_footnotes_of_two_texts_on_one_page_stay_apart():
    text = "A claim.[^1]\n\n[^1]: Its source."
    first, second = render(text, prefix="a").html, render(text, prefix="b").html
    ids = re.findall(r'id="([^"]+)"', first) + re.findall(r'id="([^"]+)"', second)
    assert len(ids) == len(set(ids)) == 4
    for page in (first, second):
        for target in re.findall(r'href="#([^"]+)"', page):
            assert f'id="{target}"' in page
    assert 'aria-label="Back to the text"' in first


def test_pictures_become_their_words():
    page = render("![a *cat*](https://tracker.example/pixel.gif)")
    assert page.html == "<p>a cat</p>\n"
    assert "Pictures from elsewhere are not shown" in page.problems[0].message


def test_words_are_counted_in_both_scripts():
    assert render("Two words $x$ and `code`.").words == 3
    assert render("训练会降低 loss 吗？").words == 7


def test_a_label_holds_phrases_only():
    drawn = render_inline("a *b* `c` $x^2$ [l](http://x) ![i](http://y)\n\n# h <b>")
    assert "<em>b</em>" in drawn
    assert "<math" in drawn
    assert not re.search(r"<(a|p|h\d|img|b)\b", drawn)
