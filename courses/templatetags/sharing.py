"""Links to shared courses on the pages of the editor."""

from collections.abc import Mapping, Sequence

from django import template

from courses.content.forms.nodes import Node
from courses.content.forms.overriding import Overridable, Section
from courses.sharing.forms import OwnWords, own_words
from courses.sharing.newer import touched_places
from courses.sharing.pages import LinkLine, banks_to_link, blocks_to_link, link_line, links_of, most_to_link
from courses.sharing.uses import uses_of
from courses.sharing.words import field_name
from courses.templatetags.forms import summary

register = template.Library()
register.simple_tag(links_of)
register.simple_tag(link_line)
register.simple_tag(blocks_to_link)
register.simple_tag(banks_to_link)
register.simple_tag(most_to_link)
register.simple_tag(uses_of)
register.simple_tag(own_words)
register.filter(field_name)


@register.filter
def link_at(links: Mapping[str, LinkLine], path: str) -> LinkLine | None:
    return links.get(path)


@register.simple_tag
def touched_by_newer(line: LinkLine, words: OwnWords | None) -> list[str]:
    """The fields with own words whose text in the library a newer version changes."""
    return touched_places(line, words.form) if words else []


@register.filter
def asked_first(fields: Sequence[Overridable]) -> list[Overridable]:
    """What the library or the file says, and what most people would say otherwise."""
    return [field for field in fields if not _is_later(field)]


@register.filter
def asked_later(fields: Sequence[Overridable]) -> list[Overridable]:
    return [field for field in fields if _is_later(field)]


def _is_later(field: Overridable) -> bool:
    return field.own is None and not field.is_given


@register.filter
def first_words(section: Section) -> str:
    """What a question asks, so that it can be told from the others while it is closed."""
    return summary(Node("", "", "part", nodes=section.given))


@register.filter
def question_number(section: Section, words: OwnWords) -> int:
    """Which of the questions it is, counted from 1."""
    return [one.place for one in words.sections if one.is_question].index(section.place) + 1
