"""What lessons and blocks are called that a change names by their keys, also when they are not there any more."""

from dataclasses import replace
from functools import cached_property

from courses.content.differences import Difference, FileChange, Step
from courses.drafts.naming import name_of_file
from courses.drafts.pages import DraftPage
from courses.drafts.removed import last_texts
from courses.places import place_of


class Names:
    """Of a draft: as its files call them now, else as they did last."""

    def __init__(self, page: DraftPage) -> None:
        self.page = page

    def told(self, change: FileChange) -> FileChange:
        """The same change with titles in the place of keys."""
        differences = [self._told(difference, change.path) for difference in change.differences]
        return replace(change, differences=differences)

    def _told(self, difference: Difference, path: str) -> Difference:
        steps = tuple(replace(step, key=self._name(step, path)) for step in difference.steps)
        return replace(difference, steps=steps) if steps != difference.steps else difference

    def _name(self, step: Step, path: str) -> str:
        if step.listed == "lessons":
            return self._lesson(step.key) or step.key
        if step.listed == "blocks":
            kind, _colon, key = step.key.partition(":")
            return f"{kind}:{self._block(place_of(path).lesson, kind, key) or key}"
        return step.key

    def _lesson(self, key: str) -> str:
        line = self.page.lesson(key)
        return line.title if line else self._last(f"lessons/{key}/lesson.yaml")

    def _block(self, lesson: str, kind: str, key: str) -> str:
        line = self.page.lesson(lesson)
        found = (block for block in line.blocks if (block.kind, block.key) == (kind, key)) if line else ()
        ending = f"{self.page.languages[0]}.md" if kind == "text" else f"{kind}.yaml"
        return next((block.title for block in found), "") or self._last(f"lessons/{lesson}/{key}.{ending}")

    def _last(self, path: str) -> str:
        return name_of_file(path, self._gone[path]) if path in self._gone else ""

    @cached_property
    def _gone(self) -> dict[str, str]:
        return last_texts(self.page.draft)
