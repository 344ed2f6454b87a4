"""Time zones to choose from, by the part of the world."""

import zoneinfo
from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _

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
def zones_by_region() -> Sequence[tuple[str, Zones]]:
    """Each zone with its place as people write it. Once in a process: listing them reads 600 files."""
    names = sorted(zoneinfo.available_timezones())
    return [
        (region, [(name, _place(name)) for name in names if name.startswith(f"{region}/")])
        for region in REGIONS
    ]


def zones_to_choose(chosen: str) -> Sequence[tuple[str, Zones]]:
    """The groups of a list, the first without a name; `chosen` is in it, also where it is no zone that is offered."""
    listed = [(str(REGIONS[region]), zones) for region, zones in zones_by_region()]
    known = {name for _region, zones in listed for name, _place in zones}
    others = [(name, name) for name in dict.fromkeys(["UTC", chosen]) if name and name not in known]
    return [("", others), *listed]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
