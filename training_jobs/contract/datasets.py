"""Reads the data sets in a library folder: dataset.yaml beside train.csv, validation.csv and test.csv."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from training_jobs.contract.catalogue import LIBRARY

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
COLUMNS = ["id", "text", "label"]


class DatasetUnreadable(ValueError):
    """A data set that is absent or broken; the message names the file and, for a row, its number."""


@dataclass(frozen=True)
class Row:
    """One labelled message."""

    id: str
    text: str
    label: str


@dataclass(frozen=True)
class Label:
    """A class: its key in the data, its title and description per language code."""

    key: str
    title: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True)
class Dataset:
    """A data set on disk; splits are read when asked for. The test split is the worker's alone to read."""

    folder: Path
    key: str
    title: dict[str, str]
    summary: dict[str, str]
    licence: str
    labels: tuple[Label, ...]

    @property
    def label_keys(self) -> tuple[str, ...]:
        return tuple(label.key for label in self.labels)

    def rows(self, split: Split) -> tuple[Row, ...]:
        """The rows of one split, in file order, with labels that the data set declares."""
        path = self.folder / f"{split}.csv"
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return tuple(
                    self._row(cells, path, number) for number, cells in enumerate(_cells(file, path), 2)
                )
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DatasetUnreadable(f"{path}: {error}") from error

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over the three splits' bytes, in order, each after its length."""
        total = hashlib.sha256()
        for split in SPLITS:
            content = _bytes(self.folder / f"{split}.csv")
            total.update(len(content).to_bytes(8, "big"))
            total.update(content)
        return total.hexdigest()

    def _row(self, cells: dict[str, Any], path: Path, number: int) -> Row:
        row = Row(*(cells[column] or "" for column in COLUMNS))
        if row.label not in self.label_keys:
            raise DatasetUnreadable(
                f"{path}: row {number} has the label {row.label!r}, which dataset.yaml lacks"
            )
        if not row.id or not row.text.strip():
            raise DatasetUnreadable(f"{path}: row {number} needs an id and a text")
        return row


def open_dataset(key: str, library: Path = LIBRARY) -> Dataset:
    """Open the data set `key` of a library; raises DatasetUnreadable."""
    path = library / key / "dataset.yaml"
    try:
        about = _read(path.read_text(encoding="utf-8"))
        labels = tuple(_label(entry) for entry in about["labels"])
        return Dataset(path.parent, key, about["title"], about["summary"], about["licence"], labels)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DatasetUnreadable(f"{path}: {error}") from error


@lru_cache(maxsize=64)
def _read(text: str) -> Any:
    """Kept by what it says: to read YAML takes longer than all else on the page of a lab."""
    return yaml.safe_load(text)


def _label(entry: dict[str, Any]) -> Label:
    return Label(entry["key"], entry["title"], entry["description"])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatasetUnreadable(f"{path}: {error}") from error


def _cells(file: Any, path: Path) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(file)
    if reader.fieldnames != COLUMNS:
        raise DatasetUnreadable(f"{path}: the columns must be {', '.join(COLUMNS)}")
    return reader
