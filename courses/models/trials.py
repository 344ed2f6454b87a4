"""What waits for a run: answers whose mark comes from one, what authors try, and sentences to be measured."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from courses.content.widgets.attention import MOST_TOKENS
from courses.models.attempts import Answer
from courses.models.content import Course


class Awaited(models.Model):
    """Something on its way through a model.

    `ticket` names the run that counts; what another one brings is not heard. It waits until `ended_at`.
    """

    ticket = models.UUIDField(unique=True)
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True, help_text="Why it brought nothing.")

    class Meta:
        abstract = True

    @property
    def waits(self) -> bool:
        return self.ended_at is None


class Ran(Awaited):
    """A prompt, which then has its `replies` or a `failure`."""

    replies = models.JSONField(null=True, blank=True, help_text="What the model wrote, by example.")

    class Meta:
        abstract = True

    @property
    def has_failed(self) -> bool:
        return self.ended_at is not None and self.replies is None

    @property
    def state(self) -> str:
        return self.failure or ("waits" if self.waits else "replied")


class PromptTrial(Ran):
    """One for an answer, so that no answer is run twice."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="trial")
    asked = models.PositiveSmallIntegerField(default=1, help_text="How often a run was asked for.")

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.state}"


class PromptTryOut(Ran):
    """A prompt that an author tries at a question of a draft, before anybody learns with it; it counts for nobody."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200, help_text="The file of the draft.")
    question_key = models.SlugField(max_length=80, db_index=False)
    prompt = models.TextField()
    told = models.JSONField(
        help_text="What the model was asked beside it: messages by example, and how much it may write."
    )

    class Meta:
        indexes = [models.Index(fields=["course", "path", "by", "-id"], name="courses_prompt_try_outs")]

    def __str__(self) -> str:
        return f"{self.path}, {self.question_key}: {self.state}"


class Measuring(Awaited):
    """A sentence of which an author asks where a model looks, for the widget in a file of the draft.

    What was measured lies beside that file; without a `failure` and with too many `tokens` nothing was.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200, help_text="The widget's file in the draft.")
    text = models.CharField(max_length=300)
    model = models.CharField(max_length=60)
    heads = models.JSONField(help_text="Pairs of layer and head, counted from 1.")
    tokens = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["course", "path", "-id"], name="courses_measurings")]

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"

    @property
    def has_failed(self) -> bool:
        return bool(self.failure)

    @property
    def is_too_long(self) -> bool:
        return self.tokens is not None and self.tokens > MOST_TOKENS
