"""All that a run needs to be repeated, and nothing about who asked."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from training_jobs.contract.catalogue import base_model_names, dataset_names

Method = Literal["full", "head", "lora"]
Precision = Literal["auto", "fp32", "bf16"]
Attention = Literal["auto", "sdpa", "eager"]
Task = Literal["text-classification", "text-generation"]
TASK: Task = "text-classification"
DEFAULT_EPOCHS = 4
# By task and method. For a model that writes: with LoRA, SmolLM2-135M went from a loss of 9 to about 1.3 in 15 steps of
# four messages at 0.001 and at 0.003 alike, so the one farther from diverging; all its weights move at a quarter of what
# a classifier takes, because they have to keep what they know of language.
LEARNING_RATE_PRESETS: dict[str, dict[str, float]] = {
    "text-classification": {"full": 2e-4, "head": 1e-2, "lora": 1e-3},
    "text-generation": {"full": 5e-5, "lora": 1e-3},
}

Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Key = Annotated[str, Field(min_length=1, max_length=80)]
HeadNumber = Annotated[int, Field(ge=1, le=200)]


class Part(BaseModel):
    """A frozen piece of a spec; unknown keys and infinite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LoraSpec(Part):
    """Low-rank adapters: W + alpha / rank * B A (Hu et al. 2021, arXiv 2106.09685, section 4.1)."""

    rank: int = Field(default=8, ge=1, le=64)
    alpha: float = Field(default=16.0, gt=0, le=256)
    dropout: float = Field(default=0.05, ge=0, le=0.9)


class ModelSpec(Part):
    """What all runs share: a known base model."""

    base_model: Key
    seed: Seed = 7

    @field_validator("base_model")
    @classmethod
    def base_model_is_in_the_catalogue(cls, key: str) -> str:
        return _known(key, base_model_names(), "unknown_base_model")


