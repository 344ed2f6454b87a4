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
QUOTED = 60  # letters


class BadFormula(ValueError):
    """What is wrong with it, quoting it or its beginning."""

    def __init__(self, template: str, tex: str, **params: str | int | float) -> None:
        said = " ".join(tex.split())
        quoted = said if len(said) <= QUOTED else f"{said[:QUOTED].rstrip()} …"
        self.params: Params = {"formula": quoted, **params}
        super().__init__(fill(template, self.params))
        self.template = template


@lru_cache(maxsize=512)
def to_mathml(tex: str, *, display: bool) -> str:
    """MathML for a formula without its dollars. Raises `BadFormula`."""
    _check_braces(tex)
    try:
        tree = convert_to_element(tex, display="block" if display else "inline")
    except MissingSuperScriptOrSubscriptError:
        raise BadFormula(_("Formula “%(formula)s”: something is missing after ^ or _."), tex) from None
    except DenominatorNotFoundError:
        raise BadFormula(_("Formula “%(formula)s”: a fraction has no denominator."), tex) from None
    except ExtraLeftOrMissingRightError:
        raise BadFormula(_("Formula “%(formula)s”: every \\left needs its \\right."), tex) from None
    # The converter raises whatever its internals raise (IndexError, RecursionError, StopIteration, ...).
    except Exception:
        raise BadFormula(_("Formula “%(formula)s”: it ends too early or is not LaTeX."), tex) from None
    _check_commands(tree, tex)
    return _written(tree)


def _check_braces(tex: str) -> None:
    if len(tex) > LONGEST:
        raise BadFormula(
            _("Formula “%(formula)s”: it is longer than %(most)d characters."), tex, most=LONGEST
        )
    depth = 0
    escaped = False
    for letter in tex:
        if not escaped:
            depth += (letter == "{") - (letter == "}")
        escaped = letter == "\\" and not escaped
        if depth < 0:
            raise BadFormula(_("Formula “%(formula)s”: a } closes nothing."), tex)
        if depth > DEEPEST:
            raise BadFormula(_("Formula “%(formula)s”: braces are nested too deeply."), tex)
    if depth:
        raise BadFormula(_("Formula “%(formula)s”: a { is never closed."), tex)


def _check_commands(tree: Element, tex: str) -> None:
    """An unknown command comes through as an identifier that starts with a backslash."""
    for node in tree.iter():
        text = (node.text or "").strip()
        if node.tag in {"mi", "mo"} and len(text) > 1 and text.startswith("\\"):
            raise BadFormula(
                _("Formula “%(formula)s”: the command %(command)s is not known."), tex, command=text
            )


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
