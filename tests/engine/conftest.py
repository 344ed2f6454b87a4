"""A real but tiny model and data set, so that the engine's tests train for real in seconds."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from training_jobs.contract.catalogue import base_model_names
from training_jobs.contract.events import Line, decode
from training_jobs.engine.models import MANIFEST, write_manifest
from training_jobs.engine.places import Places

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "xyzzycanary"
TOPICS = {
    "fruit": ["apple", "pear", "plum", "cherry"],
    "tools": ["hammer", "saw", "drill", "chisel"],
    "birds": ["robin", "crow", "heron", "finch"],
}
FILLERS = ["the", "a", "is", "on", "my", "where", "please", "today", "broken", "new"]
ABOUT = """key: {key}
licence: CC0-1.0
title: {{en: Tiny}}
summary: {{en: Words}}
labels:
"""


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The fetched base models; a test that needs them fails, and says how to get them, when they are absent."""
    folder = Path(os.environ.get("MODELS") or ROOT / "var" / "models")
    absent = [key for key in base_model_names() if not (folder / key / MANIFEST).is_file()]
    if absent:
        pytest.fail(
            f"{folder} lacks {', '.join(absent)}. Run: python -m training_jobs.engine.models --into {folder}"
        )
    return folder


@pytest.fixture(scope="session")
def tiny_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the data set `tiny`: three topics, each row naming two things of its topic."""
    folder = tmp_path_factory.mktemp("library") / "tiny"
    folder.mkdir()
    labels = "".join(f"  - {{key: {t}, title: {{en: {t}}}, description: {{en: {t}}}}}\n" for t in TOPICS)
    (folder / "dataset.yaml").write_text(ABOUT.format(key="tiny") + labels)
    rng = Random(1)
    for split, count in {"train": 48, "validation": 18, "test": 18}.items():
        with (folder / f"{split}.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "text", "label"])
            table.writerows(_row(split, number, rng) for number in range(count))
    return folder.parent


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder whose `minilm-l6` is a two-layer BERT with random weights and a word vocabulary."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("models") / "minilm-l6"
    words = [word for things in TOPICS.values() for word in things] + FILLERS
    vocabulary = {
        word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words])
    }
    torch.manual_seed(3)
    shape = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        # Large enough that a random model tells words apart.
        initializer_range=0.2,
    )
    BertModel(shape).save_pretrained(folder)
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    write_manifest(folder, "tiny==1")
    return folder.parent


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny model gains nothing from a second thread, and on a busy machine each step would wait for it."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def places(tmp_path: Path, tiny_models: Path, tiny_library: Path) -> Places:
    return Places(tmp_path / "out", tiny_models, tiny_library)


@pytest.fixture
def spec_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes spec.json for a short, full fine-tune of the tiny model, with any setting changed."""

    def write(**changes: Any) -> Path:
        spec = {
            "task": "text-classification",
            "base_model": "minilm-l6",
            "dataset": "tiny",
            "method": "full",
            "learning_rate": 0.005,
            "epochs": 4,
            "precision": "fp32",
        }
        path = tmp_path / "spec.json"
        path.write_text(json.dumps({k: v for k, v in {**spec, **changes}.items() if v is not None}))
        return path

    return write


def lines_of(out: Path) -> list[Line]:
    """Every event that a run wrote; a torn or wrong line fails the test."""
    return [decode(line) for line in (out / "events.jsonl").read_text().splitlines()]


def of_kind(lines: list[Line], kind: str) -> list[dict[str, Any]]:
    return [line.data for line in lines if line.kind == kind]


def _row(split: str, number: int, rng: Random) -> list[str]:
    topic = list(TOPICS)[number % len(TOPICS)]
    words = [*rng.sample(TOPICS[topic], 2), *rng.sample(FILLERS, rng.randint(2, 6))]
    rng.shuffle(words)
    if split == "test":
        words.append(CANARY)
        return [f"{CANARY}{number}", " ".join(words), topic]
    return [f"{split[0]}{number:03d}", " ".join(words), topic]
