"""Builds what a run trains: base model, classification head and, for LoRA, the adapters."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine import device as machine
from training_jobs.engine.data import Batch
from training_jobs.engine.models import model_folder
from training_jobs.engine.places import Places

# Where LoRA goes: the attention's query and value projections, as in the paper's section 4.2.
LORA_TARGETS = {"bert": ["query", "value"], "llama": ["q_proj", "v_proj"]}
HEADS = {"bert": "classifier", "llama": "score"}


@dataclass(frozen=True)
class Assembled:
    """A model with its tokeniser on a device; `labels` are in the order of the logits."""

    model: Any
    tokenizer: Any
    labels: tuple[str, ...]
    device: str
    precision: machine.Chosen

    @property
    def pad_token(self) -> int:
        return int(self.tokenizer.pad_token_id)

    @property
    def pools(self) -> bool:
        """Whether the model is our own MeanPooledClassifier rather than one that transformers ships."""
        return bool(self.model.config.model_type == "bert")

    @property
    def total_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.model.parameters())

    @property
    def trainable_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.trainable())

    def trainable(self) -> list[Any]:
        return [parameter for parameter in self.model.parameters() if parameter.requires_grad]

    def logits(self, batch: Batch) -> Any:
        """Class scores, float32 [rows, classes]."""
        with machine.autocast(self.precision, self.device):
            return self.model(input_ids=batch.tokens, attention_mask=batch.mask).logits.float()


def assemble(spec: ExperimentSpec, places: Places, labels: Sequence[str]) -> Assembled:
    """A classifier ready to train by the spec's method; seeded, so a new head starts the same each time."""
    machine.prepare(spec.seed)
    on = machine.device()
    model, tokenizer = load_classifier(spec, places, labels)
    model = _with_method(model, spec)
    return Assembled(model.to(on), tokenizer, tuple(labels), on, machine.chosen_precision(spec.precision, on))


def load_classifier(spec: ExperimentSpec, places: Places, labels: Sequence[str]) -> tuple[Any, Any]:
    """The base model with an untrained head, and its tokeniser; reads safetensors only, and no network."""
    quieten()
    import torch
    from transformers import AutoConfig, AutoTokenizer

    folder = model_folder(places.models, spec.base_model)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    names = dict(enumerate(labels))
    kind = AutoConfig.from_pretrained(folder, local_files_only=True).model_type
    model = _classifier_class(kind).from_pretrained(
        folder,
        num_labels=len(labels),
        id2label=names,
        label2id={label: place for place, label in names.items()},
        pad_token_id=tokenizer.pad_token_id,
        dtype=torch.float32,
        use_safetensors=True,
        local_files_only=True,
    )
    return model, tokenizer


def _classifier_class(kind: str) -> Any:
    if kind == "bert":
        from training_jobs.engine.pooled import MeanPooledClassifier

        return MeanPooledClassifier
    from transformers import AutoModelForSequenceClassification

    return AutoModelForSequenceClassification


def quieten() -> None:
    """No network, no progress bars, no advice for library authors: the log is read by learners."""
    warnings.simplefilter("ignore", FutureWarning)
    os.environ["HF_HUB_OFFLINE"] = "1"
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def head_name(model: Any) -> str:
    """The attribute under which this kind of model keeps its classification head."""
    return HEADS[model.config.model_type]


def _with_method(model: Any, spec: ExperimentSpec) -> Any:
    if spec.method == "full":
        return model
    head = head_name(model)
    if spec.method == "head":
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(name.startswith(head))
        return model
    from peft import LoraConfig, TaskType, get_peft_model

    config = LoraConfig(
        task_type=TaskType.SEQ_CLS,
        r=spec.lora.rank,
        lora_alpha=spec.lora.alpha,
        lora_dropout=spec.lora.dropout,
        target_modules=LORA_TARGETS[model.config.model_type],
        modules_to_save=[head],
    )
    adapted = get_peft_model(model, config)
    # The adapter names its base by catalogue key: a path of this machine would mean nothing elsewhere.
    adapted.peft_config["default"].base_model_name_or_path = spec.base_model
    return adapted
