"""What the curves and the log of a run are called; the scripts read these words from the page."""

from typing import Any

from django.utils.translation import gettext as _

from training_jobs.presenting.verdicts import VERDICTS
from training_jobs.saying import sayings


def chart_context() -> dict[str, Any]:
    """For every page that draws curves: a live run, a recording."""
    return {
        "verdicts": VERDICTS.items(),
        "small_charts": [
            ("scores", _("Validation scores")),
            ("learning_rate", _("Learning rate")),
            ("gradient_norm", _("Gradient norm")),
            ("examples_per_second", _("Examples per second")),
            ("memory_mb", _("Memory in MB")),
            ("load", _("Processor load")),
        ],
        "chart_words": {
            "loss": _("Loss"),
            "training": _("training"),
            "validation": _("validation"),
            "steps": _("steps"),
            "macro_f1": _("macro-F1"),
            "accuracy": _("accuracy"),
            "exact_match": _("exact match"),
        },
        "log_words": {
            "words": {
                "warning": _("warning"),
                "error": _("error"),
                "none": _("No line has these words."),
                "quiet": _("Nothing has been said yet."),
            },
            "sayings": sayings(),
        },
    }
