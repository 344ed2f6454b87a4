"""The shape of a benchmark's answer."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, by linear interpolation between neighbours."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True)
class Figure:
    """One measured value beside its control from the same run."""

    name: str
    value: float
    unit: str
    control: str
    control_value: float
    runs: int
    spread: tuple[float, float]

    def line(self) -> str:
        ratio = self.value / self.control_value if self.control_value else None
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 4),
                "unit": self.unit,
                "control": self.control,
                "control_value": round(self.control_value, 4),
                "ratio": round(ratio, 3) if ratio is not None else None,
                "runs": self.runs,
                "spread": [round(edge, 4) for edge in self.spread],
            }
        )


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    control: str,
    controls: Sequence[float],
    share: float = 0.5,
) -> Figure:
    """The `share` percentile of values and controls; the spread runs from the smallest to the largest value."""
    return Figure(
        name,
        percentile(values, share) if share != 0.5 else statistics.median(values),
        unit,
        control,
        percentile(controls, share) if share != 0.5 else statistics.median(controls),
        len(values),
        (min(values), max(values)),
    )
