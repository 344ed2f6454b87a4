"""Who works on a course, and as what."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.content import Course


class CourseRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")
    TRANSLATOR = "translator", _("Translator")


class CourseMember(models.Model):
    """A person's one role on a course. Administrators need none; neither do authors on a course that is open to them all."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_roles")
    role = models.CharField(max_length=12, choices=CourseRole.choices)
    languages = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="What a translator translates into.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="courses_member_once"),
            models.CheckConstraint(
                condition=Q(role="translator", languages__len__gt=0)
                | Q(~Q(role="translator"), languages__len=0),
                name="courses_member_languages_of_translators",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.course}"
