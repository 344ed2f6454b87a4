"""What the settings of widgets are called by people."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "belongs": _("truly belongs to the first label"),
    "classes": _("Classes"),
    "counts": _("Counts, a row for each true label"),
    "examples": _("Examples"),
    "label": _("Label"),
    "labels": _("Labels"),
    "logit": _("Score (logit)"),
    "peak": _("Highest learning rate"),
    "score": _("Score"),
    "scored": _("Messages with scores"),
    "shape": _("Shape"),
    "share": _("Share of the batch that is labelled so"),
    "start": _("Place of the token that is chosen first, from 0"),
    "temperature": _("Temperature at the start"),
    "threshold": _("Threshold"),
    "token": _("Token"),
    "tokens": _("Tokens"),
    "top_k": _("Top-k at the start"),
    "top_p": _("Top-p at the start"),
    "warmup": _("Warm-up, as a share of the steps"),
}
ADD = {"labels": _("Add a label")}
COUNTS = {"steps": _("Steps")}
OPTIONS = {
    ("shape", "linear"): _("falls in a straight line"),
    ("shape", "cosine"): _("falls like a cosine"),
    ("shape", "constant"): _("stays as it is"),
    ("belongs", "true"): _("yes"),
    ("belongs", "false"): _("no"),
}
HINTS = {
    "counts": _("One row a line, with commas: 55, 3. Leave it empty where messages have scores."),
    "examples": _("One text a line; they are shown as they stand in every language."),
    "top_k": _("empty: every token can be drawn"),
}
LINES = {"labels": _("One a line, in the same order in every language.")}
"""Where each language has a text a line, and the same name is a list of parts elsewhere."""
