"""What the fields of a course's own page are called by people."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "certificate": _("Certificate"),
    "course": _("Course"),
    "given": _("whoever completes the course gets a certificate"),
    "minutes": _("Minutes it takes"),
    "needs": _("Courses to know before"),
    "valid_months": _("Months for which it is valid"),
}
ADD = {"needs": _("Add a course to know before")}
CHOSEN = {"level": _("How much this one asks for it")}
OPTIONS = {
    ("level", "required"): _("required: locked until that one is done"),
    ("level", "recommended"): _("recommended: said, and locks nothing"),
}
HINTS = {"valid_months": _("empty: for good")}
LINES = {"tags": _("One a line, in the same order in every language. People filter the catalogue by them.")}
"""Where each language has a text a line, and the same name is something else elsewhere."""
