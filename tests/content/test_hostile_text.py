import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.markdown import render, render_inline


def html(text: str) -> str:
    return render(text).html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil></iframe>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](x)',
    '[x](http://a "onmouseover=alert(1)")',
    '[x](http://a"onclick=alert(1))',
    "# <img src=x onerror=alert(1)>",
    '# a" onclick="alert(1)',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '```python" onclick="alert(1)\nx\n```',
    "::: note <script>alert(1)</script>\nx\n:::",
    '::: note" onclick="alert(1)\nx\n:::',
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(//evil)}{x}$",
    r"$\class{x" + '"' + r" onclick=alert(1)}{x}$",
    r"$\color{red}{x}$",
    r"$\mathbf{</math><script>alert(1)</script>}$",
    r"$\text{&lt;script&gt;alert(1)&lt;/script&gt;}$",
    "$$<script>alert(1)</script>$$",
    '```mermaid alt="<script>alert(1)</script>"\nflowchart LR\n'
    'a[<img src=x onerror=alert(1)>] --> b["</text><script>alert(1)</script>"]\n```',
    "```mermaid alt=\"x' onload='alert(1)\"\nflowchart TD\na -->|<script>alert(1)</script>| b{<b>}\n```",
    "[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
    "| <script>alert(1)</script> |\n|--|\n| [x](javascript:alert(1)) |",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "x\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</script>",
    "[x]: javascript:alert(1)\n\n[x]",
]
TAGS = {
    "a",
    "blockquote",
    "br",
    "circle",
    "code",
    "div",
    "em",
    "figure",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "path",
    "polygon",
    "pre",
    "rect",
    "s",
    "section",
    "span",
    "strong",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "tspan",
    "ul",
}
ATTRIBUTES = {
    "alt",
    "aria-describedby",
    "decoding",
    "loading",
    "src",
    "aria-label",
    "aria-labelledby",
    "class",
    "d",
    "data-language",
    "display",
    "height",
    "href",
    "id",
    "points",
    "rel",
    "role",
    "rx",
    "start",
    "stretchy",
    "tabindex",
    "text-anchor",
    "viewBox",
    "width",
    "x",
    "xmlns",
    "y",
    "form",
    "fence",
    "accent",
    "mathvariant",
    "separator",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "linethickness",
    "displaystyle",
    "scriptlevel",
    "depth",
    "accentunder",
}


def assert_harmless(drawn: str) -> None:
    for closing, tag, rest in re.findall(r"<(/?)([a-zA-Z!?][^\s/>]*)([^>]*)>", drawn):
        assert tag in TAGS or re.fullmatch(r"m[a-z]+", tag), (tag, drawn)
        assert not closing or not rest.strip()
        for name in re.findall(r'([^\s"=<>/]+)="[^"]*"', rest):
            assert name in ATTRIBUTES, (name, drawn)
        assert re.sub(r'[^\s"=<>/]+="[^"]*"', "", rest).strip(" /") == "", rest
    for target in re.findall(r'href="([^"]*)"', drawn):
        assert not re.match(r"(?!https?:|mailto:)[^#/?]*:", target), target


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    assert_harmless(html(text))
    assert_harmless(render_inline(text))


@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE, "\n", " ", "> ", "- ", "$", "$$", "```", ":::", "*", "[", "](", ")", "|", "损失"]
        ),
        max_size=8,
    )
)
def test_hostile_text_stays_text_in_any_mixture(pieces):
    assert_harmless(html("".join(pieces)))


@given(st.text(max_size=300))
def test_no_text_raises(text):
    assert_harmless(html(text))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20000,
        "*a " * 20000,
        "> " * 5000,
        "$" * 20000,
        "`" * 20000,
        "- " * 5000,
        "![" * 10000,
        "{" * 50000,
    ],
)
def test_pathological_text_does_not_hang(text):
    assert html(text)
