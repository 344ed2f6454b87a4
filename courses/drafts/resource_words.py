"""What the fields of a list of resources are called by people."""

from django.utils.translation import gettext_lazy as _

from courses.rendering.asides import KINDS, LEVELS

FIELDS = {"kind": _("Kind")}
OPTIONS = {
    **{("kind", kind): words for kind, words in KINDS.items()},
    **{("level", level): words for level, words in LEVELS.items()},
}
LISTED, LEVEL = "items", _("For whom")
"""Elsewhere a level is how much a course asks for another one."""
