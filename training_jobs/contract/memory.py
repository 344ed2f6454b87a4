"""How much memory a run needs, before it starts: from its spec and its base model's shape, without torch."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.spec import AnyJob, ExperimentSpec, GradeSpec
from training_jobs.contract.wording import Sentence, gettext_noop

MB = 2**20
RUNTIME_MB = 400  # the libraries, as measured
PROMPT_TOKENS = 64  # what a chat has around the message and the answer
ANSWER_TOKENS = 8
SCORED_TOKENS = 4096  # an evaluation looks at no more tokens at once
FIXES = 3

_FEWER_DEVICES = gettext_noop(
    "Use one device instead of %(old)s: each one holds its own copy of the weights."
)
_BATCH = gettext_noop("Use batches of %(new)s messages instead of %(old)s.")
_LENGTH = gettext_noop("Cut messages after %(new)s tokens instead of %(old)s.")
_LORA = gettext_noop("Train LoRA adapters instead of all weights.")
_HEAD = gettext_noop("Train only the head.")


@dataclass(frozen=True)
class Shape:
    """A transformer's measures, which its activations depend on.

    `scores` is how often a layer keeps its attention scores: dropout on them, as BERT has it, keeps them thrice.
    """

    hidden: int
    layers: int
    inner: int
    heads: int
    vocabulary: int
    scores: int


SHAPES: dict[str, Shape] = {
    "minilm-l6": Shape(hidden=384, layers=6, inner=1536, heads=12, vocabulary=30_522, scores=3),
    "smollm2-135m-instruct": Shape(hidden=576, layers=30, inner=1536, heads=9, vocabulary=49_152, scores=1),
}


@dataclass(frozen=True)
class Fix:
    """A changed spec that fits, and what to tell the person who asked for the other one."""

    spec: ExperimentSpec
    words: tuple[Sentence, ...]


def needed_mb(spec: AnyJob) -> int:
    """The memory that a run needs at most, in MB (2**20 bytes), on all its devices together.

    Weights, gradients and AdamW's two moments: bytes per weight as in Rajbhandari et al. 2020 (arXiv 1910.02054,
    section 3.1), without the half-precision copies. Activations kept for the backward pass, per token and layer:
    10 h + 5 f + c a s numbers with hidden size h, feed-forward size f, a heads, length s and `scores` c; as in
    Korthikanti et al. 2022 (arXiv 2205.05198, section 4.1), but the factors were measured with the two base models of
    the catalogue. "auto" precision counts as fp32, which is what a device without bf16 gives.
    """
    if isinstance(spec, ExperimentSpec):
        return spec.devices * _training_mb(spec)
    entry = BASE_MODELS[spec.base_model]
    length = spec.trained.max_length if isinstance(spec, GradeSpec) else SCORED_TOKENS // 8
    # A grading reads the trained weights beside those of the base model.
    width = 10 if isinstance(spec, GradeSpec) else 6
    held = width * entry.parameters + _scored(spec.base_model, length)
    return RUNTIME_MB + round(held / MB)


def cheapest_fixes(spec: ExperimentSpec, memory_mb: int) -> tuple[Fix, ...]:
    """Up to three changed specs that need at most `memory_mb`, those that cost the least learning first.

    Single changes come first: fewer devices change nothing but the time, smaller batches only add noise, shorter
    messages lose their ends, and another method learns less. Then come two changes together, at last all of them. No
    fix asks for more than it must: a part of its changes would not fit.
    """
    asked = (fix for fix in chain(_changes(spec), _pairs(spec)) if needed_mb(fix.spec) <= memory_mb)
    fitting: list[Fix] = []
    found: list[Fix] = []
    for fix in chain(asked, _everything(spec, memory_mb)):
        needless = any(all(word in fix.words for word in other.words) for other in fitting)
        if not needless and not any(_same_kind(fix, other) for other in found):
            found.append(fix)
        fitting.append(fix)
        if len(found) == FIXES:
            break
    return tuple(found)


def _training_mb(spec: ExperimentSpec) -> int:
    """One process: it holds its own weights and works on its share of each batch."""
    shape, entry = SHAPES[spec.base_model], BASE_MODELS[spec.base_model]
    trained = _trained_weights(spec, shape, entry.parameters)
    width = 2 if spec.precision == "bf16" and spec.method != "full" else 4
    # The file stays mapped beside the loaded copy: two bytes per weight.
    weights = (width + 2) * entry.parameters + 12 * trained
    kept = 0.65 if spec.precision == "bf16" else 1.0
    working = max(kept * _activations(spec, shape), _scored(spec.base_model, spec.max_length))
    return RUNTIME_MB + round((weights + working) / MB)


def _trained_weights(spec: ExperimentSpec, shape: Shape, parameters: int) -> int:
    if spec.method == "full":
        return parameters
    adapters = spec.lora.rank * 4 * shape.hidden * shape.layers if spec.method == "lora" else 0
    return adapters + 16 * shape.hidden


def _activations(spec: ExperimentSpec, shape: Shape) -> int:
    """Bytes in fp32 that one process keeps for the backward pass, or uses in the last layer."""
    rows = -(-spec.batch_size // spec.devices)
    length = spec.max_length + (PROMPT_TOKENS if spec.task == "text-generation" else 0)
    layer = 10 * shape.hidden + 5 * shape.inner + shape.scores * shape.heads * length
    layers = 1 if spec.method == "head" else shape.layers
    logits = 3 * rows * ANSWER_TOKENS * shape.vocabulary if spec.task == "text-generation" else 0
    return 4 * (rows * length * layer * layers + logits)


def _scored(base_model: str, length: int) -> int:
    """Bytes of one layer's activations without gradients, which is all that an evaluation holds at a time."""
    shape = SHAPES[base_model]
    return 4 * SCORED_TOKENS * (4 * shape.hidden + 3 * shape.inner + shape.scores * shape.heads * length)


