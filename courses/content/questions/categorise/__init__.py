"""Items to be put into categories, any number into each."""

from collections.abc import Sequence
from typing import Literal

from courses.content.questions.assigning import AssigningQuestion, Item


class Question(AssigningQuestion):
    kind: Literal["categorise"]

    def shown_items(self) -> Sequence[Item]:
        return sorted(self.items, key=lambda item: self.scrambled(item.key))
