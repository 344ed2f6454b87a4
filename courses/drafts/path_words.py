"""What the fields of a learning path are called by people."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "choose": _("How many of them are enough"),
    "courses": _("Courses"),
    "days": _("Days that everybody has"),
    "due": _("When it is due"),
    "knows": _("Courses that whoever passes is spared"),
    "languages": _("Languages"),
    "on": _("Or one day for everybody"),
    "parts": _("What the test shows"),
    "placement": _("Placement test"),
    "quiz": _("Quiz that is the test"),
    "stages": _("Stages"),
}
ADD = {
    "courses": _("Add a course"),
    "languages": _("Add a language"),
    "parts": _("Add a part"),
    "stages": _("Add a stage"),
}
HINTS = {
    "choose": _("empty: all of them"),
    "courses": _("A course that builds on another one comes after it, or beside it."),
    "days": _("counted from the day on which somebody comes to the path"),
    "due": _("Say one of both, or leave both empty: then it is never due."),
    "languages": _("The first one is the language in which it is written; the others are translations."),
    "knows": _("chosen from the courses of the stages above"),
    "parts": _(
        "Each part: some questions, and the courses that are known to whoever answers them well enough."
    ),
    "placement": _("Whoever shows in a quiz what they know need not take the courses about it."),
    "stages": _("Stages are taken in this order. A stage asks for all of its courses, or for some of them."),
}
