"""A moment as people name it: a day and a time by the clock of a place, in years that every clock reckons."""

import zoneinfo
from datetime import UTC, datetime

FIRST, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies beyond cannot be told in some zones, and what the database takes of it cannot be read again."""


def is_reckoned(moment: datetime) -> bool:
    return FIRST <= moment < END


class NoSuchMoment(ValueError):
    """`why` is `zone` for an unknown place, `form` for what is no day and time, `skipped` where clocks jump over it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def moment_in(zone_name: str, typed: str) -> datetime:
    """The moment in UTC. Where clocks are put back and a time comes twice, the first one is meant."""
    try:
        zone = zoneinfo.ZoneInfo(zone_name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise NoSuchMoment("zone") from None
    try:
        local = datetime.fromisoformat(typed)
        if local.tzinfo is not None:
            raise NoSuchMoment("form")
        moment = local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoSuchMoment("form") from None
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchMoment("skipped")
    return moment