class RunSpec(ModelSpec):
    """What fine-tune and prompt runs share besides: a known data set."""

    dataset: Key

    @field_validator("dataset")
    @classmethod
    def dataset_is_in_the_library(cls, key: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get("datasets")
        return _known(key, dataset_names() if known is None else known, "unknown_dataset")


class ExperimentSpec(RunSpec):
    """A fine-tune. `learning_rate` and the length are always numbers once the spec exists.

    "text-classification" puts a head on the model; "text-generation" teaches a model that writes to write the label.
    What a person asks for may hold no setting that its method ignores; what was stored once is read as it is.
    `devices` is how many GPUs (or CPU processes) share each batch, `node_label` where the run may start.
    """

    task: Task = TASK
    method: Method = "lora"
    learning_rate: float = Field(gt=0, le=1000)
    epochs: int | None = Field(default=None, ge=1, le=50)
    max_steps: int | None = Field(default=None, ge=1, le=1_000_000)
    batch_size: int = Field(default=16, ge=1, le=128)
    max_length: int = Field(default=96, ge=8, le=512)
    weight_decay: float = Field(default=0.01, ge=0, le=1)
    warmup_ratio: float = Field(default=0.1, ge=0, le=0.9)
    precision: Precision = "auto"
    attention: Attention = "auto"
    devices: int = Field(default=1, ge=1, le=8)
    node_label: str = Field(default="", max_length=40, pattern=r"^[-\w.]*$")
    lora: LoraSpec = LoraSpec()

    @model_validator(mode="before")
    @classmethod
    def say_every_number(cls, given: Any) -> Any:
        """Resolve presets before checking, so that a stored spec does not change with a later preset."""
        if not isinstance(given, Mapping):
            return given
        filled = dict(given)
        if filled.get("learning_rate") is None:
            task, method = str(filled.get("task", TASK)), str(filled.get("method", "lora"))
            filled["learning_rate"] = usual_rate(task, method) or usual_rate(TASK, "lora")
        if filled.get("epochs") is None and filled.get("max_steps") is None:
            filled["epochs"] = DEFAULT_EPOCHS
        return filled

    @field_validator("lora")
    @classmethod
    def lora_is_for_lora(cls, lora: LoraSpec, info: ValidationInfo) -> LoraSpec:
        asked, method = (info.context or {}).get("asked"), info.data.get("method", "lora")
        if asked and method != "lora" and lora != LoraSpec():
            changed = [name for name, value in lora if value != getattr(LoraSpec(), name)]
            names = ", ".join(f"lora.{name}" for name in changed)
            raise PydanticCustomError(
                "ignored", "'{method}' does not use {names}", {"method": method, "names": names}
            )
        return lora

    @model_validator(mode="after")
    def one_length(self) -> Self:
        if self.epochs is not None and self.max_steps is not None:
            raise PydanticCustomError("two_lengths", "Give either epochs or max_steps, not both.")
        return self

    @model_validator(mode="after")
    def parts_fit_together(self) -> Self:
        if self.task == "text-generation":
            _known(self.base_model, base_model_names(generates=True), "cannot_write")
            if self.method == "head":
                raise PydanticCustomError(
                    "no_head", "A model that writes has no classification head. Choose “lora” or “full”."
                )
        if self.devices > self.batch_size:
            raise PydanticCustomError(
                "more_devices_than_rows", "Each device needs a row of every batch: raise the batch size."
            )
        return self


class PromptSpec(RunSpec):
    """A prompt run: one template over a fixed, seeded set of validation messages."""

    task: Literal["prompt"] = "prompt"
    template: str = Field(min_length=1, max_length=4000)
    examples: tuple[Key, ...] = Field(default=(), max_length=12)
    cases: int = Field(default=30, ge=1, le=120)
    max_new_tokens: int = Field(default=8, ge=1, le=64)

    @field_validator("template")
    @classmethod
    def template_has_a_place_for_the_message(cls, template: str) -> str:
        if "{{message}}" not in template.replace(" ", ""):
            raise PydanticCustomError("no_message_place", "Put {{message}} into the template.")
        return template

    @field_validator("base_model")
    @classmethod
    def base_model_can_write(cls, key: str) -> str:
        return _known(key, base_model_names(generates=True), "cannot_write")


class AskSpec(ModelSpec):
    """A template over messages that come with it, by their keys; made by the platform, for a question of a quiz.

    What is wanted for each is not in it, so that no worker knows it.
    """

    task: Literal["ask"] = "ask"
    template: str = Field(min_length=1, max_length=4000)
    messages: dict[Key, Annotated[str, Field(max_length=2000)]] = Field(min_length=1, max_length=20)
    max_new_tokens: int = Field(default=12, ge=1, le=64)

    @field_validator("base_model")
    @classmethod
    def base_model_can_write(cls, key: str) -> str:
        return _known(key, base_model_names(generates=True), "cannot_write")


class AttendSpec(ModelSpec):
    """One sentence, and the attention heads to show of it as (layer, head) from 1; made by the platform, for a widget."""

    task: Literal["attend"] = "attend"
    text: str = Field(min_length=1, max_length=300)
    heads: tuple[tuple[HeadNumber, HeadNumber], ...] = Field(min_length=1, max_length=12)


class GradeSpec(RunSpec):
    """Scoring of a finished fine-tune on the hidden test rows; made by the platform, never by a learner."""

    task: Literal["grade"] = "grade"
    trained: ExperimentSpec
    weights: str = Field(min_length=1, max_length=1000, description="folder, beside the spec file")
    samples: int = Field(default=2000, ge=100, le=20_000)


Asked = Annotated[ExperimentSpec | PromptSpec, Field(discriminator="task")]
AnyJob = ExperimentSpec | PromptSpec | GradeSpec | AskSpec | AttendSpec
Job = Annotated[AnyJob, Field(discriminator="task")]
_ASKED: TypeAdapter[ExperimentSpec | PromptSpec] = TypeAdapter(Asked)
_JOB: TypeAdapter[AnyJob] = TypeAdapter(Job)


def usual_rate(task: str, method: str) -> float | None:
    """The learning rate of a run that names none; None where there is no such method."""
    return LEARNING_RATE_PRESETS.get(task, {}).get(method)


def parse_spec(given: object, *, datasets: tuple[str, ...] | None = None) -> ExperimentSpec | PromptSpec:
    """Read what a person asked for; raises pydantic's ValidationError (see `problems.problems_of`)."""
    return _ASKED.validate_python(given, context={"datasets": datasets, "asked": True})


def parse_job(given: object, *, datasets: tuple[str, ...] | None = None, asked: bool = False) -> AnyJob:
    """As `parse_spec`, for the engine: a grading is also a job, and so are a question and a widget's sentence.

    What is not `asked` now was stored, and stays readable.
    """
    return _JOB.validate_python(given, context={"datasets": datasets, "asked": asked})


def canonical(spec: Part) -> bytes:
    """One spelling per spec: UTF-8 JSON, keys sorted, no spaces, every default written out."""
    plain = spec.model_dump(mode="json")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(spec: Part) -> str:
    """SHA-256 of `canonical`, in hex."""
    return hashlib.sha256(canonical(spec)).hexdigest()


def _known(key: str, known: tuple[str, ...], complaint: str) -> str:
    if key not in known:
        names = ", ".join(known) or "-"
        raise PydanticCustomError(complaint, "'{name}' is not one of: {known}", {"name": key, "known": names})
    return key
