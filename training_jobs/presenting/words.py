"""The words of runs: settings, scores, and sentences of the Django-free core in the reader's language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.kit.templatetags.texts import duration, listed
from training_jobs.contract.problems import SpecProblem
from training_jobs.contract.wording import Sentence, plain, rounded

__all__ = [
    "METHODS",
    "duration",
    "metric_name",
    "percent",
    "say",
    "score",
    "setting_name",
    "setting_value",
    "shown",
    "tries_left",
]
SCORE_DIGITS = 3
METHODS = {
    "full": (
        gettext_lazy("Full"),
        gettext_lazy("Every weight may change. The slowest, and quick to learn by heart."),
    ),
    "head": (
        gettext_lazy("Head only"),
        gettext_lazy("Only a new last layer learns; all below stays frozen."),
    ),
    "lora": (
        gettext_lazy("LoRA"),
        gettext_lazy("Small adapters learn beside frozen weights. Nearly as good, far lighter."),
    ),
}
SETTINGS = {
    "task": gettext_lazy("task"),
    "method": gettext_lazy("method"),
    "learning_rate": gettext_lazy("learning rate"),
    "epochs": gettext_lazy("epochs"),
    "max_steps": gettext_lazy("steps"),
    "batch_size": gettext_lazy("batch size"),
    "max_length": gettext_lazy("longest message"),
    "weight_decay": gettext_lazy("weight decay"),
    "warmup_ratio": gettext_lazy("warm-up"),
    "precision": gettext_lazy("number format"),
    "attention": gettext_lazy("attention kernel"),
    "devices": gettext_lazy("devices"),
    "node_label": gettext_lazy("kind of worker"),
    "seed": gettext_lazy("seed"),
    "lora.rank": gettext_lazy("LoRA rank"),
    "lora.alpha": gettext_lazy("LoRA alpha"),
    "lora.dropout": gettext_lazy("LoRA dropout"),
    "base_model": gettext_lazy("base model"),
    "dataset": gettext_lazy("data set"),
    "template": gettext_lazy("template"),
    "examples": gettext_lazy("examples"),
    "cases": gettext_lazy("messages asked"),
    "max_new_tokens": gettext_lazy("longest answer"),
}
# What is not a number or a name of somebody's choice, and so is said in the reader's language.
VALUES = {
    ("task", "text-classification"): gettext_lazy("sort texts"),
    ("task", "text-generation"): gettext_lazy("write the answer"),
    ("task", "prompt"): gettext_lazy("prompt"),
    ("precision", "auto"): gettext_lazy("automatic"),
    ("attention", "auto"): gettext_lazy("automatic"),
    ("node_label", ""): gettext_lazy("any"),
}


def say(sentence: Sentence | SpecProblem) -> str:
    """A sentence of the contract in the reader's language."""
    if isinstance(sentence, SpecProblem):
        sentence = sentence.sentence
    words = _(sentence.template)
    return words % dict(sentence.values) if sentence.values else words


def setting_name(path: str) -> str:
    return str(SETTINGS.get(path, path))


def setting_value(path: str, value: object) -> str:
    """A setting as a person writes it: LoRA, 0.0001, 3."""
    if value is None:
        return "–"
    if path == "method" and value in METHODS:
        return str(METHODS[str(value)][0])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return listed(value) or "–"
    return str(VALUES.get((path, str(value)), value))


def score(value: float | None, threshold: float | None = None) -> str:
    """A share from 0 to 1 with three digits; one below `threshold` never reads as reaching it."""
    return "–" if value is None else number_format(shown(value, threshold), decimal_pos=SCORE_DIGITS)


def shown(value: float, threshold: float | None = None) -> Decimal:
    """A share as readers see it, so that differences add up on the page; `run_numbers.js` does the same."""
    near = rounded(value, SCORE_DIGITS)
    if threshold is not None and value < threshold and near >= rounded(threshold, SCORE_DIGITS):
        return rounded(threshold, SCORE_DIGITS) - Decimal(1).scaleb(-SCORE_DIGITS)
    return near


def percent(value: float | None) -> str:
    return (
        "–"
        if value is None
        else _("%(share)s %%") % {"share": number_format(round(100 * value, 1), decimal_pos=1)}
    )


def tries_left(count: int) -> str:
    return ngettext("%(count)s try left", "%(count)s tries left", count) % {"count": count}


def metric_name(metric: str) -> str:
    """The score that decides whether a lab is passed."""
    return _("accuracy") if metric == "accuracy" else _("macro-F1")
