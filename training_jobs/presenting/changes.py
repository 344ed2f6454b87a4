"""What a learner changed against the lab's own settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.kit.templatetags.texts import listed
from training_jobs.contract.knobs import flat
from training_jobs.presenting.words import setting_name, setting_value

SHOWN_WITHOUT_LAB = (
    "base_model",
    "method",
    "learning_rate",
    "epochs",
    "max_steps",
    "batch_size",
    "lora.rank",
    "seed",
)


@dataclass(frozen=True)
class Change:
    """One setting; `before` is empty where it stayed as the lab has it."""

    name: str
    now: str
    before: str = ""


def changes(spec: Mapping[str, Any], base: Mapping[str, Any] | None, opened: tuple[str, ...]) -> list[Change]:
    """The settings a lab opens, or the main ones of a free experiment. `base` has dotted paths."""
    values = flat(spec)
    shown = opened if base is not None else SHOWN_WITHOUT_LAB
    rows = []
    for path in shown:
        if values.get(path) is None or (path.startswith("lora.") and values.get("method") != "lora"):
            continue
        now = setting_value(path, values[path])
        before = setting_value(path, base[path]) if base is not None and path in base else now
        rows.append(Change(setting_name(path), now, before if before != now else ""))
    return rows


def changes_in_words(rows: list[Change]) -> str:
    """“method Full, epochs 6”; empty when nothing was changed."""
    return listed(f"{row.name} {row.now}" for row in rows if row.before)
