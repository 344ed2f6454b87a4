"""Sums of graded attempts, from which the item analysis is worked out. Only `courses.item_sums` writes here."""

from django.db import models

from courses.models.attempts import QuizAttempt
from courses.models.content import Revision


class AttemptToCount(models.Model):
    """The queue: a graded attempt that the sums do not hold, or no more, as its marks changed. Counting takes it out."""

    attempt = models.OneToOneField(QuizAttempt, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.attempt_id)


class QuizAnalysis(models.Model):
    """A quiz of a revision whose attempts are counted; its row is locked while they are."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    counted_at = models.DateTimeField(null=True, blank=True)
    is_stale = models.BooleanField(
        default=False, db_default=False, help_text="Its sums follow an older rule: all is to be counted anew."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "lesson_key", "quiz_key"], name="courses_analysis_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.quiz_key}"


class TotalSums(models.Model):
    """Of the totals of attempts whose score lies in a band (`courses.content.analysis.sums.Moments`), in points.

    A total is the sum of its parts, also below 0; `raised` is by how much the results that people are told are more.
    """

    analysis = models.ForeignKey(QuizAnalysis, models.CASCADE, related_name="totals")
    band = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    points = models.FloatField()
    squares = models.FloatField()
    raised = models.FloatField(default=0.0, db_default=0.0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "band"], name="courses_total_sums_once")]

    def __str__(self) -> str:
        return f"{self.n} in {self.band}"


class ItemSums(models.Model):
    """Of one question in those attempts (`courses.content.analysis.sums.ItemMoments`), in points."""

    analysis = models.ForeignKey(QuizAnalysis, models.CASCADE, related_name="items")
    question_key = models.SlugField(max_length=80)
    band = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    points = models.FloatField()
    squares = models.FloatField()
    products = models.FloatField()
    totals = models.FloatField()
    total_squares = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "question_key", "band"], name="courses_item_sums_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_key}: {self.n} in {self.band}"


class ChoiceCount(models.Model):
    """How many chose what a question offers; the empty choice counts those who chose nothing."""

    analysis = models.ForeignKey(QuizAnalysis, models.CASCADE, related_name="choices")
    question_key = models.SlugField(max_length=80)
    choice_key = models.SlugField(max_length=80, blank=True)
    band = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "question_key", "choice_key", "band"], name="courses_choice_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_key}/{self.choice_key}: {self.n} in {self.band}"


class TimeCount(models.Model):
    """How many took so long for a question, or, without a question, for the quiz; `bucket` is logarithmic."""

    analysis = models.ForeignKey(QuizAnalysis, models.CASCADE, related_name="times")
    question_key = models.SlugField(max_length=80, blank=True)
    bucket = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "question_key", "bucket"], name="courses_time_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_key}: {self.n} in {self.bucket}"
