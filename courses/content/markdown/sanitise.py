"""The one allow-list. Authors cannot write HTML; this is the second wall, should the first have a hole."""

import nh3
from pygments.token import STANDARD_TYPES

MATH = frozenset(
    {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "msup", "msub", "msubsup", "mover", "munder"}
    | {"munderover", "mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"}
    | {"menclose", "mmultiscripts", "mprescripts"}
)
HTML = frozenset(
    {
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "s",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "figure",
        "img",
        "sup",
    }
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "span",
        "section",
    }
)
MATH_ATTRIBUTES = {
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "fence", "form", "separator", "lspace", "rspace", "minsize", "maxsize", "accent"},
    "mi": {"mathvariant"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mspace": {"width", "height", "depth"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
}
ATTRIBUTES = MATH_ATTRIBUTES | {
    "a": {"href", "id", "aria-label", "aria-describedby"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "section": {"id"},
    "div": {"role", "tabindex", "aria-label"},
    "pre": {"tabindex", "data-language"},
    "ol": {"start"},
    "li": {"id"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
CLASSES = {
    "span": {short for short in STANDARD_TYPES.values() if short} | {"callout-kind"},
    "code": {"formula-broken"},
    "pre": {"code"},
    "div": {"callout", "note", "tip", "example", "warning", "formula", "scroll", "tabs"},
    "p": {"callout-title"},
    "figure": {"diagram"},
    "section": {"footnotes", "tab"},
    **{f"h{level}": {"tab-title"} for level in range(2, 7)},
    "ol": {"footnotes-list"},
    "li": {"footnote-item"},
    "sup": {"footnote-ref"},
    "a": {"footnote-backref", "term", "full-size"},
    "th": {"left", "center", "right"},
    "td": {"left", "center", "right"},
    "mtd": {"left", "right"},
}


def clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(HTML | MATH),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
