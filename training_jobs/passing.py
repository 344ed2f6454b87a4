"""Whether a lab is passed, by the evidence that counts for its course, and with which score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.models import Enrolment, PartDone, PartKind


@dataclass(frozen=True)
class Passed:
    """`score` is the best one on the hidden test; None where a finished run was enough."""

    score: float | None
    threshold: float | None


def passed_lab(
    enrolment: Enrolment | None, lesson: str, lab: str, rules: Mapping[str, Any] | None
) -> Passed | None:
    """None while the lab is to be done. What a renewal took over counts, though its gradings belong to an earlier cycle."""
    if enrolment is None:
        return None
    here = PartDone.objects.current(enrolment).filter(kind=PartKind.LAB, lesson_key=lesson, key=lab)
    scores = list(here.values_list("score", flat=True)[:1])
    return Passed(scores[0], (rules or {}).get("threshold")) if scores else None
