"""QTI's extended texts as our open texts: what scorers read holds the rubric or the sample, and so does a right response."""

from courses.content.exchange.gathering import Fields
from courses.content.exchange.qti.choosing import Kind
from courses.content.exchange.qti.declared import Item
from courses.content.exchange.qti.names import SCORE
from courses.content.exchange.qti.xhtml import markdown_in
from courses.content.exchange.rubrics import marked_by
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

ESSAY = "qti-extended-text-interaction"
SET = "qti-set-outcome-value"
RUBRIC = "qti-rubric-block"
LOST = {
    "expected-length": _("The expected length of the answer was dropped."),
    "expected-lines": _("The expected length of the answer was dropped."),
    "min-strings": _("Several texts were asked for; here the answer is one."),
    "max-strings": _("Several texts were asked for; here the answer is one."),
    "pattern-mask": _("The pattern that answers must follow was dropped."),
    "placeholder-text": _("The words in the empty field were dropped."),
}


def essay(item: Item, interaction: Element) -> Kind:
    fields = marked_by(_for_scorers(item), item.points(), interaction.line, item.found)
    _add_right_response(item, interaction, fields)
    lost = [LOST[name] for name, said in interaction.attributes.items() if name in LOST and said != "1"]
    if item.template or any(one.get("identifier") == SCORE for one in item.processing.below(SET)):
        lost.append(_("How the item scores itself was dropped; a person marks the answer."))
    for template in dict.fromkeys(lost):
        item.found.warn(interaction.line, template)
    return "open-text", fields


def _for_scorers(item: Item) -> str:
    views = [(one, one.get("view").split()) for one in item.element.below(RUBRIC)]
    blocks = [one for one, seen_by in views if "scorer" in seen_by and "candidate" not in seen_by]
    item.kept.update(id(block) for block in blocks)
    return "\n\n".join(
        filter(None, (markdown_in(block.first("qti-content-body") or block, item.found) for block in blocks))
    )


def _add_right_response(item: Item, interaction: Element, fields: Fields) -> None:
    right = "\n\n".join(words.strip() for words in item.response_to(interaction).right if words.strip())
    if right:
        told = fields.get("sample", {}).get(item.found.language, "")
        fields["sample"] = item.found.said("\n\n".join(filter(None, (told, right))))
        item.found.warn(
            interaction.line,
            _(
                "The right response became the sample answer, which learners see after their marks: read it over."
            ),
        )
