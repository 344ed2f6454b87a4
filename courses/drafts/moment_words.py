"""What is said at a moment in a form: typed with its zone, or chosen by the clock of whoever writes."""

from django.utils.translation import gettext_lazy as _

HINTS = {
    "closes": _("with its zone, as in 2026-12-04T17:00+01:00; empty: never"),
    "opens": _("with its zone, as in 2026-12-01T09:00+01:00; empty: at once"),
}
BY_THE_CLOCK = {
    "closes": _("by your own clock (%(zone)s); empty: never"),
    "opens": _("by your own clock (%(zone)s); empty: at once"),
}
"""The browser fills in the zone."""
