"""Moodle's texts with gaps: embedded answers, and words to drag or to select."""

import re
from dataclasses import dataclass

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered
from courses.content.exchange.gathering import MOST_ANSWERS, Fields
from courses.content.exchange.moodle_xml.embedded import EMBEDDED, Embedded
from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.wording import in_markdown, is_too_long
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

NUMBERED = re.compile(r"\[\[(\d{1,3})\]\]")


@dataclass(frozen=True)
class Word:
    line: int
    group: str
    text: str


def place_of(number: int) -> str:
    return "{{" + f"gap-{number}" + "}}"


def embedded(source: Source) -> Kind | None:
    holder = source.element.first("questiontext")
    text, written_in = source.raw(holder)
    line = holder.line if holder else source.line
    gaps: list[Fields] = []
    if is_too_long(text, line, source.found):
        return None

    def read(found: re.Match[str]) -> str:
        gap = found[4] and Embedded(found[2], found[3], written_in, source, line).fields()
        if not gap:
            return found[0]
        weight = int(found[1] or 1)
        gaps.append({"key": f"gap-{len(gaps) + 1}", **gap, **({"weight": weight} if weight != 1 else {})})
        return place_of(len(gaps))

    held = EMBEDDED.sub(read, text)
    if not gaps:
        source.found.error(line, _("No gap in this text can be read; it was left out."))
        return None
    if any(found[4] for found in EMBEDDED.finditer(held)):
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
    told = [
        Word(box.line, box.value("group", default="1"), source.plain(box, default="html")) for box in boxes
    ]
    gaps: list[Fields] = []

    def read(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(told) or len(gaps) == MOST_ANSWERS:
            return found[0]
        gaps.append({"key": f"gap-{len(gaps) + 1}", **_offer(source, told, told[number - 1])})
        return place_of(len(gaps))

    held = NUMBERED.sub(read, text)
    if not gaps or NUMBERED.search(held):
        source.found.error(source.line, _("The places in this text do not fit its words; it was left out."))
        return None
    prompt = in_markdown(held, written_in, source.line, source.found)
    return "cloze", {"prompt": source.found.said(prompt), "gaps": gaps}


def _offer(source: Source, told: list[Word], right: Word) -> Fields:
    lines: dict[str, int] = {}
    for one in told:
        if one.group == right.group:
            lines.setdefault(one.text, one.line)
    offered = [Offered(line, text, float(text == right.text)) for text, line in lines.items()]
    _kind, fields = offers.choices(offered, single=True, found=source.found)
    return {"kind": "choice", "choices": fields["choices"]}
