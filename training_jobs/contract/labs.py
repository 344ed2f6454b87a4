"""Checks the training side of a course's *.lab.yaml, so that an author hears of it before a learner does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from training_jobs.contract.knobs import KNOB_TEXTS, Knob, apply_knobs, flat, is_lora, knob_of
from training_jobs.contract.problems import SpecRefused, problems_of
from training_jobs.contract.spec import PromptSpec, parse_spec
from training_jobs.contract.wording import Sentence, gettext_noop, plain

METRICS = ("macro_f1", "accuracy")
NO_KIND = gettext_noop("A lab's kind is “fine-tune” or “prompt”.")
NO_EXPERIMENT = gettext_noop("Write the settings of the run here, for example “base_model: minilm-l6”.")
NO_PROMPT = gettext_noop("Write the settings here, for example “base_model: smollm2-135m-instruct”.")
NO_KNOBS = gettext_noop("Write one entry per setting that learners may change.")
NO_SUCH_KNOB = gettext_noop("There is no such knob. Choose from: %(known)s.")
LIMITS_OR_VALUES = gettext_noop("Give either “options” or “min” and “max”.")
NO_OPTIONS = gettext_noop("“options” needs at least one value.")
ONLY_OPTIONS = gettext_noop("This is a choice. Give “options”.")
WRONG_LIMITS = gettext_noop("“min” and “max” are numbers, and “min” is the smaller one.")
OWN_NOT_OFFERED = gettext_noop("The lab's own value %(value)s is not among those that learners may choose.")
OWN_OUTSIDE = gettext_noop("The lab's own value %(value)s lies outside %(low)s to %(high)s.")
NOT_RUN = gettext_noop("%(value)s cannot be run. %(why)s")
GRADING_WHOLE = gettext_noop("Give “metric”, “threshold” and “tries”.")
CHOOSE = gettext_noop("Choose one of: %(known)s.")
SHARE = gettext_noop("Give a number above 0 and up to 1.")
WHOLE = gettext_noop("Give a whole number from %(low)d to %(high)d.")


@dataclass(frozen=True)
class LabFault:
    """What is wrong with a setting of a lab; `place` are the steps to it in the file."""

    place: tuple[str, ...]
    sentence: Sentence

    def __str__(self) -> str:
        return f"{'.'.join(self.place)}: {self.sentence}"


def lab_problems(config: Mapping[str, Any], *, datasets: tuple[str, ...] | None = None) -> list[str]:
    """Every problem of a lab, each as "path: sentence"; an empty list for a lab that learners can run."""
    return [str(fault) for fault in lab_faults(config, datasets=datasets)]


def lab_faults(config: Mapping[str, Any], *, datasets: tuple[str, ...] | None = None) -> list[LabFault]:
    kind = config.get("kind")
    if kind == "fine-tune":
        return list(_fine_tune_faults(config, datasets))
    if kind == "prompt":
        return list(_prompt_faults(config, datasets))
    return [_fault("kind", NO_KIND)]


def _fault(*told: str, **values: object) -> LabFault:
    """The steps to a setting, and then the sentence."""
    *place, template = told
    return LabFault(tuple(place), Sentence(template, values))


def _fine_tune_faults(config: Mapping[str, Any], datasets: tuple[str, ...] | None) -> Iterator[LabFault]:
    base = config.get("experiment")
    if not isinstance(base, Mapping):
        yield _fault("experiment", NO_EXPERIMENT)
        return
    broken = _spec_faults("experiment", {"task": "text-classification", **base}, datasets)
    yield from broken
    yield from _knob_faults(base, config.get("knobs", {}), datasets, base_is_sound=not broken)
    yield from _grading_faults(config.get("grading"))


def _spec_faults(place: str, spec: Mapping[str, Any], datasets: tuple[str, ...] | None) -> list[LabFault]:
    try:
        parse_spec(spec, datasets=datasets)
    except ValidationError as error:
        return [
            LabFault((place, *filter(None, found.field.split("."))), found.sentence)
            for found in problems_of(error)
        ]
    return []


def _knob_faults(
    base: Mapping[str, Any], knobs: object, datasets: tuple[str, ...] | None, *, base_is_sound: bool
) -> Iterator[LabFault]:
    if not isinstance(knobs, Mapping):
        yield _fault("knobs", NO_KNOBS)
        return
    for path, limits in knobs.items():
        if path not in KNOB_TEXTS:
            yield _fault("knobs", path, NO_SUCH_KNOB, known=", ".join(KNOB_TEXTS))
        elif shape := _shape_fault(path, limits):
            yield shape
        elif base_is_sound:
            yield from _reach_faults(base, knob_of(path, limits), _lora_in(path, knobs), datasets)


def _shape_fault(path: str, limits: object) -> LabFault | None:
    if not isinstance(limits, Mapping) or set(limits) not in ({"options"}, {"min", "max"}):
        return _fault("knobs", path, LIMITS_OR_VALUES)
    if "options" in limits:
        is_listed = isinstance(limits["options"], list) and limits["options"]
        return None if is_listed else _fault("knobs", path, "options", NO_OPTIONS)
    if KNOB_TEXTS[path].kind == "choice":
        return _fault("knobs", path, ONLY_OPTIONS)
    ends = limits["min"], limits["max"]
    if (
        not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends)
        or ends[0] >= ends[1]
    ):
        return _fault("knobs", path, "min", WRONG_LIMITS)
    return None


def _lora_in(path: str, knobs: Mapping[str, Any]) -> tuple[Knob, ...]:
    """The opened method as far as it lets a setting of LoRA be used."""
    offered = (knobs.get("method") or {}).get("options", ())
    return (knob_of("method", {"options": ["lora"]}),) if is_lora(path) and "lora" in offered else ()


def _reach_faults(
    base: Mapping[str, Any], knob: Knob, methods: tuple[Knob, ...], datasets: tuple[str, ...] | None
) -> Iterator[LabFault]:
    own, low, high = flat(base).get(knob.path), knob.minimum, knob.maximum
    for value in [own] if own is not None else []:
        if knob.options and value not in knob.options:
            yield _fault("knobs", knob.path, OWN_NOT_OFFERED, value=value)
        if low is not None and high is not None and not low <= value <= high:
            yield _fault("knobs", knob.path, OWN_OUTSIDE, value=value, low=plain(low), high=plain(high))
    for value in knob.options or (low, high):
        try:
            chosen = {knob.path: value} | {method.path: method.options[0] for method in methods}
            apply_knobs(base, chosen, [knob, *methods], datasets=datasets)
        except SpecRefused as refusal:
            for found in refusal.problems:
                yield _fault("knobs", knob.path, NOT_RUN, value=value, why=found.sentence)


def _grading_faults(grading: object) -> Iterator[LabFault]:
    if grading is None:
        return
    if not isinstance(grading, Mapping) or set(grading) != {"metric", "threshold", "tries"}:
        yield _fault("grading", GRADING_WHOLE)
        return
    if grading["metric"] not in METRICS:
        yield _fault("grading", "metric", CHOOSE, known=", ".join(METRICS))
    if not isinstance(grading["threshold"], (int, float)) or not 0 < grading["threshold"] <= 1:
        yield _fault("grading", "threshold", SHARE)
    if not isinstance(grading["tries"], int) or not 1 <= grading["tries"] <= 20:
        yield _fault("grading", "tries", WHOLE, low=1, high=20)


def _prompt_faults(config: Mapping[str, Any], datasets: tuple[str, ...] | None) -> Iterator[LabFault]:
    prompt = config.get("prompt")
    if not isinstance(prompt, Mapping):
        yield _fault("prompt", NO_PROMPT)
        return
    fixed = {key: value for key, value in prompt.items() if key != "max_examples"}
    yield from _spec_faults("prompt", {"task": "prompt", **fixed}, datasets)
    most = PromptSpec.model_fields["examples"].metadata[0].max_length
    given = prompt.get("max_examples", most)
    if not isinstance(given, int) or not 0 <= given <= most:
        yield _fault("prompt", "max_examples", WHOLE, low=0, high=most)
