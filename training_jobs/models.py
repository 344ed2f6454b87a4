"""What is tried. An experiment is what a person asks, a run its execution, an attempt one try of a run by a worker.

All truth about runs is here. `Run.attempt` is the fencing token: each write of a worker names the attempt it belongs
to, and `last_seq` is taken inside the same row-locked update, so the order of commits is the order of the stream.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lms.kit.templatetags.texts import in_language
from training_jobs.states import State


class Experiment(models.Model):
    """All a run needs to be repeated, and who asked for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="experiments")
    title = models.CharField(max_length=120)
    spec = models.JSONField(help_text="A whole ExperimentSpec or PromptSpec, defaults written out.")
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, null=True, blank=True, related_name="experiments"
    )
    revision = models.ForeignKey("courses.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    lab = models.CharField(
        max_length=250, blank=True, help_text="course/lesson/lab, empty for a free experiment."
    )
    lab_title = models.JSONField(
        default=dict, blank=True, help_text="The lab's name in each language, as its author gave it."
    )
    prediction = models.FloatField(
        null=True, blank=True, help_text="Expected validation macro-F1, locked at submit."
    )
    idempotency_key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="training_jobs_experiment_once_per_key",
            )
        ]
        indexes = [models.Index(fields=["owner", "lab", "-created_at"], name="training_jobs_by_owner_lab")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What the reader calls it: the lab in their language, or the settings of a free experiment."""
        return str(in_language(self.lab_title) or self.title)


class Kind(models.TextChoices):
    TRAIN = "train", _("fine-tuning")
    PROMPT = "prompt", _("prompting")
    GRADE = "grade", _("grading")


class Run(models.Model):
    """One execution on the `gpu` queue: training, prompting, or the grading of an earlier run on the hidden test."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    graded_run = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="gradings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.BigIntegerField(default=0)
    told = models.BigIntegerField(
        default=0, help_text="Last line of the attempt's events.jsonl that is stored."
    )
    step = models.PositiveIntegerField(default=0)
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
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

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


class RunEvent(models.Model):
    """One event of a run's stream. `seq` starts at 1 and has no gaps."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "seq"], name="training_jobs_event_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class RunAttempt(models.Model):
    """One worker's try of a run, kept for the queue page and for post-mortems."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=120)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="training_jobs_attempt_once")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"


class Report(models.Model):
    """The final report of a run, as the engine wrote it."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="report", primary_key=True)
    data = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"report of {self.run_id}"


class Grading(models.Model):
    """One of the few looks at the hidden test that a lab allows, decided against the lesson's threshold."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(Run, models.CASCADE, related_name="grading", help_text="The run that scores.")
    trained = models.ForeignKey(
        Run, models.PROTECT, related_name="graded_by", help_text="The run that is scored."
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="gradings")
    lab = models.CharField(max_length=250)
    number = models.PositiveSmallIntegerField()
    threshold = models.FloatField()
    macro_f1 = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    counts = models.BooleanField(
        default=True, help_text="False where the platform failed: the try is given back."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "lab", "number"], name="training_jobs_grading_once")
        ]

    def __str__(self) -> str:
        return f"{self.lab} #{self.number}"


class WorkerNode(models.Model):
    """A worker process that announced itself; `seen_at` is the database's clock."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=20)
    slots = models.PositiveSmallIntegerField(default=1)
    device = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=40, blank=True)
    ready = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
