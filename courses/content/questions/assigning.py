"""Items that belong to targets, shared by the kinds that ask where each one belongs."""

from abc import ABC
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all, refuse_twins
from courses.content.questions.base import (
    BaseQuestion,
    Given,
    Inline,
    Mark,
    PartOutcome,
    Response,
    Slug,
    UnreadableAnswer,
)


class Target(ContentModel):
    """Named in plain text: it stands in a list to choose from."""

    key: Slug
    text: LocalizedText


class Item(ContentModel):
    key: Slug
    text: LocalizedMarkdown
    target: Slug


class AssigningQuestion(BaseQuestion, ABC):
    """A response names a target for each item; every right one earns the same share of the points."""

    items: tuple[Item, ...] = Field(min_length=2, max_length=20)
    targets: tuple[Target, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def names_each_item_once(self) -> Self:
        refuse_twins([item.key for item in self.items], "items")
        return self

    @model_validator(mode="after")
    def names_each_target_once(self) -> Self:
        refuse_twins([target.key for target in self.targets], "targets")
        return self

    @model_validator(mode="after")
    def knows_each_target(self) -> Self:
        known = {target.key for target in self.targets}
        strange = [(place, item.target) for place, item in enumerate(self.items) if item.target not in known]
        template = _("There is no target “%(key)s”.")
        raise_all([mistake(template, at=("items", place, "target"), key=key) for place, key in strange])
        return self

    def decides_marks(self) -> dict[str, Any]:
        return {"key": {item.key: item.target for item in self.items}}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """Its rows and their right targets were there when it was answered, and what was chosen is still offered."""
        if not isinstance(asked, AssigningQuestion):
            return False
        items, targets = ({one.key for one in named} for named in (asked.items, asked.targets))
        was_there = all(item.key in items and item.target in targets for item in self.items)
        known, chosen = {target.key for target in self.targets}, _chosen(response)
        is_there = all(chosen[item.key] in known for item in self.items if item.key in chosen)
        return isinstance(response, Mapping) and was_there and is_there

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        items = [
            {"key": item.key, "text": inline(item.text.in_language(language)[0])}
            for item in self.shown_items()
        ]
        targets = [
            {"key": target.key, "text": target.text.in_language(language)[0]}
            for target in self.shown_targets()
        ]
        return {**super().public(language, inline), "items": items, "targets": targets}

    def shown_items(self) -> Sequence[Item]:
        """In an order that tells nothing."""
        return self.items

    def shown_targets(self) -> Sequence[Target]:
        return self.targets

    def parse(self, given: Given) -> dict[str, str]:
        known = {target.key for target in self.targets}
        chosen = {item.key: given.parts.get(item.key, "") for item in self.items}
        if any(target and target not in known for target in chosen.values()):
            raise UnreadableAnswer(_("Choose from the answers offered."))
        if missing := sum(not target for target in chosen.values()):
            raise UnreadableAnswer(
                _("Choose for every row. Still without a choice: %(missing)d."), missing=missing
            )
        return chosen

    def salvage(self, given: Given) -> dict[str, str] | None:
        """The rows that have a choice."""
        known = {target.key for target in self.targets}
        chosen = {item.key: given.parts.get(item.key, "") for item in self.items}
        return {key: target for key, target in chosen.items() if target in known} or None

    def given(self, response: Response) -> Given:
        return Given(parts=_chosen(response))

    def grade(self, response: Response) -> Mark:
        chosen = _chosen(response)
        parts: dict[str, PartOutcome] = {
            item.key: "right" if chosen.get(item.key) == item.target else "wrong" for item in self.items
        }
        right = sum(outcome == "right" for outcome in parts.values())
        points = self.points if right == len(parts) else self.points * right / len(parts)
        return Mark(points=points, of=self.points, parts=parts, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        named = {target.key: escape(target.text.in_language(language)[0]) for target in self.targets}
        return [f"{inline(item.text.in_language(language)[0])} → {named[item.target]}" for item in self.items]


def _chosen(response: Response) -> dict[str, str]:
    if not isinstance(response, Mapping):
        return {}
    return {key: target for key, target in response.items() if isinstance(target, str)}