def _changes(spec: ExperimentSpec) -> Iterator[Fix]:
    if spec.devices > 1:
        yield _fix(spec, Sentence(_FEWER_DEVICES, {"old": spec.devices}), devices=1)
    yield from _batches(spec)
    for length in _halves(spec.max_length, 16):
        yield _fix(spec, Sentence(_LENGTH, {"new": length, "old": spec.max_length}), max_length=length)
    yield from _methods(spec)


def _pairs(spec: ExperimentSpec) -> Iterator[Fix]:
    """Two changes of different kinds, the gentlest of each first."""
    for first in _changes(spec):
        for second in _changes(first.spec):
            if second.words[0].template != first.words[0].template:
                yield Fix(second.spec, (*first.words, *second.words))


def _batches(spec: ExperimentSpec) -> Iterator[Fix]:
    for size in _halves(spec.batch_size, spec.devices):
        yield _fix(spec, Sentence(_BATCH, {"new": size, "old": spec.batch_size}), batch_size=size)


def _methods(spec: ExperimentSpec) -> Iterator[Fix]:
    """A changed method takes its own usual learning rate, and leaves what it does not use."""
    if spec.method == "full":
        yield _fix(spec, Sentence(_LORA), method="lora", learning_rate=None)
    if spec.method != "head" and spec.task == "text-classification":
        yield _fix(spec, Sentence(_HEAD), method="head", learning_rate=None, lora={})


def _everything(spec: ExperimentSpec, memory_mb: int) -> Iterator[Fix]:
    """Changes on top of each other, gentlest first, until it fits."""
    words: tuple[Sentence, ...] = ()
    for kind in (_fewer_devices, _lightest_method, _smallest_batch, _shortest):
        changed = kind(spec)
        if changed is None:
            continue
        spec, words = changed.spec, (*words, *changed.words)
        if len(words) > 1 and needed_mb(spec) <= memory_mb:
            yield Fix(spec, words)
            return


def _fewer_devices(spec: ExperimentSpec) -> Fix | None:
    return next((fix for fix in _changes(spec) if fix.spec.devices < spec.devices), None)


def _lightest_method(spec: ExperimentSpec) -> Fix | None:
    return next(_methods(spec), None)


def _smallest_batch(spec: ExperimentSpec) -> Fix | None:
    return next((fix for fix in _batches(spec) if fix.spec.batch_size <= 4), None)


def _shortest(spec: ExperimentSpec) -> Fix | None:
    if spec.max_length <= 32:
        return None
    return _fix(spec, Sentence(_LENGTH, {"new": 32, "old": spec.max_length}), max_length=32)


def _same_kind(fix: Fix, other: Fix) -> bool:
    return {sentence.template for sentence in fix.words} == {sentence.template for sentence in other.words}


def _halves(number: int, least: int) -> Iterator[int]:
    while number // 2 >= least:
        number //= 2
        yield number


def _fix(spec: ExperimentSpec, words: Sentence, **changes: object) -> Fix:
    return Fix(ExperimentSpec.model_validate({**spec.model_dump(), **changes}), (words,))
