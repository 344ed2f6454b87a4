"""A checkpoint on disk: a folder with tensors, facts, and a manifest that proves both whole.

    checkpoints/step-00000123/
        tensors.safetensors  trained weights, optimiser state, states of random generators
        state.json           format, what it was made from, and every fact that is no tensor
        manifest.json        SHA-256 and length of the other two, and a SHA-256 of that

There is no pickle in it, so reading one never runs code.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training_jobs.contract.sayings import phrase, sentence
from training_jobs.engine.durable import Stored, whole_folder, write_file
from training_jobs.engine.tensor_file import safetensors_chunks

FORMAT = 1
TENSORS, STATE, MANIFEST = "tensors.safetensors", "state.json", "manifest.json"
NEWEST = 2


class Unusable(Exception):
    """A checkpoint that nothing can go on from; `phrase` is the end of a sentence that says why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(sentence(key, values))
        self.phrase = phrase(key, **values)


@dataclass(frozen=True)
class Made:
    """What a run is made from, as SHA-256 in hex: a checkpoint of another run is none."""

    spec: str
    data: str
    model: str


@dataclass(frozen=True)
class Content:
    """`tensors` by name; `facts` are plain JSON data; `score` is that of the latest evaluation, None before it."""

    step: int
    tensors: Mapping[str, Any]
    facts: Mapping[str, Any]
    score: float | None = None


@dataclass(frozen=True)
class Saved:
    """A whole checkpoint on disk; `digest` is the SHA-256 of its manifest."""

    folder: Path
    digest: str
    bytes: int


def save(parent: Path, content: Content, made: Made) -> Saved:
    """Write a checkpoint under `parent`, whole or not at all; raises OSError, and then the others are as before."""
    final = parent / f"step-{content.step:08d}"
    state = {
        "format": FORMAT,
        "step": content.step,
        "made": asdict(made),
        "score": content.score,
        "facts": content.facts,
    }
    with whole_folder(final) as scratch:
        files = {
            TENSORS: write_file(scratch / TENSORS, safetensors_chunks(content.tensors)),
            STATE: write_file(scratch / STATE, [json.dumps(state).encode()]),
        }
        manifest = write_file(scratch / MANIFEST, [_manifest(files)])
    return Saved(final, manifest.sha256, manifest.bytes + sum(file.bytes for file in files.values()))


def load(folder: Path, made: Made) -> Content:
    """Read a checkpoint after proving it whole; raises Unusable, also for one of another run."""
    verify(folder)
    state = _read_json(folder / STATE)
    if state.get("format") != FORMAT:
        raise Unusable("other_engine")
    of_another = [name for name, digest in asdict(made).items() if state["made"].get(name) != digest]
    if of_another:
        raise Unusable(f"other_{of_another[0]}")
    return Content(state["step"], _read_tensors(folder / TENSORS), state["facts"], state["score"])


def verify(folder: Path) -> None:
    """Compare every byte with the manifest; raises Unusable."""
    try:
        written = (folder / MANIFEST).read_bytes()
        listed = {name: Stored(**told) for name, told in json.loads(written)["files"].items()}
    except OSError as error:
        raise Unusable("file_missing", file=MANIFEST) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unusable("file_damaged", file=MANIFEST) from error
    if set(listed) != {TENSORS, STATE} or written not in (_manifest(listed), _older_manifest(listed)):
        raise Unusable("file_damaged", file=MANIFEST)
    for name, told in listed.items():
        _compare(folder / name, told)


def prune(parent: Path) -> None:
    """Keep the best checkpoint (the earliest of the highest score) and the last two; the rest goes."""
    scores = {folder: _score(folder) for folder in checkpoints(parent)}
    kept = {*list(scores)[:NEWEST], max(reversed(scores), key=lambda folder: scores[folder], default=None)}
    for folder in scores:
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def checkpoints(parent: Path) -> list[Path]:
    """The folders of checkpoints under `parent`, newest first."""
    return sorted(parent.glob("step-*"), reverse=True)


def step_of(folder: Path) -> int:
    """The step that a checkpoint's folder is named after; -1 for another name."""
    number = folder.name.removeprefix("step-")
    return int(number) if number.isdecimal() else -1


def _manifest(files: Mapping[str, Stored]) -> bytes:
    """One spelling only, with a digest of its own: a damaged manifest blames itself, not a file that is whole."""
    told = {name: asdict(files[name]) for name in (TENSORS, STATE)}
    own = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return (json.dumps({"files": told, "sha256": own}, indent=1) + "\n").encode()


def _older_manifest(files: Mapping[str, Stored]) -> bytes:
    """How it was written before it had a digest of its own."""
    return (
        json.dumps({"files": {name: asdict(file) for name, file in files.items()}}, indent=1) + "\n"
    ).encode()


def _compare(path: Path, told: Stored) -> None:
    try:
        with path.open("rb") as file:
            size, digest = path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unusable("file_missing", file=path.name) from error
    if size != told.bytes:
        raise Unusable("file_short", file=path.name, size=size, told=told.bytes)
    if digest != told.sha256:
        raise Unusable("file_damaged", file=path.name)


def _read_tensors(path: Path) -> dict[str, Any]:
    """Copies: what the library reads stays bound to the file, which may be pruned while it is in use."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return {name: tensor.clone() for name, tensor in load_file(path).items()}
    except (OSError, SafetensorError) as error:
        raise Unusable("file_unreadable", file=path.name, error=str(error)) from error


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def _score(folder: Path) -> float:
    try:
        score = _read_json(folder / STATE)["score"]
    except (OSError, ValueError, KeyError):
        return float("-inf")
    return float("-inf") if score is None else float(score)
