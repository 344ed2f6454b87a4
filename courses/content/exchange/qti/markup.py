"""The elements of an item, built and laid out."""

from xml.etree.ElementTree import Element, indent, tostring

from courses.content.exchange.qti.names import (
    BODY,
    FEEDBACK,
    ITEM,
    ITEM_NAMESPACE,
    MOST,
    RESPONSE,
    SCORE,
    TEMPLATES,
)
from courses.content.exchange.telling import figures
from courses.content.exchange.xml_tree import allowed

SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0p1_v1p0.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
HOLDERS_OF_TEXT = {BODY, "qti-modal-feedback"}


def el(tag: str, *children: Element, **attributes: str) -> Element:
    """`response_identifier="R"` is the attribute `response-identifier`."""
    element = Element(tag, {name.replace("_", "-"): allowed(value) for name, value in attributes.items()})
    element.extend(children)
    return element


def value(text: str) -> Element:
    element = el("qti-value")
    element.text = allowed(text)
    return element


def base_value(text: str, base_type: str) -> Element:
    element = el("qti-base-value", base_type=base_type)
    element.text = allowed(text)
    return element


def points(amount: float) -> Element:
    return base_value(figures(amount), "float")


def variable(identifier: str) -> Element:
    return el("qti-variable", identifier=identifier)


def correct(identifier: str) -> Element:
    return el("qti-correct", identifier=identifier)


def set_outcome(identifier: str, expression: Element) -> Element:
    return el("qti-set-outcome-value", expression, identifier=identifier)


def when(*branches: Element) -> Element:
    return el("qti-response-condition", *branches)


def template(name: str) -> Element:
    return el("qti-response-processing", template=f"{TEMPLATES}{name}.xml")


def response(identifier: str, cardinality: str, base_type: str, right: list[str]) -> Element:
    declared = el("qti-response-declaration", identifier=identifier, cardinality=cardinality)
    declared.set("base-type", base_type)
    if right:
        declared.append(el("qti-correct-response", *(value(one) for one in right)))
    return declared


def mapping(entries: dict[str, float], **attributes: str) -> Element:
    """What each value of a response earns."""
    children = [
        el("qti-map-entry", map_key=key, mapped_value=figures(share)) for key, share in entries.items()
    ]
    return el("qti-mapping", *children, default_value="0", **attributes)


def outcomes(most: float, *, has_feedback: bool) -> list[Element]:
    score = _outcome(SCORE, "single", "float", "0")
    score.set("normal-maximum", figures(most))
    declared = [score, _outcome(MOST, "single", "float", figures(most))]
    return [*declared, _outcome(FEEDBACK, "multiple", "identifier")] if has_feedback else declared


def _outcome(identifier: str, cardinality: str, base_type: str, default: str = "") -> Element:
    declared = el("qti-outcome-declaration", identifier=identifier, cardinality=cardinality)
    declared.set("base-type", base_type)
    if default:
        declared.append(el("qti-default-value", value(default)))
    return declared


def interaction(kind: str, *children: Element, identifier: str = RESPONSE, **attributes: str) -> Element:
    return el(f"qti-{kind}-interaction", *children, response_identifier=identifier, **attributes)


def item_text(identifier: str, language: str, parts: list[Element]) -> str:
    """The file of an item. Spaces in a text count, so only what stands around texts is laid out."""
    item = Element(ITEM, {"xmlns": ITEM_NAMESPACE, "xmlns:xsi": INSTANCE})
    item.set("xsi:schemaLocation", f"{ITEM_NAMESPACE} {SCHEMA}")
    for name, said in (("identifier", identifier), ("title", identifier), ("xml:lang", language)):
        item.set(name, said)
    item.set("adaptive", "false")
    item.set("time-dependent", "false")
    item.extend(parts)
    lay_out(item, 0)
    for part in parts:
        if part.tag in HOLDERS_OF_TEXT:
            lay_out(part, 1)
            for child in part:
                if child.tag.endswith("-interaction"):
                    _lay_out_choices(child, 2)
        else:
            indent(part, level=1)
            part.tail = "\n" if part is parts[-1] else "\n  "
    return HEAD + tostring(item, "unicode") + "\n"


def _lay_out_choices(holder: Element, level: int) -> None:
    lay_out(holder, level)
    for child in holder:
        if child.tag == "qti-simple-match-set":
            lay_out(child, level + 1)


def lay_out(parent: Element, level: int) -> None:
    """Its children on lines of their own; what is in them stays."""
    if not len(parent):
        return
    parent.text = "\n" + "  " * (level + 1)
    for child in parent:
        child.tail = "\n" + "  " * (level + (child is not parent[-1]))
