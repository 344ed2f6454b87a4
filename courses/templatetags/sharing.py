"""Links to shared courses on the pages of the editor."""

from collections.abc import Mapping

from django import template

from courses.sharing.pages import LinkLine, banks_to_link, blocks_to_link, link_line, links_of
from courses.sharing.uses import uses_of

register = template.Library()
register.simple_tag(links_of)
register.simple_tag(link_line)
register.simple_tag(blocks_to_link)
register.simple_tag(banks_to_link)
register.simple_tag(uses_of)


@register.filter
def link_at(links: Mapping[str, LinkLine], path: str) -> LinkLine | None:
    return links.get(path)
