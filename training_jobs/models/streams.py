"""What a run told, in the order in which it was stored."""

from django.db import models

from training_jobs.models.runs import Run


class RunChunk(models.Model):
    """Events `first_seq` to `last_seq` of a run's stream, packed. Chunks of a run have no gaps between them.

    Steps are kept apart from the rest, because there are a thousand times as many: who asks for the log, the
    evaluations or the checkpoints of a long run unpacks no step.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="chunks")
    attempt = models.PositiveSmallIntegerField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    first_step = models.PositiveIntegerField(null=True, help_text="Of the step events in it, if any.")
    last_step = models.PositiveIntegerField(null=True)
    kept_step = models.PositiveIntegerField(
        null=True, help_text="The run finished after it: steps behind it do not count."
    )
    body = models.BinaryField(help_text="Its step events.")
    notes = models.BinaryField(default=b"", help_text="All its other events.")

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
    size = models.PositiveIntegerField(default=256, help_text="Steps of it.")
    number = models.PositiveIntegerField(help_text="Steps number*size+1 to (number+1)*size.")
    attempt = models.PositiveSmallIntegerField()
    metrics = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "size", "number"], name="training_jobs_block_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} block {self.number}"
