"""Checks the training side of a course's *.lab.yaml, so that an author hears of it before a learner does."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from training_jobs.contract.knobs import KNOB_TEXTS, Knob, apply_knobs, flat, is_lora, knob_of
from training_jobs.contract.problems import SpecRefused, problems_of
from training_jobs.contract.spec import PromptSpec, parse_spec
from training_jobs.contract.wording import plain

METRICS = ("macro_f1", "accuracy")


def lab_problems(config: Mapping[str, Any], *, datasets: tuple[str, ...] | None = None) -> list[str]:
    """Every problem of a lab, each as "path: sentence"; an empty list for a lab that learners can run."""
    kind = config.get("kind")
    if kind == "fine-tune":
        return list(_fine_tune_problems(config, datasets))
    if kind == "prompt":
        return list(_prompt_problems(config, datasets))
    return ["kind: A lab's kind is 'fine-tune' or 'prompt'."]


def _fine_tune_problems(config: Mapping[str, Any], datasets: tuple[str, ...] | None) -> Iterator[str]:
    base = config.get("experiment")
    if not isinstance(base, Mapping):
        yield "experiment: Write the settings of the run here, for example 'base_model: minilm-l6'."
        return
    broken = _spec_problems("experiment", {"task": "text-classification", **base}, datasets)
    yield from broken
    yield from _knob_problems(base, config.get("knobs", {}), datasets, base_is_sound=not broken)
    yield from _grading_problems(config.get("grading"))


def _spec_problems(place: str, spec: Mapping[str, Any], datasets: tuple[str, ...] | None) -> list[str]:
    try:
        parse_spec(spec, datasets=datasets)
    except ValidationError as error:
        return [f"{place}.{p.field}: {p.message}".replace(".:", ":") for p in problems_of(error)]
    return []


def _knob_problems(
    base: Mapping[str, Any], knobs: object, datasets: tuple[str, ...] | None, *, base_is_sound: bool
) -> Iterator[str]:
    if not isinstance(knobs, Mapping):
        yield "knobs: Write one entry per setting that learners may change."
        return
    for path, limits in knobs.items():
        if path not in KNOB_TEXTS:
            yield f"knobs.{path}: There is no such knob. Choose from: {', '.join(KNOB_TEXTS)}."
        elif shape := _shape_problem(path, limits):
            yield f"knobs.{path}: {shape}"
        elif base_is_sound:
            yield from _reach_problems(base, knob_of(path, limits), _lora_in(path, knobs), datasets)


def _shape_problem(path: str, limits: object) -> str:
    if not isinstance(limits, Mapping) or set(limits) not in ({"options"}, {"min", "max"}):
        return "Give either 'options: [...]' or 'min:' and 'max:'."
    if "options" in limits:
        if not isinstance(limits["options"], list) or not limits["options"]:
            return "'options' needs a list with at least one choice."
        return ""
    if KNOB_TEXTS[path].kind == "choice":
        return "This is a choice. Give 'options: [...]'."
    ends = limits["min"], limits["max"]
    if (
        not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends)
        or ends[0] >= ends[1]
    ):
        return "'min' and 'max' are numbers, and 'min' is the smaller one."
    return ""


def _lora_in(path: str, knobs: Mapping[str, Any]) -> tuple[Knob, ...]:
    """The opened method as far as it lets a setting of LoRA be used."""
    offered = (knobs.get("method") or {}).get("options", ())
    return (knob_of("method", {"options": ["lora"]}),) if is_lora(path) and "lora" in offered else ()


def _reach_problems(
    base: Mapping[str, Any], knob: Knob, methods: tuple[Knob, ...], datasets: tuple[str, ...] | None
) -> Iterator[str]:
    own = flat(base).get(knob.path)
    for value in [own] if own is not None else []:
        if knob.options and value not in knob.options:
            yield f"knobs.{knob.path}: The lab's own value {value} is not among the options."
        if (
            knob.minimum is not None
            and knob.maximum is not None
            and not knob.minimum <= value <= knob.maximum
        ):
            limits = f"{plain(knob.minimum)} to {plain(knob.maximum)}"
            yield f"knobs.{knob.path}: The lab's own value {value} lies outside {limits}."
    for value in knob.options or (knob.minimum, knob.maximum):
        try:
            chosen = {knob.path: value} | {method.path: method.options[0] for method in methods}
            apply_knobs(base, chosen, [knob, *methods], datasets=datasets)
        except SpecRefused as refusal:
            yield from (f"knobs.{knob.path}: {value} cannot be run. {p.message}" for p in refusal.problems)


def _grading_problems(grading: object) -> Iterator[str]:
    if grading is None:
        return
    if not isinstance(grading, Mapping) or set(grading) != {"metric", "threshold", "tries"}:
        yield "grading: Give 'metric', 'threshold' and 'tries'."
        return
    if grading["metric"] not in METRICS:
        yield f"grading.metric: Choose one of: {', '.join(METRICS)}."
    if not isinstance(grading["threshold"], (int, float)) or not 0 < grading["threshold"] <= 1:
        yield "grading.threshold: Give a number above 0 and up to 1."
    if not isinstance(grading["tries"], int) or not 1 <= grading["tries"] <= 20:
        yield "grading.tries: Give a whole number from 1 to 20."


def _prompt_problems(config: Mapping[str, Any], datasets: tuple[str, ...] | None) -> Iterator[str]:
    prompt = config.get("prompt")
    if not isinstance(prompt, Mapping):
        yield "prompt: Write the settings here, for example 'base_model: smollm2-135m-instruct'."
        return
    fixed = {key: value for key, value in prompt.items() if key != "max_examples"}
    yield from _spec_problems("prompt", {"task": "prompt", **fixed}, datasets)
    most = PromptSpec.model_fields["examples"].metadata[0].max_length
    given = prompt.get("max_examples", most)
    if not isinstance(given, int) or not 0 <= given <= most:
        yield f"prompt.max_examples: Give a whole number from 0 to {most}."
