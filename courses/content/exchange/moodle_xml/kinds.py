"""Moodle's plain kinds of questions as ours."""

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered, OfferedNumber
from courses.content.exchange.gathering import Fields, Gathering, keyed
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

Kind = tuple[str, Fields]


def choices(source: Source) -> Kind:
    single = source.element.value("single", default="true").lower() in {"true", "1"}
    offered = [
        Offered(
            answer.line,
            source.markdown(answer),
            source.share(answer),
            source.markdown(answer.first("feedback")),
        )
        for answer in source.element.all("answer")
    ]
    return offers.choices(offered, single=single, found=source.found)


def true_false(source: Source) -> Kind | None:
    fields: Fields = {}
    for answer in source.element.all("answer"):
        is_true = answer.value("text").lower() == "true"
        if source.share(answer) > 0:
            fields["answer"] = is_true
        if said := source.markdown(answer.first("feedback")):
            fields["if_true" if is_true else "if_false"] = source.found.said(said)
    if "answer" not in fields:
        source.found.error(source.line, _("Neither true nor false earns points; it was left out."))
        return None
    return "true-false", fields


def short_answer(source: Source) -> Kind:
    offered = [
        Offered(
            answer.line,
            pattern(answer.value("text"), answer.line, source.found),
            source.share(answer),
            source.markdown(answer.first("feedback")),
        )
        for answer in source.element.all("answer")
    ]
    fields: Fields = {"accept": offers.accepted(offered, source.found)}
    if source.element.value("usecase") in {"1", "true"}:
        fields["exact"] = True
    return "text", fields


def pattern(text: str, line: int, found: Gathering) -> str:
    r"""`*` stands for any text in both worlds; ours has no `\*` for the sign itself."""
    if "\\*" in text:
        found.warn(line, _("An asterisk stands for any text here; “\\*” became “*”."))
    return text.replace("\\*", "*")


def numerical(source: Source) -> Kind | None:
    offered = []
    for answer in source.element.all("answer"):
        value = source.figures(answer.value("text"))
        if value is None:
            _tell_no_number(source, answer)
            continue
        tolerance = source.figures(answer.value("tolerance")) if answer.first("tolerance") else None
        feedback = source.markdown(answer.first("feedback"))
        offered.append(OfferedNumber(answer.line, value, tolerance, source.share(answer), feedback))
    fields = offers.number(offered, source.line, source.found)
    if fields is None:
        return None
    _read_units(source, fields)
    return "number", fields


def _tell_no_number(source: Source, answer: Element) -> None:
    if source.share(answer) > 0:
        text = answer.value("text")[:60]
        source.found.warn(answer.line, _("“%(text)s” is not a number; the answer was dropped."), text=text)
    elif source.markdown(answer.first("feedback")):
        source.found.warn(
            answer.line, _("Words said to wrong numbers were dropped; a number has only general feedback.")
        )


def _read_units(source: Source, fields: Fields) -> None:
    """A number in a unit is the answer times its multiplier; ours says it the other way round."""
    units = source.element.first("units")
    others = []
    for unit in units.all("unit") if units else ():
        name, multiplier = unit.value("unit_name"), source.figures(unit.value("multiplier", default="1"))
        if not name or not multiplier or multiplier < 0:
            source.found.warn(unit.line, _("A unit needs a name and a multiplier; it was dropped."))
        elif multiplier == 1 and "unit" not in fields:
            fields["unit"] = source.found.said(name)
        else:
            others.append({"unit": source.found.said(name), "factor": float(f"{1 / multiplier:.12g}")})
    if others:
        fields["other_units"] = others


def matching(source: Source) -> Kind:
    given, distractors = [], []
    for pair in source.element.all("subquestion"):
        item, target = source.markdown(pair), source.plain(pair.first("answer"))
        if item:
            given.append((item, target))
        elif target:
            distractors.append(target)
    return offers.pairs(given, distractors, source.found)


def ordering(source: Source) -> Kind:
    """The fraction of a step is its place; steps without one stand as written."""
    if source.element.value("selecttype") not in {"", "0", "ALL"}:
        source.found.warn(source.line, _("A selection of the steps was dropped; all of them are asked."))
    steps = sorted(
        source.element.all("answer"),
        key=lambda step: source.figures(step.attributes.get("fraction", "")) or 0.0,
    )
    return "order", {"steps": keyed([{"text": source.found.said(source.markdown(step))} for step in steps])}
