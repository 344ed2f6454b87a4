"""A prompt question as its page shows it: the examples, what the model replied, how the run stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from courses.content.questions import BaseQuestion, Mark
from courses.content.questions.prompt import Question
from courses.content.schema import QuizSource
from courses.models import Answer, PromptTrial, PromptTryOut
from courses.trials.asking import trials_of
from courses.trials.runner import Standing, prompt_runner


@dataclass(frozen=True)
class ExampleCard:
    """`reply` is None before there is one; `outcome` is "right", "wrong", or "" before it is marked."""

    message: str
    wanted: str
    reply: str | None = None
    outcome: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class RunCard:
    """`trial` is None before the answer was handed in. Of hidden examples there is a number and no word.

    In a `try_out` an author reads what came of all of them; where the newest was of other examples `has_earlier`.
    """

    question: Question
    trial: PromptTrial | PromptTryOut | None = None
    mark: Mark | None = None
    has_earlier: bool = False

    @property
    def examples(self) -> list[ExampleCard]:
        replies = (self.trial.replies if self.trial and self.mark else None) or {}
        outcomes = self.mark.parts if self.mark else {}
        shown = self.question.examples if self.try_out and self.is_told else self.question.shown_examples
        return [
            ExampleCard(
                one.message, one.wanted[0], replies.get(one.key), outcomes.get(one.key, ""), one.hidden
            )
            for one in shown
        ]

    @property
    def try_out(self) -> PromptTryOut | None:
        return self.trial if isinstance(self.trial, PromptTryOut) else None

    @property
    def count(self) -> int:
        return len(self.question.examples)

    @property
    def hidden(self) -> int:
        return sum(one.hidden for one in self.question.examples)

    @property
    def fitting(self) -> int:
        return self._fitting(hidden=False) + self._fitting(hidden=True)

    @property
    def hidden_fitting(self) -> int:
        return self._fitting(hidden=True)

    @property
    def is_told(self) -> bool:
        """Whether there are replies, and they may be told."""
        return bool(self.mark and self.mark.parts)

    @property
    def waits(self) -> bool:
        return self.trial is not None and self.trial.waits

    @property
    def has_failed(self) -> bool:
        return self.trial is not None and self.trial.has_failed

    @cached_property
    def standing(self) -> Standing:
        assert self.trial is not None
        return prompt_runner().standing(self.trial.ticket)

    @property
    def explained(self) -> tuple[str, str]:
        """Why there are no replies, and what to do."""
        assert self.trial is not None
        return prompt_runner().explained(self.trial.failure)

    def _fitting(self, *, hidden: bool) -> int:
        outcomes = self.mark.parts if self.mark else {}
        return sum(outcomes.get(one.key) == "right" for one in self.question.examples if one.hidden is hidden)


def run_card(
    asked: BaseQuestion,
    trial: PromptTrial | PromptTryOut | None,
    mark: Mark | None,
    *,
    has_earlier: bool = False,
) -> RunCard | None:
    """None for a question that no run marks."""
    return RunCard(asked, trial, mark, has_earlier) if isinstance(asked, Question) else None


def trials_in(quiz: QuizSource, answers: Mapping[str, Answer]) -> dict[str, PromptTrial]:
    """By question; one query, and none where no question asks for a prompt."""
    keys: Sequence[str] = [one.key for one in quiz.questions if isinstance(one, Question)]
    return trials_of([answers[key] for key in keys if key in answers]) if keys else {}
