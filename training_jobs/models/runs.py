"""One execution of an experiment, the workers' tries at it, and what it left."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lms.kit.changed import ChangedAt
from training_jobs.models.experiments import Experiment
from training_jobs.states import State


class Kind(models.TextChoices):
    TRAIN = "train", _("fine-tuning")
    PROMPT = "prompt", _("prompting")
    GRADE = "grade", _("grading")
    ASK = "ask", _("answering for a quiz")
    ATTEND = "attend", _("measuring attention")


ELSEWHERE = (Kind.ASK, Kind.ATTEND)
"""They have no page: what came of one stands at the question or the widget that it is for."""

UNLISTED = (Kind.GRADE, *ELSEWHERE)
"""They belong to something else that a person did: lists of runs leave them out."""


class Wish(models.TextChoices):
    """What a person wants of a run at work; it becomes a state when the process is gone."""

    NOTHING = "", _("nothing")
    PAUSE = "pause", _("pause")
    KEEP = "keep", _("stop and keep")
    CANCEL = "cancel", _("cancel")


class Run(models.Model):
    """One execution on the `gpu` queue: training, prompting, a question, or grading an earlier run on the hidden test."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    graded_run = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="gradings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_node = models.CharField(
        max_length=120, blank=True, help_text="The WorkerNode whose memory it takes."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NOTHING, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.BigIntegerField(default=0)
    told = models.BigIntegerField(
        default=0, help_text="Last line of the attempt's events.jsonl that is stored."
    )
    base_model = models.CharField(max_length=80, blank=True, help_text="A node must have it.")
    node_label = models.CharField(
        max_length=40, blank=True, help_text="A node must carry it; empty for any node."
    )
    devices = models.PositiveSmallIntegerField(default=1)
    memory_mb = models.PositiveIntegerField(default=0, help_text="What it is expected to need at most.")
    expected_seconds = models.FloatField(null=True, blank=True)
    contract = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="The edition it was asked in; a node must speak it."
    )
    step = models.PositiveIntegerField(default=0)
    resume_step = models.PositiveIntegerField(
        default=0, help_text="Where the present attempt went on from; 0 for the start."
    )
    latest = models.JSONField(default=dict, blank=True, help_text="The newest value of each step metric.")
    total_steps = models.PositiveIntegerField(default=0)
    macro_f1 = models.FloatField(
        null=True, blank=True, help_text="Validation for training, hidden test for grading."
    )
    accuracy = models.FloatField(null=True, blank=True)
    failure = models.CharField(
        max_length=40, blank=True, help_text="A code of training_jobs.contract.failures."
    )
    failure_detail = models.TextField(blank=True)
    data_digest = models.CharField(max_length=64, blank=True)
    model_digest = models.CharField(max_length=64, blank=True)
    losses_from = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Attempts after this one count when losses are counted."
    )
    created_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now(), help_text="When its present or latest wait began.")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = ChangedAt()
    was_at_work = False  # no column: whether the run answers somebody who asked for its settings once more

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(state=State.QUEUED), name="training_jobs_run_queue"
            ),
            models.Index(fields=["state", "lease_until"], name="training_jobs_run_leases"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment.title} ({self.state})"


class RunAttempt(models.Model):
    """One worker's try of a run, kept for the queue page and for post-mortems."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    worker = models.CharField(max_length=120)
    node = models.CharField(max_length=120, blank=True)
    resume_step = models.PositiveIntegerField(default=0)
    charged = models.BooleanField(
        default=True, help_text="False where the platform failed: the time is given back."
    )
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="training_jobs_attempt_once")]
        indexes = [
            models.Index(fields=["owner", "started_at"], name="training_jobs_usage"),
            models.Index(
                fields=["ended_at"],
                include=["owner", "started_at"],
                condition=models.Q(charged=True),
                name="training_jobs_charged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"


class Checkpoint(models.Model):
    """A saved state of a run from which it can go on. The row is written after the folder is whole."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="checkpoints")
    attempt = models.PositiveSmallIntegerField()
    step = models.PositiveIntegerField()
    folder = models.CharField(max_length=250, help_text="Below RUNS_DIR.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its manifest.")
    bytes = models.BigIntegerField(default=0)
    score = models.FloatField(null=True, blank=True, help_text="Of the latest evaluation; higher is better.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-step", "-attempt"]
        constraints = [
            models.UniqueConstraint(fields=["run", "attempt", "step"], name="training_jobs_checkpoint_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} at step {self.step}"


class Report(models.Model):
    """The final report of a run, as the engine wrote it."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="report", primary_key=True)
    data = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"report of {self.run_id}"
