"""What the fields that a linked file says itself are called."""

from django.utils.translation import gettext as _

from courses.content.forms.overriding import Overridable
from courses.content.sharing.overriding import QUESTION, QUESTIONS
from courses.drafts.form_words import choice_label, count_label, label_of


def field_name(field: Overridable) -> str:
    node = field.given
    if node.how == "option":
        return choice_label(node.field)
    return count_label(node.field) if node.how == "number" else label_of(node.field)


def name_of_place(place: str) -> str:
    """Of a field, by its way through what is linked: Question “warmup”: Choices."""
    match place.split("."):
        case [listed, key, *rest] if listed == QUESTIONS:
            if not rest:
                return _("Question “%(key)s”") % {"key": key}
            return _("Question “%(key)s”: %(field)s") % {"field": label_of(rest[0]), "key": key}
        case [within, field] if within == QUESTION:
            return label_of(field)
    return label_of(place)
