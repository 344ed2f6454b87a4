"""Until when a certificate is valid: whole days on the calendar of the person who holds it."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RENEWED_BEFORE = timedelta(days=60)
"""How long before its end a certificate can be renewed by taking the course again, once half of its time is over."""


def last_valid_day(completed_on: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(completed_on.month - 1 + months, 12)
    year = completed_on.year + years
    return date(year, month + 1, min(completed_on.day, monthrange(year, month + 1)[1]))


def expiry(completed_at: datetime, months: int | None, zone: ZoneInfo) -> datetime | None:
    """The end of the last valid day in `zone`; None for good."""
    if months is None:
        return None
    last = last_valid_day(completed_at.astimezone(zone).date(), months)
    return datetime.combine(last + timedelta(days=1), time(), zone)
