"""One item becomes one of our questions, or a word about why not."""

from collections.abc import Callable, Sequence

from courses.content.exchange.answers import TOO_MANY
from courses.content.exchange.gathering import MOST_ANSWERS, Gathering
from courses.content.exchange.qti import choosing, entering, essays
from courses.content.exchange.qti.choosing import Kind
from courses.content.exchange.qti.declared import BRANCHES, Item
from courses.content.exchange.qti.names import INLINE, PROMPT
from courses.content.exchange.qti.xhtml import NOT_FOR_READERS, html_of, markdown_in
from courses.content.exchange.xml_tree import Element
from courses.content.problems import Tongue
from courses.content.problems import gettext_noop as _

READERS: dict[str, Callable[[Item, Element], Kind | None]] = {
    "qti-choice-interaction": choosing.choices,
    "qti-order-interaction": choosing.steps,
    "qti-match-interaction": choosing.pairs,
    "qti-associate-interaction": choosing.associations,
    essays.ESSAY: essays.essay,
}
MOST_ELEMENTS = 3_000
MOST_RULES = 300
ANSWERS = (choosing.CHOICE, choosing.ASSOCIABLE, "qti-inline-choice", "qti-map-entry", "qti-value")
FEEDBACK_IN_TEXT = _("Feedback within the text was dropped.")
DROPPED = {
    essays.RUBRIC: _("Words for who marks or prepares (a rubric block) were dropped."),
    "qti-stylesheet": _("Style sheets were dropped."),
    "qti-companion-materials-info": _("Companion materials were dropped."),
    "qti-assessment-stimulus-ref": _("A shared stimulus was dropped; put its text into a lesson."),
    "qti-feedback-block": FEEDBACK_IN_TEXT,
    "qti-feedback-inline": FEEDBACK_IN_TEXT,
    "qti-catalog-info": _("Spoken, signed and simplified forms of the text were dropped."),
}


def read_item(element: Element, found: Gathering, tags: Sequence[str] = ()) -> None:
    if sum(1 for _element in element.walk()) > MOST_ELEMENTS:
        found.error(element.line, _("An item may have at most %(most)d elements."), most=MOST_ELEMENTS)
        return
    if _has_too_many_answers(element):
        found.error(element.line, TOO_MANY, most=MOST_ANSWERS)
        return
    item = Item(element, found)
    interactions = [one for one in item.body.walk() if one.tag.endswith("-interaction")]
    asked = _asked(item, interactions)
    if asked is None:
        return
    kind, fields = asked
    fields.setdefault("prompt", found.said(prompt_of(item, interactions)))
    if "rubric" not in fields:
        fields["points"] = item.points()
    feedback = item.said_to_all()
    _tell_dropped(item)
    name = element.get("identifier") or element.get("title")
    found.add(item.line, name=name, kind=kind, fields=fields, feedback=feedback, tags=tags)


def _has_too_many_answers(element: Element) -> bool:
    """Each of them is looked up among the others, in each place where an answer is given, by each rule."""
    places = rules = 0
    for one in element.walk():
        places += one.tag.endswith("-interaction") or one.tag == "qti-response-declaration"
        rules += one.tag in BRANCHES
        if sum(1 for _answer in one.all(*ANSWERS)) > MOST_ANSWERS:
            return True
    return places > 2 * MOST_ANSWERS or rules > MOST_RULES


def _asked(item: Item, interactions: list[Element]) -> Kind | None:
    found = item.found
    strange = [one for one in interactions if one.tag not in (*READERS, *INLINE)]
    blocks = [one for one in interactions if one.tag in READERS]
    if item.element.get("adaptive") == "true" or item.element.first("qti-template-processing"):
        found.error(item.line, _("Items that change for each attempt are not read; it was left out."))
    elif not interactions:
        found.error(item.line, _("This is text without a question; it was left out."))
    elif strange:
        kind = strange[0].tag.removeprefix("qti-").removesuffix("-interaction")
        template = _("Interactions of type “%(kind)s” are not asked here; it was left out.")
        found.error(strange[0].line, template, kind=kind)
    elif blocks and len(interactions) > 1:
        found.error(interactions[1].line, _("This item asks several things at once; it was left out."))
    elif blocks:
        return READERS[blocks[0].tag](item, blocks[0])
    elif len(interactions) == 1 and _stands_alone(item, interactions[0]):
        return entering.entry(item, interactions[0])
    else:
        return _gaps(item, interactions)
    return None


def _gaps(item: Item, interactions: list[Element]) -> Kind | None:
    keys = entering.keys_of_gaps(interactions)
    gaps = entering.gaps(item, interactions, keys)
    if gaps is None:
        return None
    places = {id(one): "{{" + key + "}}" for one, key in zip(interactions, keys, strict=True)}
    prompt = _text_around(item, lambda one: places.get(id(one)))
    return "cloze", {"prompt": item.found.said(prompt), "gaps": gaps}


def prompt_of(item: Item, interactions: list[Element]) -> str:
    """The text of the item without its answers; of an interaction, its own prompt."""
    answers = {id(one) for one in interactions}
    return _text_around(item, lambda one: _own_prompt(one) if id(one) in answers else None)


def _own_prompt(interaction: Element) -> str:
    prompt = interaction.first(PROMPT)
    return f"<div>{html_of(prompt)}</div>" if prompt else ""


def _text_around(item: Item, shown: Callable[[Element], str | None]) -> str:
    """Our own items keep their text in one `div`, with the Markdown of all of it; what scorers read may stand beside it."""
    holders = [child for child in item.body.children if child.tag == "div"]
    others = [one for one in item.body.children if one.tag not in {"div", *NOT_FOR_READERS}]
    is_ours = (
        len(holders) == 1
        and not item.body.text.strip()
        and all(_holds_only_answers(child) for child in others)
    )
    return markdown_in(holders[0] if is_ours else item.body, item.found, shown)


def _holds_only_answers(element: Element) -> bool:
    if element.tag.endswith("-interaction"):
        return element.first(PROMPT) is None
    return not element.text.strip() and [child.tag for child in element.children] == [INLINE[0]]


def _stands_alone(item: Item, interaction: Element) -> bool:
    """Whether an answer is typed below the text, not within it."""
    for child in item.body.children:
        if child is interaction or (_holds_only_answers(child) and child.children[0] is interaction):
            return interaction.tag == INLINE[0]
    return False


def _tell_dropped(item: Item) -> None:
    item.tell_unsaid()
    found = item.found
    kept = {id(said) for choice in item.body.below(choosing.CHOICE) for said in choice.walk()}
    for element in item.element.walk():
        if element.tag in DROPPED and id(element) not in kept | item.kept:
            found.warn(element.line, DROPPED[element.tag])
    for interaction in item.body.below("qti-choice-interaction", INLINE[1]):
        if interaction.get("shuffle") == "true":
            found.warn_once(
                interaction.line, _("Shuffling was dropped; it is a setting of the quiz (shuffle: true).")
            )
    spoken = item.element.get("xml:lang")
    if spoken and spoken.partition("-")[0].lower() != found.language.partition("-")[0].lower():
        template = _("The item is in “%(spoken)s”; it was read as “%(language)s”.")
        found.warn(item.line, template, spoken=Tongue(spoken), language=Tongue(found.language))
