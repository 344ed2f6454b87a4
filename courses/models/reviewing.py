"""How far a missed question has come in a person's spaced review."""

from django.db import models

from courses.models.attempts import Answer


class ReviewCard(models.Model):
    """The box of one missed answer. Before it is first asked again there is no row: it is in the first box.

    `asked` counts how often it was; a form that knows another number was answered elsewhere meanwhile.
    Without `due_at` the question has left the last box.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="review_card")
    box = models.PositiveSmallIntegerField(default=1)
    asked = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.answer_id} in box {self.box}"
