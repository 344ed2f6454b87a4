"""The settings of a lab that its lesson opens to the learner, and how far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from training_jobs.contract.problems import SpecProblem, SpecRefused, problems_of, refused, unknown_setting
from training_jobs.contract.spec import ExperimentSpec, Part, PromptSpec, parse_spec
from training_jobs.contract.wording import gettext_noop, plain

KnobKind = Literal["choice", "integer", "number"]
Scale = Literal["linear", "log"]

_NOT_OPEN = gettext_noop("This lab does not let you change “%(setting)s”; it stays at %(base)s.")
_STAYS_EMPTY = gettext_noop("This lab does not let you change “%(setting)s”; it stays empty.")
_NOT_OFFERED = gettext_noop("Choose one of these: %(options)s.")
_OUTSIDE = gettext_noop("Choose a number from %(minimum)s to %(maximum)s.")
_NOT_WHOLE = gettext_noop("Write a whole number.")
_NOT_A_NUMBER = gettext_noop("Write a number.")
_NOT_SETTINGS = gettext_noop("Write this as settings with names and values.")
_TOO_MANY_EXAMPLES = gettext_noop("These are too many examples. Choose at most %(maximum)s.")


@dataclass(frozen=True)
class KnobText:
    """What the form says about a setting; label and help are English msgids."""

    label: str
    help: str
    kind: KnobKind
    scale: Scale = "linear"


KNOB_TEXTS: dict[str, KnobText] = {
    "method": KnobText(
        gettext_noop("Method"),
        gettext_noop("Which weights may change: all, only the new head, or small LoRA adapters."),
        "choice",
    ),
    "learning_rate": KnobText(
        gettext_noop("Learning rate"),
        gettext_noop("How far each step moves the weights. Leave it empty for the method's usual value."),
        "number",
        "log",
    ),
    "epochs": KnobText(
        gettext_noop("Epochs"), gettext_noop("How often the model sees each training message."), "integer"
    ),
    "max_steps": KnobText(
        gettext_noop("Steps"), gettext_noop("How many times the weights are changed."), "integer"
    ),
    "batch_size": KnobText(
        gettext_noop("Batch size"), gettext_noop("How many messages one step looks at together."), "integer"
    ),
    "max_length": KnobText(
        gettext_noop("Longest message"), gettext_noop("In tokens; what is longer is cut off."), "integer"
    ),
    "weight_decay": KnobText(
        gettext_noop("Weight decay"),
        gettext_noop("How strongly large weights are pulled back to zero."),
        "number",
    ),
    "warmup_ratio": KnobText(
        gettext_noop("Warm-up"),
        gettext_noop("The share of the run in which the learning rate rises."),
        "number",
    ),
    "seed": KnobText(
        gettext_noop("Seed"),
        gettext_noop("Where chance starts. The same seed repeats the same run."),
        "integer",
    ),
    "lora.rank": KnobText(
        gettext_noop("LoRA rank"),
        gettext_noop("How many directions an adapter can learn. Used by LoRA only."),
        "integer",
    ),
    "lora.alpha": KnobText(
        gettext_noop("LoRA alpha"),
        gettext_noop("How loudly the adapter speaks: alpha divided by rank."),
        "number",
    ),
    "lora.dropout": KnobText(
        gettext_noop("LoRA dropout"),
        gettext_noop("The share of adapter inputs hidden in each step."),
        "number",
    ),
}


@dataclass(frozen=True)
class Knob:
    """One opened setting: `path` is dotted; either `options` or both limits are set."""

    path: str
    text: KnobText
    options: tuple[str | int | float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def whole(self) -> bool:
        return self.text.kind == "integer"

    def read(self, value: object) -> str | int | float:
        """`value` (a number, or text from a form) as the setting's type; raises SpecRefused."""
        if self.text.kind == "choice":
            return self._offered(str(value))
        number = self._number(value)
        if self.options:
            return self._offered(number)
        assert self.minimum is not None
        assert self.maximum is not None
        if not self.minimum <= number <= self.maximum:
            raise refused(self.path, _OUTSIDE, minimum=plain(self.minimum), maximum=plain(self.maximum))
        return number

    def _number(self, value: object) -> int | float:
        try:
            number = float(str(value).strip())
        except ValueError:
            raise refused(self.path, _NOT_A_NUMBER) from None
        if not self.whole:
            return number
        if not number.is_integer():
            raise refused(self.path, _NOT_WHOLE)
        return int(number)

    def _offered(self, value: str | int | float) -> str | int | float:
        if value not in self.options:
            raise refused(self.path, _NOT_OFFERED, options=", ".join(str(option) for option in self.options))
        return value


def open_knobs(lab_config: Mapping[str, Any]) -> tuple[Knob, ...]:
    """The knobs of a checked lab (see `labs.lab_problems`), in the order in which the author wrote them."""
    return tuple(knob_of(path, limits) for path, limits in lab_config.get("knobs", {}).items())


