"""What a prompt question needs of the platform. Courses reach it through settings (see `courses.trials.runner`)."""

from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import Course
from courses.trials.runner import Asked, Standing
from people.models import User
from training_jobs import queue
from training_jobs.access import check_can_submit
from training_jobs.actions import ask_messages
from training_jobs.contract.failures import Failure, explain
from training_jobs.contract.spec import AskSpec
from training_jobs.models import Run
from training_jobs.states import State

MENDED_BY_HAND = (Failure.MODEL_MISSING, Failure.UNSAFE_WORKER)
BASE_MODEL = "smollm2-135m-instruct"


class PromptRuns:
    def ask(self, *, owner: User, asked: Asked) -> UUID:
        """Put a run into the queue, in the transaction of the caller; what it returns names the run to `settling`."""
        spec = AskSpec(
            base_model=BASE_MODEL,
            template=asked.prompt,
            messages=dict(asked.messages),
            max_new_tokens=asked.max_new_tokens,
        )
        return ask_messages(by=owner, spec=spec, title=asked.title).public_id

    def try_out(self, *, by: User, course: Course, asked: Asked) -> UUID:
        """The same for an author of the course; raises Conflict with the reason where the queue takes no more of theirs."""
        check_can_submit(by, course)
        return self.ask(owner=by, asked=asked)

    def standing(self, ticket: UUID) -> Standing:
        """For a run that has not ended."""
        run = Run.objects.select_related("experiment").filter(public_id=ticket).first()
        if run is None:
            return Standing("")
        if run.state == State.QUEUED:
            return Standing(queue.waiting(run, reader=run.experiment.owner).reason)
        if not run.step:
            return Standing(_("A worker is loading the model."))
        return Standing(
            _("%(done)d of %(of)d replies are there.") % {"done": run.step, "of": run.total_steps}
        )

    def explained(self, failure: str) -> tuple[str, str]:
        """What happened, and what to do about it."""
        if failure == Failure.CANCELLED:
            return _("The run was cancelled."), ""
        why = explain(failure)
        if failure in MENDED_BY_HAND:
            return _(why.happened), _(why.next_step)
        return _(why.happened), _("Run it again; tell an administrator if it fails a second time.")


runner = PromptRuns()
