"""Time zones to choose from, by the part of the world."""

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from babel.core import Locale, get_global
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from lms.kit.titles import title_order

REGIONS: Mapping[str, object] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
Zones = Sequence[tuple[str, str]]


@cache
def zones_by_region(language: str) -> Sequence[tuple[str, Zones]]:
    """Each zone with its place as people write it, in the order of those, and of several names for one place the usual one.

    Once in a process and language: listing them reads 600 files.
    """
    names = zoneinfo.available_timezones()
    return [
        (region, _by_place((name for name in names if name.startswith(f"{region}/")), language))
        for region in REGIONS
    ]


def _by_place(names: Iterable[str], language: str) -> Zones:
    usual: dict[str, str] = {}
    for name in sorted(names, key=_is_seldom):
        usual.setdefault(_place(name, language), name)
    return [(usual[place], place) for place in sorted(usual, key=title_order)]


def _is_seldom(name: str) -> tuple[bool, bool, str]:
    """Sorts `Asia/Shanghai` before `Asia/Chongqing`, and `America/Argentina/Catamarca` before `America/Catamarca`."""
    city = _cities("en").get(name, "").replace(" ", "_")
    return name.rpartition("/")[2] != city, name in get_global("zone_aliases"), name


def zones_to_choose(chosen: str) -> Sequence[tuple[str, Zones]]:
    """The groups of a list, the first without a name; `chosen` is in it, also where it is no zone that is offered."""
    offered = zones_by_region(get_language() or "en")
    listed = [(str(REGIONS[region]), zones) for region, zones in offered]
    known = {name for _region, zones in listed for name, _place in zones}
    others = [(name, name) for name in dict.fromkeys(["UTC", chosen]) if name and name not in known]
    return [("", others), *listed]


def zone_in_words(name: str) -> str:
    """As the list above calls it, in one piece: `Europe/Berlin` is 欧洲/柏林 to those who read Chinese."""
    region, _slash, rest = name.partition("/")
    if not rest or region not in REGIONS:
        return name
    return f"{REGIONS[region]}/{_place(name, get_language() or 'en')}"


def _place(name: str, language: str) -> str:
    own = name.partition("/")[2].replace("_", " ").replace("/", ", ")
    return _cities(language).get(name, own)


@cache
def _cities(language: str) -> Mapping[str, str]:
    """As the Unicode Consortium (CLDR) calls them, which may know a zone by the name it had before."""
    known = Locale.parse(to_locale(language)).time_zones
    cities = {name: told["city"] for name, told in known.items() if "city" in told}
    for before, now in get_global("zone_aliases").items():
        for name, other in ((before, now), (now, before)):
            if other in cities:
                cities.setdefault(name, cities[other])
    return cities
