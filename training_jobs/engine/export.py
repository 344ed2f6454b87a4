"""Saves what was trained as safetensors with a model card, and loads it back."""

import json
import shutil
from pathlib import Path
from typing import Any

from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled, head_name
from training_jobs.engine.card import card
from training_jobs.engine.durable import sync, whole_folder
from training_jobs.engine.halting import Halted, lacks_space
from training_jobs.engine.places import Places

HEAD_FILE = "head.safetensors"
WEIGHTS_FILE = "model.safetensors"


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
    (folder / "README.md").write_text(card(spec, run, report), encoding="utf-8")


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
            found = run.model.load_state_dict(tensors, strict=False)
            _refuse(spec, run, missing=found.missing_keys, unknown=found.unexpected_keys)
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


def _refuse(spec: ExperimentSpec, run: Assembled, *, missing: list[str], unknown: list[str]) -> None:
    """A head alone lacks the rest of the model; a model that writes lacks what it shares with its embeddings."""
    shared = set(getattr(run.model, "all_tied_weights_keys", None) or ())
    lacking = [name for name in missing if name not in shared] if spec.method == "full" else []
    if unknown or lacking:
        raise KeyError(f"unexpected or absent tensors {', '.join([*unknown, *lacking][:3])}")
