"""Pairs: each item belongs to a target of its own; targets that nothing belongs to make guessing harder."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all
from courses.content.questions.assigning import AssigningQuestion, Target


class Question(AssigningQuestion):
    kind: Literal["match"]

    @model_validator(mode="after")
    def gives_each_item_a_target_of_its_own(self) -> Self:
        template = _("Two items belong to “%(target)s”. Give each its own, or ask it as “categorise”.")
        targets = [item.target for item in self.items]
        again = [(place, key) for place, key in enumerate(targets) if key in targets[:place]]
        raise_all(
            [
                mistake(template, at=("items", place, "target"), target=self._quoted(key))
                for place, key in again
            ]
        )
        return self

    def _quoted(self, key: str) -> str:
        """The words of a target as they were written; whoever fills in a form sees no keys."""
        words = (target.text.texts[target.text.source] for target in self.targets if target.key == key)
        return next(words, "") or key

    def in_right_order(self, rows: Sequence[str]) -> Sequence[str]:
        right = {item.key: item.target for item in self.items}
        return [right[row] for row in rows if row in right]

    def shown_targets(self) -> Sequence[Target]:
        return sorted(self.targets, key=lambda target: self.scrambled(target.key))
