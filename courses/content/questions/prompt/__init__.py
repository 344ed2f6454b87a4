"""A prompt that the learner writes. A model is run with it over the question's examples; the share that fits is the mark."""

from collections.abc import Mapping
from html import escape
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, refuse_twins
from courses.content.questions.base import (
    BaseQuestion,
    Given,
    Inline,
    Mark,
    Response,
    UnreadableAnswer,
    too_long,
)
from courses.content.questions.prompt.examples import Example, Messages, has_place

LONGEST = 4_000
PROMPT, REPLY = "prompt", "reply."
"""What a response holds: the prompt, and once a run has ended the model's reply to each example, by its key."""


class Question(BaseQuestion):
    """`max_new_tokens` is how much the model may write for one example; `exact` minds capitals in it.

    A reply to a message stays true whatever the author changes later in what is wanted: marking anew needs no new run.
    """

    is_marked_by_a_run: ClassVar[bool] = True

    kind: Literal["prompt"]
    examples: tuple[Example, ...] = Field(min_length=1, max_length=20)
    longest: int = Field(2_000, ge=20, le=LONGEST)
    max_new_tokens: int = Field(12, ge=1, le=64)
    exact: bool = False
    sample: str | None = Field(None, min_length=1, max_length=LONGEST)

    @model_validator(mode="after")
    def shows_an_example(self) -> Self:
        refuse_twins([one.key for one in self.examples], "examples")
        if all(one.hidden for one in self.examples):
            raise mistake(
                _("Show at least one example, so that it is clear what is asked."), at=("examples",)
            )
        if self.sample is not None and not has_place(self.sample):
            raise mistake(_("Write {{message}} where the message belongs."), at=("sample",))
        return self

    @property
    def shown_examples(self) -> list[Example]:
        return [one for one in self.examples if not one.hidden]

    @property
    def messages(self) -> Messages:
        """All that a run is told of the examples: never what is wanted."""
        return {one.key: one.message for one in self.examples}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        """Of hidden examples their number only."""
        shown = self.shown_examples
        return {
            **super().public(language, inline),
            "examples": [{"key": one.key, "message": one.message, "wanted": one.wanted[0]} for one in shown],
            "hidden": len(self.examples) - len(shown),
            "longest": self.longest,
            "max_new_tokens": self.max_new_tokens,
        }

    def parse(self, given: Given) -> Mapping[str, str]:
        text = next((value.replace("\r\n", "\n").strip() for value in given.values if value.strip()), "")
        if not text:
            raise UnreadableAnswer(_("Write a prompt."))
        if len(text) > self.longest:
            raise too_long(text, self.longest)
        if not has_place(text):
            raise UnreadableAnswer(_("Write {{message}} where the message belongs."))
        return {PROMPT: text}

    def given(self, response: Response) -> Given:
        text = prompt_in(response)
        return Given((text,) if text else ())

    def grade(self, response: Response) -> Mark:
        if not prompt_in(response):
            return Mark(points=0, of=self.points, feedback=self.general_feedback())
        replies = replies_in(response)
        if any(one.key not in replies for one in self.examples):
            return Mark(points=0, of=self.points, is_awaited=True)
        fits = {one.key: one.fits(replies[one.key], exact=self.exact) for one in self.examples}
        return Mark(
            points=self.points * sum(fits.values()) / len(fits),
            of=self.points,
            by_run=True,
            parts={key: "right" if fit else "wrong" for key, fit in fits.items()},
            feedback=self.general_feedback(),
        )

    def with_replies(self, response: Response, replies: Mapping[str, str]) -> Mapping[str, str]:
        """The response with what the model wrote; the same again where that is in it already."""
        return {PROMPT: prompt_in(response), **{f"{REPLY}{key}": reply for key, reply in replies.items()}}

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [f'<code class="lines">{escape(self.sample)}</code>'] if self.sample else []

    def decides_marks(self) -> dict[str, Any]:
        told = sorted([one.key, one.message, *sorted(one.wanted)] for one in self.examples)
        return {"key": told, "comparison": [self.exact]}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """Replies belong to their messages: where one was changed or came anew, nobody knows what it would get."""
        if not isinstance(asked, Question) or not prompt_in(response):
            return False
        replies, messages = replies_in(response), asked.messages
        return all(one.key in replies and messages.get(one.key) == one.message for one in self.examples)


def prompt_in(response: Response) -> str:
    """The prompt of a response; "" where it is none. Never raises."""
    text = response.get(PROMPT) if isinstance(response, Mapping) else None
    return text if isinstance(text, str) else ""


def replies_in(response: Response) -> dict[str, str]:
    """What the model wrote, by example. Never raises."""
    told = response.items() if isinstance(response, Mapping) else ()
    return {
        key.removeprefix(REPLY): reply
        for key, reply in told
        if key.startswith(REPLY) and isinstance(reply, str)
    }