def knob_of(path: str, limits: Mapping[str, Any]) -> Knob:
    """One knob from its entry in a lab file; raises KeyError for a setting that cannot be a knob."""
    if "options" in limits:
        return Knob(path, KNOB_TEXTS[path], options=tuple(limits["options"]))
    return Knob(path, KNOB_TEXTS[path], minimum=limits["min"], maximum=limits["max"])


def apply_knobs(
    base: Mapping[str, Any],
    values: Mapping[str, Any],
    knobs: Sequence[Knob],
    *,
    datasets: tuple[str, ...] | None = None,
) -> ExperimentSpec:
    """The lab's spec with the learner's values, which may be nested or dotted, from a form or from JSON.

    Empty values mean the lab's own; a value for a closed setting must equal it. A changed method without a
    learning rate takes the method's preset, and leaves the lab's own values that it does not use. Raises SpecRefused
    with every problem.
    """
    open_by_path, closed = {knob.path: knob for knob in knobs}, flat(base)
    chosen: dict[str, Any] = dict(closed)
    problems: list[SpecProblem] = []
    given = {path: value for path, value in _flat_or_refused(values).items() if value not in (None, "")}
    for path, value in given.items():
        try:
            chosen[path] = (
                open_by_path[path].read(value) if path in open_by_path else _unchanged(path, value, closed)
            )
        except SpecRefused as error:
            problems += error.problems
    if problems:
        raise SpecRefused(tuple(problems))
    if chosen.get("method") != closed.get("method") and "learning_rate" not in given:
        chosen.pop("learning_rate", None)
    return _experiment(heeded(chosen, chosen.get("method"), keep=given), datasets)


def heeded(paths: Mapping[str, Any], method: object, *, keep: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without those that the method ignores, except what is in `keep`."""
    lora = method in (None, "lora")
    return {path: value for path, value in paths.items() if lora or path in keep or not is_lora(path)}


def is_lora(path: str) -> bool:
    return path.startswith("lora.")


def prompt_for_lab(
    prompt: Mapping[str, Any],
    *,
    template: str,
    examples: Sequence[str],
    datasets: tuple[str, ...] | None = None,
) -> PromptSpec:
    """The spec of a prompt lab with the learner's template and train row ids; raises SpecRefused."""
    most = prompt.get("max_examples", 12)
    if len(examples) > most:
        raise refused("examples", _TOO_MANY_EXAMPLES, maximum=most)
    fixed = {key: value for key, value in prompt.items() if key != "max_examples"}
    try:
        spec = parse_spec(
            {**fixed, "task": "prompt", "template": template, "examples": examples}, datasets=datasets
        )
    except ValidationError as error:
        raise SpecRefused(tuple(problems_of(error))) from error
    assert isinstance(spec, PromptSpec)
    return spec


def flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Nested settings as dotted paths; one level deep, as specs are."""
    paths: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            paths |= {f"{key}.{inner}": part for inner, part in value.items()}
        else:
            paths[key] = value
    return paths


def written_out(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Stored settings as dotted paths, with the defaults of those that did not exist when they were stored.

    Nothing is checked: the data set or base model of an old run may be gone.
    """
    return defaults_of(PromptSpec if settings.get("task") == "prompt" else ExperimentSpec) | flat(settings)


def defaults_of(shape: type[ExperimentSpec] | type[PromptSpec]) -> dict[str, Any]:
    """Every setting that may be left out, by its dotted path."""
    left_out = {name: field.default for name, field in shape.model_fields.items() if not field.is_required()}
    return flat(
        {name: part.model_dump() if isinstance(part, Part) else part for name, part in left_out.items()}
    )


def nested(paths: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `flat`."""
    settings: dict[str, Any] = {}
    for path, value in paths.items():
        group, dot, inner = path.partition(".")
        if dot:
            settings.setdefault(group, {})[inner] = value
        else:
            settings[path] = value
    return settings


def _experiment(paths: Mapping[str, Any], datasets: tuple[str, ...] | None) -> ExperimentSpec:
    try:
        spec = parse_spec({"task": "text-classification", **nested(paths)}, datasets=datasets)
    except ValidationError as error:
        raise SpecRefused(tuple(problems_of(error))) from error
    assert isinstance(spec, ExperimentSpec)
    return spec


def _flat_or_refused(values: object) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise refused("", _NOT_SETTINGS)
    return flat({str(key): value for key, value in values.items()})


def _unchanged(path: str, value: object, closed: Mapping[str, Any]) -> object:
    known = {**dict.fromkeys(ExperimentSpec.model_fields), **defaults_of(ExperimentSpec)}
    if path not in known:
        raise SpecRefused((SpecProblem(path, unknown_setting(path, list(known))),))
    own = closed.get(path, known[path])
    if value != own and own in (None, "", [], ()):
        raise refused(path, _STAYS_EMPTY, setting=path)
    if value != own:
        raise refused(path, _NOT_OPEN, setting=path, base=own)
    return own
