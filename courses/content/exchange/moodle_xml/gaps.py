"""Moodle's texts with gaps: embedded answers, and words to drag or to select."""

import re

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered
from courses.content.exchange.gathering import Fields
from courses.content.exchange.moodle_xml.embedded import EMBEDDED, Embedded
from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.wording import in_markdown
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

NUMBERED = re.compile(r"\[\[(\d{1,3})\]\]")


def place_of(number: int) -> str:
    return "{{" + f"gap-{number}" + "}}"


def embedded(source: Source) -> Kind | None:
    holder = source.element.first("questiontext")
    text, written_in = source.raw(holder)
    line = holder.line if holder else source.line
    gaps: list[Fields] = []

    def read(found: re.Match[str]) -> str:
        gap = Embedded(found[2], found[3], written_in, source, line).fields()
        if gap is None:
            return found[0]
        weight = int(found[1] or 1)
        gaps.append({"key": f"gap-{len(gaps) + 1}", **gap, **({"weight": weight} if weight != 1 else {})})
        return place_of(len(gaps))

    held = EMBEDDED.sub(read, text)
    if not gaps:
        source.found.error(line, _("No gap in this text can be read; it was left out."))
        return None
    if EMBEDDED.search(held):
        source.found.error(line, _("A gap of this text cannot be asked here; it was left out."))
        return None
    return "cloze", {
        "prompt": source.found.said(in_markdown(held, written_in, line, source.found)),
        "gaps": gaps,
    }


def dragged(source: Source) -> Kind | None:
    return _with_words(source, list(source.element.all("dragbox")))


def selected(source: Source) -> Kind | None:
    return _with_words(source, list(source.element.all("selectoption")))


def _with_words(source: Source, boxes: list[Element]) -> Kind | None:
    """`[[2]]` is the place of the second word; the words of its group are offered there."""
    holder = source.element.first("questiontext")
    text, written_in = source.raw(holder)
    gaps: list[Fields] = []

    def read(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(boxes):
            return found[0]
        gaps.append({"key": f"gap-{len(gaps) + 1}", **_offer(source, boxes, boxes[number - 1])})
        return place_of(len(gaps))

    held = NUMBERED.sub(read, text)
    if not gaps or NUMBERED.search(held):
        source.found.error(source.line, _("The places in this text do not fit its words; it was left out."))
        return None
    prompt = in_markdown(held, written_in, source.line, source.found)
    return "cloze", {"prompt": source.found.said(prompt), "gaps": gaps}


def _offer(source: Source, boxes: list[Element], right: Element) -> Fields:
    group = right.value("group", default="1")
    words: dict[str, Element] = {}
    for box in boxes:
        if box.value("group", default="1") == group:
            words.setdefault(source.plain(box, default="html"), box)
    right_words = source.plain(right, default="html")
    offered = [Offered(box.line, word, float(word == right_words)) for word, box in words.items()]
    _kind, fields = offers.choices(offered, single=True, found=source.found)
    return {"kind": "choice", "choices": fields["choices"]}
