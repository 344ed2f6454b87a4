"""Where a run finds what it needs and leaves what it made."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """`models` and `datasets` are read only; everything a run writes goes under `out`."""

    out: Path
    models: Path
    datasets: Path

    @property
    def adapter(self) -> Path:
        return self.out / "adapter"

    @property
    def weights(self) -> Path:
        return self.out / "weights"
