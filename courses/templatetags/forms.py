"""The words of a form that is made from a content model."""

from collections.abc import Sequence

from django import template

from courses import form_words
from courses.content.forms.filling import Node

register = template.Library()

register.filter("field_label", form_words.label_of)
register.filter("choice_label", form_words.choice_label)
register.filter("field_hint", form_words.hint_of)
register.filter("kind_label", form_words.kind_label)
register.filter("option_label", form_words.option_label)


@register.filter
def main_fields(nodes: Sequence[Node]) -> list[Node]:
    """What is asked first, in the order in which people think of it."""
    here = [node for node in nodes if not _is_more(node)]
    return sorted(here, key=lambda node: form_words.ORDER.get(node.field, len(form_words.ORDER)))


@register.filter
def more_fields(nodes: Sequence[Node]) -> list[Node]:
    """What most leave as it is."""
    return [node for node in nodes if _is_more(node)]


def _is_more(node: Node) -> bool:
    """What has to be filled in is never put away, whatever the same name means elsewhere."""
    return node.field in form_words.MORE and not node.is_required


@register.filter
def any_filled(nodes: Sequence[Node]) -> bool:
    """Whether someone has set one of these."""
    return any(node.is_filled and not node.is_default for node in nodes)


@register.filter
def summary(node: Node) -> str:
    """What a part says, by its first text, so that it can be told from the others while it is closed."""
    ordered = (leaf for field in main_fields(node.nodes) for leaf in field.leaves())
    said = (leaf.value for leaf in ordered if leaf.how in {"text", "line"} and leaf.value)
    return str(next(said, ""))


@register.filter
def place(node: Node) -> int:
    """Which of its list a part is, counted from 1."""
    return int(node.field) + 1
