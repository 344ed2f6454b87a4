"""Pairs: each item belongs to a target of its own; targets that nothing belongs to make guessing harder."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.assigning import AssigningQuestion, Target


class Question(AssigningQuestion):
    kind: Literal["match"]

    @model_validator(mode="after")
    def gives_each_item_a_target_of_its_own(self) -> Self:
        taken: set[str] = set()
        for place, item in enumerate(self.items):
            if item.target in taken:
                at = ("items", place, "target")
                raise mistake(
                    _("Two items belong to “%(key)s”. Give each its own, or make it kind: categorise."),
                    at=at,
                    key=item.target,
                )
            taken.add(item.target)
        return self

    def in_right_order(self, rows: Sequence[str]) -> Sequence[str]:
        right = {item.key: item.target for item in self.items}
        return [right[row] for row in rows if row in right]

    def shown_targets(self) -> Sequence[Target]:
        return sorted(self.targets, key=lambda target: self.scrambled(target.key))
