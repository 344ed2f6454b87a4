"""The shapes of experiments and runs, for programs that learners write."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hr_api.strict import StrictSerializer
from training_jobs import queue
from training_jobs.contract.failures import explain
from training_jobs.models import Kind, Run
from training_jobs.states import ENDED, State

LAB_PATH = r"[-\w]{1,80}/[-\w]{1,80}/[-\w]{1,80}"


@extend_schema_field({"type": "object", "additionalProperties": True})
class SpecField(serializers.DictField):
    """Settings by name."""

    default_error_messages: ClassVar = {"not_a_dict": gettext_lazy("Write this as one JSON object.")}


class ExperimentRequest(StrictSerializer):
    """`spec` is an ExperimentSpec or PromptSpec; with `lab`, the lab's own values fill what is left out."""

    spec = SpecField(
        help_text="task, base_model, dataset, method, learning_rate, epochs or max_steps, "
        "batch_size, seed, max_length, lora {rank, alpha, dropout}. In a lab only what it opens may differ."
    )
    lab = serializers.RegexField(
        f"^{LAB_PATH}$",
        required=False,
        default="",
        help_text="course/lesson/lab; leave it out for a free experiment.",
    )
    prediction = serializers.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        allow_null=True,
        default=None,
        help_text="Expected macro-F1, 0 to 1.",
    )
    title = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class RunStub(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(State.choices)


class SubmittedSerializer(serializers.Serializer[Any]):
    """The experiment with its run: made by this call, or at work already with the same settings."""

    id = serializers.UUIDField(source="experiment.public_id")
    run = RunStub(source="*")
    was_at_work = serializers.BooleanField(
        help_text="True where a run of these settings was at work already; it keeps its own prediction."
    )


class FailureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    fault = serializers.ChoiceField(["yours", "platform", "nobody"])
    happened = serializers.CharField()
    next_step = serializers.CharField()
    detail = serializers.CharField()


class MetricsSerializer(serializers.Serializer[Any]):
    loss = serializers.FloatField(allow_null=True, help_text="Training loss of the latest step, in nats.")
    macro_f1 = serializers.FloatField(
        allow_null=True, help_text="Validation; for a grading the hidden test. 0 to 1."
    )
    accuracy = serializers.FloatField(allow_null=True, help_text="0 to 1.")


class RunSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    experiment = serializers.UUIDField(source="experiment.public_id")
    title = serializers.CharField(source="experiment.title")
    lab = serializers.CharField(source="experiment.lab", help_text="Empty for a free experiment.")
    kind = serializers.ChoiceField(Kind.choices)
    spec = SpecField(source="experiment.spec", help_text="With every default written out.")
    prediction = serializers.FloatField(source="experiment.prediction", allow_null=True)
    state = serializers.ChoiceField(State.choices)
    attempt = serializers.IntegerField(
        help_text="How often a worker has started it, after a pause as well as after a loss; 0 for never yet."
    )
    queue_position = serializers.IntegerField(
        source="standing.position",
        allow_null=True,
        help_text="1 is next; null when it does not wait, or when something holds it: see `waiting_reason`.",
    )
    starts_in_seconds = serializers.FloatField(
        source="standing.starts_in",
        allow_null=True,
        help_text="An estimate; null when it cannot be told, or when the run does not wait.",
    )
    waiting_reason = serializers.CharField(
        source="standing.reason", help_text="Why it waits; empty when it does not."
    )
    worker_silence = serializers.SerializerMethodField(
        help_text="While its worker says nothing: for how long, and what happens next. Else empty."
    )
    step = serializers.IntegerField()
    total_steps = serializers.IntegerField(help_text="0 until the worker knows.")
    metrics = serializers.SerializerMethodField()
    failure = serializers.SerializerMethodField()
    last_seq = serializers.IntegerField(help_text="Number of the latest event.")
    created_at = serializers.DateTimeField()
    queued_at = serializers.DateTimeField(help_text="When its present or latest wait began.")
    started_at = serializers.DateTimeField(allow_null=True, help_text="Of the latest attempt.")
    ended_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, run: Run) -> dict[str, Any]:
        run.standing = queue.waiting(run, reader=self.context.get("reader"))  # type: ignore[attr-defined]  # one look at the queue for all three
        return super().to_representation(run)

    def get_worker_silence(self, run: Run) -> str:
        return queue.silence(run)

    @extend_schema_field(MetricsSerializer())
    def get_metrics(self, run: Run) -> dict[str, float | None]:
        loss = run.latest.get("loss")
        return {"loss": loss, "macro_f1": run.macro_f1, "accuracy": run.accuracy}

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_failure(self, run: Run) -> dict[str, str] | None:
        if not run.failure:
            return None
        why = explain(run.failure)
        return {
            "code": run.failure,
            "fault": why.fault,
            "happened": _(why.happened),
            "next_step": _(why.next_step),
            "detail": run.failure_detail,
        }


class EventSerializer(serializers.Serializer[Any]):
    seq = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(["state", "step", "eval", "sample", "log", "checkpoint", "report"])
    data = SpecField()  # type: ignore[assignment]
    at = serializers.DateTimeField()


class EventsSerializer(serializers.Serializer[Any]):
    """Events in order without gaps. Ask again with `next_after` until `ended` and no event comes."""

    run = serializers.UUIDField()
    state = serializers.ChoiceField(State.choices)
    seq = serializers.IntegerField(help_text="Number of the latest event that exists.")
    next_after = serializers.IntegerField()
    ended = serializers.BooleanField(help_text="A paused run has not ended: it waits for somebody.")
    events = EventSerializer(many=True)


def events_page(run: Run, events: list[dict[str, Any]], after: int) -> dict[str, Any]:
    return {
        "run": run.public_id,
        "state": run.state,
        "seq": run.last_seq,
        "next_after": events[-1]["seq"] if events else min(after, run.last_seq),
        "ended": run.state in ENDED,
        "events": events,
    }
