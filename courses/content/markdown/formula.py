"""LaTeX to MathML, with the mistakes that latex2mathml lets through."""

from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from latex2mathml.exceptions import (
    DenominatorNotFoundError,
    ExtraLeftOrMissingRightError,
    MissingSuperScriptOrSubscriptError,
)

from courses.content.markdown.sanitise import MATH, MATH_ATTRIBUTES
from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

LONGEST = 2000
DEEPEST = 30


class BadFormula(ValueError):
    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.template = template
        self.params: Params = params


@lru_cache(maxsize=512)
def to_mathml(tex: str, *, display: bool) -> str:
    """MathML for a formula without its dollars. Raises `BadFormula`."""
    _check_braces(tex)
    try:
        tree = convert_to_element(tex, display="block" if display else "inline")
    except MissingSuperScriptOrSubscriptError:
        raise BadFormula(_("something is missing after ^ or _")) from None
    except DenominatorNotFoundError:
        raise BadFormula(_("a fraction has no denominator")) from None
    except ExtraLeftOrMissingRightError:
        raise BadFormula(_("every \\left needs its \\right")) from None
    # The converter raises whatever its internals raise (IndexError, RecursionError, StopIteration, ...).
    except Exception:
        raise BadFormula(_("it ends too early or is not LaTeX")) from None
    _check_commands(tree)
    return _written(tree)


def _check_braces(tex: str) -> None:
    if len(tex) > LONGEST:
        raise BadFormula(_("it is longer than %(most)d characters"), most=LONGEST)
    depth = 0
    escaped = False
    for letter in tex:
        if not escaped:
            depth += (letter == "{") - (letter == "}")
        escaped = letter == "\\" and not escaped
        if depth < 0:
            raise BadFormula(_("a } closes nothing"))
        if depth > DEEPEST:
            raise BadFormula(_("braces are nested too deeply"))
    if depth:
        raise BadFormula(_("a { is never closed"))


def _check_commands(tree: Element) -> None:
    """An unknown command comes through as an identifier that starts with a backslash."""
    for node in tree.iter():
        text = (node.text or "").strip()
        if node.tag in {"mi", "mo"} and len(text) > 1 and text.startswith("\\"):
            raise BadFormula(_("the command %(command)s is not known"), command=text)


def _written(node: Element) -> str:
    """Our own serialiser: the library's leaves text unescaped. Strange tags keep only what is in them."""
    inner = escape(unescape(node.text or ""), quote=False)
    inner += "".join(_written(child) + escape(unescape(child.tail or ""), quote=False) for child in node)
    if node.tag not in MATH:
        return inner
    allowed = MATH_ATTRIBUTES.get(node.tag, set())
    kept = "".join(f' {name}="{escape(value)}"' for name, value in node.items() if name in allowed)
    if node.get("columnalign") in {"left", "right"} and node.tag == "mtd":
        kept += f' class="{node.get("columnalign")}"'
    return f"<{node.tag}{kept}>{inner}</{node.tag}>"
