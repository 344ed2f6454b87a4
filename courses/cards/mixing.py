"""What is to be brought into an order is never shown in the right one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.content.questions import BaseQuestion
from courses.seeds import order

Offered = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Mixing:
    """Of a question in an attempt with this seed."""

    question: BaseQuestion
    seed: str

    def mixed(self, offered: Offered, rows: Sequence[str] = ()) -> Offered | None:
        """What is offered beside these rows, in an order that the seed decides; None where an order tells nothing."""
        right = list(self.question.in_right_order(rows))
        if len(right) < 2:
            return None
        by_key = {one["key"]: one for one in offered}
        keys = order(by_key, f"{self.seed}/{self.question.key}/mixed")
        while [key for key in keys if key in right] == right:
            keys = [*keys[1:], keys[0]]
        return [by_key[key] for key in keys]
