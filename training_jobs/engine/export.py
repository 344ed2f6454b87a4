"""Saves what was trained as safetensors with a model card, and loads it back."""

import json
import shutil
from pathlib import Path
from typing import Any

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled, head_name
from training_jobs.engine.durable import sync, whole_folder
from training_jobs.engine.halting import Halted, lacks_space
from training_jobs.engine.places import Places

HEAD_FILE = "head.safetensors"
WEIGHTS_FILE = "model.safetensors"

_CARD = """---
license: {licence}
base_model: {base_model}
tags: [text-classification, {method}]
---
# {base_model}, fine-tuned on {dataset} ({method})

| Validation rows | Accuracy | Macro-F1 | Seed | Steps |
| ---: | ---: | ---: | ---: | ---: |
| {rows} | {accuracy:.3f} | {macro_f1:.3f} | {seed} | {steps} |

Classes, in the order of the logits: {labels}.

Base model SHA-256 `{model_digest}`;
data set SHA-256 `{data_digest}`.

## Use it

```python
{use}
```

The settings of the run are in `spec.json` beside this card. The data set is invented and small; do not
expect these scores on other messages.
"""
_USE = {
    "full": 'model = {classifier}.from_pretrained(".")',
    "lora": """from peft import PeftModel

# BASE is the folder of the base model named above.
base = {classifier}.from_pretrained(BASE, num_labels={classes})
model = PeftModel.from_pretrained(base, ".")""",
    "head": """from safetensors.torch import load_file

# BASE is the folder of the base model named above.
model = {classifier}.from_pretrained(BASE, num_labels={classes})
model.load_state_dict(load_file("head.safetensors"), strict=False)""",
}
POOLED, GENERAL = "MeanPooledClassifier", "AutoModelForSequenceClassification"


def save_trained(run: Assembled, spec: ExperimentSpec, places: Places, report: dict[str, Any]) -> Path:
    """Write adapter/ (LoRA) or weights/ (full: the whole model; head: the head alone); return the folder.

    It is whole or not there; raises Halted when there is no space for it.
    """
    final = places.adapter if spec.method == "lora" else places.weights
    try:
        with whole_folder(final) as folder:
            _write(folder, run, spec, report)
            for path in folder.iterdir():
                path.chmod(0o644)
                sync(path)
    except Exception as error:
        if not lacks_space(error):
            raise
        detail = "The disk of the worker is full, so the trained weights could not be saved."
        raise Halted(Failure.NO_SPACE, detail) from error
    return final


def _write(folder: Path, run: Assembled, spec: ExperimentSpec, report: dict[str, Any]) -> None:
    if spec.method == "head":
        _save_head(run, folder)
    else:
        run.model.save_pretrained(folder, **_layers_kept(spec))
    if spec.method == "full":
        run.tokenizer.save_pretrained(folder)
    if run.pools:
        shutil.copy(Path(__file__).with_name("pooled.py"), folder / "classifier.py")
    (folder / "spec.json").write_text(
        json.dumps(spec.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8"
    )
    (folder / "README.md").write_text(_card(spec, run, report), encoding="utf-8")


def load_trained(run: Assembled, spec: ExperimentSpec, folder: Path) -> None:
    """Put saved weights into a model that `assemble` built from the same spec; raises Halted."""
    from peft import set_peft_model_state_dict
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    name = {"lora": "adapter_model.safetensors", "head": HEAD_FILE, "full": WEIGHTS_FILE}[spec.method]
    try:
        tensors = load_file(folder / name)
        if spec.method == "lora":
            set_peft_model_state_dict(run.model, tensors)
        else:
            unknown = run.model.load_state_dict(tensors, strict=spec.method == "full").unexpected_keys
            _refuse_unknown(unknown)
    except (OSError, SafetensorError, RuntimeError, KeyError) as error:
        raise Halted(Failure.WEIGHTS_MISSING, f"The trained weights could not be read: {error}") from error


def _layers_kept(spec: ExperimentSpec) -> dict[str, Any]:
    """PEFT would look for the base model's configuration online to decide about embeddings."""
    return {"save_embedding_layers": False} if spec.method == "lora" else {}


def _save_head(run: Assembled, folder: Path) -> None:
    from safetensors.torch import save_file

    head = head_name(run.model)
    tensors = {
        name: tensor.contiguous() for name, tensor in run.model.state_dict().items() if name.startswith(head)
    }
    save_file(tensors, folder / HEAD_FILE, metadata={"format": "pt"})
    run.model.config.save_pretrained(folder)


def _refuse_unknown(names: list[str]) -> None:
    if names:
        raise KeyError(f"unknown tensors {', '.join(names[:3])}")


def _card(spec: ExperimentSpec, run: Assembled, report: dict[str, Any]) -> str:
    return _CARD.format(
        licence=BASE_MODELS[spec.base_model].licence.lower(),
        base_model=spec.base_model,
        dataset=spec.dataset,
        method=spec.method,
        rows=report["rows"],
        accuracy=report["accuracy"],
        macro_f1=report["macro_f1"],
        seed=spec.seed,
        steps=report["curve"]["steps"],
        labels=", ".join(run.labels),
        model_digest=report["model_digest"],
        data_digest=report["data_digest"],
        use=_use(spec, run),
    )


def _use(spec: ExperimentSpec, run: Assembled) -> str:
    """The lines that load the weights; a class of our own travels beside them as classifier.py."""
    name, module = (POOLED, "classifier") if run.pools else (GENERAL, "transformers")
    return f"from {module} import {name}\n" + _USE[spec.method].format(
        classifier=name, classes=len(run.labels)
    )
