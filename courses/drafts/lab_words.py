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
    {"attention", "devices", "lora", "max_length", "max_new_tokens", "max_steps", "node_label", "precision"}
    | {"seed", "task", "warmup_ratio", "weight_decay"}
)
LONG = frozenset({"experiment", "prompt"})
"""Groups in which these are put away."""
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
    ("attention", "auto"): _("as the worker is measured best"),
    ("attention", "sdpa"): _("SDPA, PyTorch's own"),
    ("attention", "eager"): _("eager, step by step"),
    ("method", "full"): _("all weights"),
    ("method", "head"): _("only the new head"),
    ("method", "lora"): _("LoRA adapters"),
    ("metric", "macro_f1"): _("macro-F1"),
    ("metric", "accuracy"): _("accuracy"),
    ("pass", "–"): _("a grading passes"),
    ("pass", "run"): _("one run has finished"),
    ("precision", "auto"): _("as the worker is measured best"),
    ("precision", "fp32"): _("32 bits (fp32)"),
    ("precision", "bf16"): _("16 bits (bf16)"),
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
OF_A_RUN = {
    "devices": _("how many share each batch; at most one for each row of it"),
    "epochs": _("empty: 4, unless the number of steps is given"),
    "learning_rate": _(
        "empty: the usual one of the method; LoRA adapters 0.001, only the new head 0.01, all weights 0.0002 "
        "(0.00005 where the label is written as text)"
    ),
    "max_length": _("what is longer is cut off"),
    "max_steps": _("empty: as many as the epochs take; give one of the two"),
    "node_label": _("empty: on any worker"),
    "seed": _("Where chance starts. The same seed repeats the same run."),
    "warmup_ratio": _("The share of the run in which the learning rate rises."),
    "weight_decay": _("How strongly large weights are pulled back to zero."),
}
"""What is said at the settings of a run, whose names mean other things elsewhere."""
GROUPS = {"prompt": FIELDS["experiment"]}
"""Groups whose names mean other things elsewhere."""
CHOICES = {
    "attention": _("How the worker computes attention: it changes how fast a run is, hardly its result."),
    "precision": _("How numbers are stored: 16 bits are faster on most GPUs, 32 bits more exact."),
}
"""What is said at settings that are chosen from a few words."""
NOT_SAID = {("base_model", "base models that write")}
"""Where a hint does not hold: by the field, and what it is chosen from."""
