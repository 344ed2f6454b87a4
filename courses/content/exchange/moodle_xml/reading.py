"""One <question> becomes one of ours, or a word about why not."""

from collections.abc import Callable

from courses.content.exchange.answers import TOO_MANY
from courses.content.exchange.gathering import MOST_ANSWERS, Fields, Gathering
from courses.content.exchange.moodle_xml import calculated, essays, gaps, kinds
from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _
from courses.content.worth import LEAST

READERS: dict[str, Callable[[Source], Kind | None]] = {
    "multichoice": kinds.choices,
    "truefalse": kinds.true_false,
    "shortanswer": kinds.short_answer,
    "numerical": kinds.numerical,
    "matching": kinds.matching,
    "ordering": kinds.ordering,
    "cloze": gaps.embedded,
    "multianswer": gaps.embedded,
    "ddwtos": gaps.dragged,
    "gapselect": gaps.selected,
    "calculated": calculated.calculated,
    "calculatedsimple": calculated.calculated,
    "essay": essays.essay,
}
LEFT_OUT = {
    "description": _("This is text without a question; it was left out."),
    "random": _("A question by chance from a bank was left out."),
    "randomsamatch": _("A question by chance from a bank was left out."),
    "calculatedmulti": _("Choices that are computed were left out; ask for the number instead."),
    "ddimageortext": _("Dragging onto a picture is not asked here; it was left out."),
    "ddmarker": _("Dragging onto a picture is not asked here; it was left out."),
}
ONCE = {
    "penalty": _("Penalties for a second try were dropped; tries are a setting of the quiz."),
    "shuffleanswers": _("Shuffling was dropped; it is a setting of the quiz (shuffle: true)."),
}
ANSWERS = ("answer", "subquestion", "dragbox", "selectoption")
NOTHING = {"", "0", "0.0000000", "false", "none"}
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read_question(element: Element, found: Gathering) -> None:
    kind = element.attributes.get("type", "")
    source = Source(element, found)
    if kind == "category":
        found.categorise(element.line, element.value("category"))
    elif kind in LEFT_OUT:
        found.error(element.line, LEFT_OUT[kind])
    elif kind not in READERS:
        found.error(element.line, _("Questions of type “%(kind)s” are not read; it was left out."), kind=kind)
    elif sum(1 for _answer in element.all(*ANSWERS)) > MOST_ANSWERS:
        found.error(element.line, TOO_MANY, most=MOST_ANSWERS)
    elif asked := READERS[kind](source):
        named, fields = asked
        fields.setdefault("prompt", found.said(source.prompt()))
        _add(source, named, fields)


def _add(source: Source, kind: str, fields: Fields) -> None:
    element, found = source.element, source.found
    points = source.figures(element.value("defaultgrade", default="1"))
    if "rubric" in fields:
        pass  # its levels say what it is worth
    elif points is not None and LEAST <= points <= 100:
        fields["points"] = points
    else:
        found.warn(element.line, _("The points must lie between 0.01 and 100; the question earns 1."))
    _tell_dropped(source)
    name = element.value("idnumber") or element.value("name")
    feedback = source.markdown(element.first("generalfeedback"))
    tagged = element.first("tags")
    tags = [tag.value("text") for tag in tagged.all("tag")] if tagged else []
    found.add(element.line, name=name, kind=kind, fields=fields, feedback=feedback, tags=tags)


def _tell_dropped(source: Source) -> None:
    element, found = source.element, source.found
    for tag, template in ONCE.items():
        if (child := element.first(tag)) and child.text.strip().lower() not in NOTHING:
            found.warn_once(child.line, template)
    for hint in element.all("hint"):
        if hint.value("text") or hint.text.strip():
            found.warn(hint.line, _("A hint was dropped."))
    for tag in COMBINED:
        if (said := element.first(tag)) and source.markdown(said):
            found.warn(said.line, _("Words for every right, partly right or wrong answer were dropped."))
