"""Is a statement true?"""

from typing import Any, Literal

from courses.content.localized import LocalizedMarkdown
from courses.content.problems import gettext_noop as _
from courses.content.questions.base import BaseQuestion, Given, Inline, Mark, Response, UnreadableAnswer
from courses.content.questions.choices import FEEDBACK_PREFIX, outcome

TRUE, FALSE = "true", "false"
WORDS = {TRUE: _("True"), FALSE: _("False")}
"""Said by the page in the reader's language."""


class Question(BaseQuestion):
    """`if_true` and `if_false` are said to whoever chose them."""

    kind: Literal["true-false"]
    answer: bool
    if_true: LocalizedMarkdown | None = None
    if_false: LocalizedMarkdown | None = None

    @property
    def right(self) -> str:
        return TRUE if self.answer else FALSE

    def offered(self) -> dict[str, bool]:
        return {key: key == self.right for key in WORDS}

    def decides_marks(self) -> dict[str, Any]:
        return {"key": self.answer}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        offered = [{"key": key, "text": text} for key, text in WORDS.items()]
        return {**super().public(language, inline), "choices": offered}

    def parse(self, given: Given) -> str:
        chosen = [value for value in given.values if value in WORDS]
        if len(chosen) != 1:
            raise UnreadableAnswer(_("Choose true or false."))
        return chosen[0]

    def given(self, response: Response) -> Given:
        return Given((response,) if isinstance(response, str) else ())

    def grade(self, response: Response) -> Mark:
        ticked = response if isinstance(response, str) and response in WORDS else ""
        said = (FEEDBACK_PREFIX + ticked,) if self.feedback_text(FEEDBACK_PREFIX + ticked, "") else ()
        return Mark(
            points=self.points if ticked == self.right else 0,
            of=self.points,
            choices={key: outcome(is_ticked=key == ticked, is_right=key == self.right) for key in WORDS},
            feedback=(*said, *self.general_feedback()),
        )

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [WORDS[self.right]]

    def feedback_keys(self) -> tuple[str, ...]:
        said = (FEEDBACK_PREFIX + key for key in WORDS if self.feedback_text(FEEDBACK_PREFIX + key, ""))
        return (*said, *super().feedback_keys())

    def feedback_text(self, feedback_key: str, language: str) -> str:
        said = {FEEDBACK_PREFIX + TRUE: self.if_true, FEEDBACK_PREFIX + FALSE: self.if_false}
        told = said.get(feedback_key)
        return told.in_language(language)[0] if told else super().feedback_text(feedback_key, language)
