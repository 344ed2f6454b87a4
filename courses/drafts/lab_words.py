"""What the settings of labs are called by people. What they mean is the business of whoever runs labs."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "alpha": _("LoRA alpha"),
    "attention": _("Attention"),
    "base_model": _("Base model"),
    "batch_size": _("Batch size"),
    "cases": _("Messages that are asked"),
    "dataset": _("Data set"),
    "devices": _("GPUs or processes"),
    "dropout": _("LoRA dropout"),
    "epochs": _("Epochs"),
    "experiment": _("The run as it is before anybody changes it"),
    "grading": _("Graded on the hidden test"),
    "knobs": _("What learners may change"),
    "learning_rate": _("Learning rate"),
    "lora": _("LoRA"),
    "max_examples": _("Examples that a learner may choose at most"),
    "max_length": _("Longest message, in tokens"),
    "max_new_tokens": _("Longest answer, in tokens"),
    "max_steps": _("Steps"),
    "node_label": _("Only on workers with this label"),
    "options": _("Only these values"),
    "rank": _("LoRA rank"),
    "seed": _("Seed"),
    "summary": _("Summary"),
    "template": _("Prompt at the start"),
    "warmup_ratio": _("Warm-up"),
    "weight_decay": _("Weight decay"),
}
MORE = frozenset(
    {"attention", "devices", "max_length", "max_new_tokens", "max_steps", "node_label", "precision"}
    | {"task", "warmup_ratio", "weight_decay"}
)
CHOSEN = {
    "base_model": _("Base model"),
    "dataset": _("Data set"),
    "method": _("Method"),
    "metric": _("Measured by"),
    "name": _("Setting"),
    "pass": _("Passed when"),
    "precision": _("Number format"),
    "task": _("Task"),
}
OPTIONS = {
    ("method", "full"): _("all weights"),
    ("method", "head"): _("only the new head"),
    ("method", "lora"): _("LoRA adapters"),
    ("metric", "macro_f1"): _("macro-F1"),
    ("metric", "accuracy"): _("accuracy"),
    ("pass", "run"): _("one run has finished"),
    ("task", "text-classification"): _("sort texts into classes"),
    ("task", "text-generation"): _("write the label as text"),
}
HINTS = {
    "base_model": _("One that writes text has no “only the new head”, and may be taught to write the label."),
    "dataset": _(
        "Every base model and every setting goes with any data set. Another one has another hidden test: "
        "look again at what passes."
    ),
    "grading": _("The rows of the hidden test never leave the worker; learners read their score only."),
    "knobs": _("Give each setting either its values, or the lowest and the highest one."),
    "options": _("with commas between them; empty where there is a range"),
    "template": _("Write {{message}} where the message belongs."),
}
