"""The page of a text that was brought in: its blocks to be, what is to be mended, and where it may go."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from courses.drafts.pages import DraftPage, language_name
from courses.intake.joining_texts import LESSON, TEXT
from courses.intake.pages import Goal, GoalGroup
from courses.intake.texts import ReadText
from courses.models import Intake
from courses.roles.standing import Standing


class TextPage:
    """`standing` is that of its reader: translators fill texts in their languages."""

    def __init__(self, intake: Intake, draft: DraftPage, standing: Standing) -> None:
        self.intake, self.draft, self.standing = intake, draft, standing
        self.read = ReadText(intake, draft.draft)
        self.target = intake.target

    @property
    def language_name(self) -> str:
        return language_name(self.intake.language)

    @property
    def is_source(self) -> bool:
        return self.intake.language == self.draft.languages[0]

    @cached_property
    def goals(self) -> list[GoalGroup]:
        """In the source language a new lesson and lessons; in every language texts that it becomes."""
        first = [GoalGroup(_("Lessons"), self._lessons)] if self.is_source and self.standing.writes else []
        texts = [GoalGroup(lesson.title, list(self._texts(lesson.key))) for lesson in self.draft.lessons]
        return [*first, *(group for group in texts if group.goals)]

    @property
    def _lessons(self) -> Sequence[Goal]:
        behind = _("Behind the blocks of “%(title)s”")
        there = [Goal(f"{LESSON}{one.key}", behind % {"title": one.title}) for one in self.draft.lessons]
        return [Goal(LESSON, _("A new lesson")), *there]

    def _texts(self, lesson: str) -> Iterator[Goal]:
        line = self.draft.lesson(lesson)
        for block in line.blocks if line else ():
            path = f"lessons/{lesson}/{block.key}.{self.intake.language}.md"
            if block.kind == "text" and block.path.endswith(".md"):
                file = self.draft.files.get(path)
                words = _("Over the text “%(title)s”") if file else _("The translation of “%(title)s”")
                version = file.version if file else 0
                yield Goal(f"{version} {TEXT}{path}", words % {"title": block.title or block.key})

    @property
    def goal(self) -> str:
        """What it is meant for, where that is one of the goals."""
        values = [goal.value for group in self.goals for goal in group.goals]
        meant = (value for value in values if value == self.target or value.endswith(f" {TEXT}{self.target}"))
        return next(meant, values[0] if values else "")


def languages_for(draft: DraftPage, standing: Standing) -> list[tuple[str, str]]:
    """The languages of the course that somebody may write."""
    return [
        (code, name) for code, name in draft.language_names if standing.writes or code in standing.languages
    ]
