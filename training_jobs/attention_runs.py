"""What an attention widget needs of the platform. Courses reach it through settings (see `courses.measuring.runner`)."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from courses.measuring.runner import Reader, Sentence
from courses.models import Course
from courses.trials.runner import Standing
from people.models import User
from training_jobs import prompt_runs
from training_jobs.access import check_can_submit
from training_jobs.actions import measure_attention
from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.memory import SHAPES
from training_jobs.contract.spec import AttendSpec


class AttentionRuns:
    def readers(self) -> Sequence[Reader]:
        """The models that there are to choose from."""
        return [
            Reader(key, _(BASE_MODELS[key].title), shape.layers, shape.heads) for key, shape in SHAPES.items()
        ]

    def measure(self, *, by: User, course: Course, asked: Sentence) -> UUID:
        """Put a run into the queue; raises Conflict with the reason where it takes no more of theirs."""
        check_can_submit(by, course)
        spec = AttendSpec(base_model=asked.model, text=asked.text, heads=tuple(asked.heads))
        return measure_attention(by=by, spec=spec, title=asked.title).public_id

    def standing(self, ticket: UUID) -> Standing:
        """For a run that has not ended."""
        return prompt_runs.runner.standing(ticket)

    def explained(self, failure: str) -> tuple[str, str]:
        """What happened, and what to do about it."""
        return prompt_runs.runner.explained(failure)


runner = AttentionRuns()
