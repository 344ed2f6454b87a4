"""Builds what a run trains: base model, a classification head where the task has one and, for LoRA, the adapters."""

import os
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine import device as machine
from training_jobs.engine.data import Batch
from training_jobs.engine.device import Setting
from training_jobs.engine.models import model_folder
from training_jobs.engine.places import Places
from training_jobs.engine.tuned import chosen_setting

# Where LoRA goes: the attention's query and value projections, as in the paper's section 4.2.
LORA_TARGETS = {"bert": ["query", "value"], "llama": ["q_proj", "v_proj"]}
HEADS = {"bert": "classifier", "llama": "score"}


@dataclass(frozen=True)
class Assembled:
    """A model with its tokeniser on a device; `labels` are in the order of a classifier's logits."""

    model: Any
    tokenizer: Any
    labels: tuple[str, ...]
    device: str
    setting: Setting

    @property
    def precision(self) -> machine.Chosen:
        return self.setting.family

    @property
    def attention(self) -> str:
        return self.setting.attention

    @property
    def pad_token(self) -> int:
        return int(self.tokenizer.pad_token_id)

    @property
    def end_token(self) -> int:
        """What ends a turn of a chat."""
        return int(self.tokenizer.eos_token_id)

    @property
    def pools(self) -> bool:
        """Whether the model is our own MeanPooledClassifier rather than one that transformers ships."""
        return bool(self.model.config.model_type == "bert")

    @property
    def looks_back_only(self) -> bool:
        """Whether padding on the right is out of every token's sight, so that no mask is needed."""
        return bool(self.model.config.model_type == "llama")

    @property
    def decoder(self) -> Any:
        """The layers of a model that writes, without the scores of its vocabulary."""
        adapted = hasattr(self.model, "get_base_model")
        return (self.model.get_base_model() if adapted else self.model).model

    @property
    def total_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.model.parameters())

    @property
    def trainable_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.trainable())

    def trainable(self) -> list[Any]:
        return self._trainable

    @cached_property
    def _trainable(self) -> list[Any]:
        """Looked for once: a step would otherwise walk through hundreds of modules."""
        return [parameter for parameter in self.model.parameters() if parameter.requires_grad]

    def computing(self) -> AbstractContextManager[Any]:
        return machine.computing(self.setting, self.device)

    def attention_mask(self, visible: Any) -> Any:
        """What the model's attention takes for `visible`, bool [rows, length, length]: which token sees which."""
        if self.setting.attention != "eager":
            return visible.unsqueeze(1)
        import torch

        dtype = torch.float32 if self.setting.precision == "fp32" else torch.bfloat16
        blocked = torch.zeros(visible.shape, dtype=dtype, device=visible.device)
        return blocked.masked_fill_(~visible, torch.finfo(dtype).min).unsqueeze(1)

    def logits(self, batch: Batch) -> Any:
        """Class scores, float32 [rows, classes]."""
        mask = None if self.looks_back_only else batch.mask
        with self.computing():
            told = self.model(input_ids=batch.tokens, attention_mask=mask, use_cache=False)
        return told.logits.float()


def assemble(
    spec: ExperimentSpec, places: Places, labels: Sequence[str], setting: Setting | None = None
) -> Assembled:
    """A model ready to train by the spec's task and method; seeded, so a new head starts the same each time.

    `setting` is how it computes, else what is known to be fastest here for what the spec asks.
    """
    machine.prepare(spec.seed)
    quieten()
    on = machine.device()
    setting = setting or chosen_setting(spec, places, on)
    folder = model_folder(places.models, spec.base_model)
    tokenizer = load_tokenizer(folder)
    model = load_base(spec, folder, labels, tokenizer, setting)
    model = _with_method(model, spec)
    _keep_trained_in_fp32(model, spec)
    return Assembled(model.to(on), tokenizer, tuple(labels), on, setting)


def load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_base(
    spec: ExperimentSpec, folder: Path, labels: Sequence[str], tokenizer: Any, setting: Setting
) -> Any:
    """The base model, with an untrained head for classification; reads safetensors only, and no network."""
    import torch
    from transformers import AutoConfig

    kind = AutoConfig.from_pretrained(folder, local_files_only=True).model_type
    return _model_class(spec, kind).from_pretrained(
        folder,
        dtype=torch.bfloat16 if setting.precision == "bf16" else torch.float32,
        attn_implementation="eager" if setting.attention == "eager" else "sdpa",
        use_safetensors=True,
        local_files_only=True,
        **(_head_settings(labels, tokenizer) if spec.task == "text-classification" else {}),
    )


def _head_settings(labels: Sequence[str], tokenizer: Any) -> dict[str, Any]:
    return {
        "num_labels": len(labels),
        "id2label": dict(enumerate(labels)),
        "label2id": {label: place for place, label in enumerate(labels)},
        "pad_token_id": tokenizer.pad_token_id,
    }


def _model_class(spec: ExperimentSpec, kind: str) -> Any:
    if spec.task == "text-generation":
        from transformers import AutoModelForCausalLM

        return AutoModelForCausalLM
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

    classifies = spec.task == "text-classification"
    config = LoraConfig(
        task_type=TaskType.SEQ_CLS if classifies else TaskType.CAUSAL_LM,
        r=spec.lora.rank,
        lora_alpha=spec.lora.alpha,
        lora_dropout=spec.lora.dropout,
        target_modules=LORA_TARGETS[model.config.model_type],
        modules_to_save=[head] if classifies else None,
    )
    adapted = get_peft_model(model, config)
    # The adapter names its base by catalogue key: a path of this machine would mean nothing elsewhere.
    adapted.peft_config["default"].base_model_name_or_path = spec.base_model
    return adapted


def _keep_trained_in_fp32(model: Any, spec: ExperimentSpec) -> None:
    """Small updates would be lost in bf16; a head in fp32 also reads its input so."""
    import torch

    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    if spec.task == "text-classification":
        head = model.get_submodule(
            f"base_model.model.{head_name(model)}" if spec.method == "lora" else head_name(model)
        )

        def widen(_module: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
            return (inputs[0].to(torch.float32), *inputs[1:])

        head.register_forward_pre_hook(widen)
