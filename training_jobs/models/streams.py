"""What a run told, in the order in which it was stored."""

from django.db import models

from training_jobs.models.runs import Run


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


class RunChunk(models.Model):
    """Events `first_seq` to `last_seq` of a run's stream, packed. Chunks of a run have no gaps between them."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="chunks")
    attempt = models.PositiveSmallIntegerField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    first_step = models.PositiveIntegerField(null=True, help_text="Of the step events in it, if any.")
    last_step = models.PositiveIntegerField(null=True)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "first_seq"], name="training_jobs_chunk_first_once"),
            models.UniqueConstraint(fields=["run", "last_seq"], name="training_jobs_chunk_last_once"),
        ]
        indexes = [models.Index(fields=["run", "last_step"], name="training_jobs_chunk_steps")]

    def __str__(self) -> str:
        return f"{self.first_seq}-{self.last_seq}"


class CurveBlock(models.Model):
    """A closed block of steps of a run's curve, summed up per metric, so that long curves draw fast."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField(help_text="Steps number*SIZE+1 to (number+1)*SIZE.")
    attempt = models.PositiveSmallIntegerField()
    metrics = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="training_jobs_block_once")]

    def __str__(self) -> str:
        return f"{self.run_id} block {self.number}"
