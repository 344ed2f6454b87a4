"""What the linked files of a draft are called: as they say themselves, else as what they are linked to is called."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from courses.content.drafts.texts import data_of
from courses.content.sharing import Link
from courses.content.sharing.changing import link_in
from courses.content.sharing.parts import BANK
from courses.drafts.naming import heading_in, name_in
from courses.models import Block, Revision
from courses.part_titles import names_of, names_of_banks
from lms.kit.templatetags.texts import in_language

Part = tuple[str, int, str, str]


def names_of_linked(files: Mapping[str, str]) -> dict[str, str]:
    """By path; one query for blocks and one for banks, where there are any whose name stands elsewhere."""
    links = [link for path, text in files.items() if (link := link_in(path, text))]
    names = {
        link.path: _said_in(link.own) or _said_in(data_of(files.get(link.kept_in, ""))) for link in links
    }
    stored = _names_of_parts([link for link in links if not names[link.path]])
    return names | {link.path: stored[_part(link)] for link in links if _part(link) in stored}


def _said_in(data: object) -> str:
    """The name that a block, a bank or a text has in its data."""
    if not isinstance(data, dict):
        return ""
    text = data.get("text")
    return name_in(data) or (heading_in(str(in_language(text))) if isinstance(text, dict) and text else "")


def _part(link: Link) -> Part:
    return link.shared, link.version, link.kind, link.part


def _names_of_parts(links: Iterable[Link]) -> dict[Part, str]:
    """Of parts of shared courses: nobody reads in a link what another course holds."""
    parts = {_part(link) for link in links}
    banks = {part for part in parts if part[2] == BANK}
    return {**_names_of_blocks(parts - banks), **_names_of_banks(banks)}


def _names_of_blocks(parts: set[Part]) -> dict[Part, str]:
    if not parts:
        return {}
    place = ("lesson__revision__course__key", "lesson__revision__number", "kind", "key")
    wanted = reduce(or_, (Q(**dict(zip(place, part, strict=True))) for part in parts))
    shared = Block.objects.filter(wanted, lesson__revision__in=_shared())
    return {(course, number, kind, key): name for course, number, kind, key, name in names_of(shared, *place)}


def _names_of_banks(parts: set[Part]) -> dict[Part, str]:
    if not parts:
        return {}
    place = ("course__key", "number")
    wanted = reduce(or_, (Q(**dict(zip(place, part, strict=False))) for part in parts))
    found = names_of_banks(_shared().filter(wanted), *place)
    return {(course, number, BANK, key): name for course, number, key, name in found}


def _shared() -> QuerySet[Revision]:
    return Revision.objects.filter(shared=True, published_at__isnull=False)
