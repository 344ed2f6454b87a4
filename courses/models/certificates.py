"""Certificates as they were printed, and their states."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.learning import Completion


class CertificateState(models.TextChoices):
    VALID = "valid", _("valid")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced")


class ScorePolicy(models.TextChoices):
    """What the printed score is. Stored with the certificate, so that a later policy changes no earlier claim."""

    BEST_MEAN = "best-mean", _("The score is the mean of the best result of each quiz and lab.")
    UNSCORED = "unscored", _("Nothing in this course is marked.")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def current(self) -> "CertificateQuerySet":
        """Those that no newer one replaces: one per completion."""
        return self.filter(replacement__isnull=True)

    def with_state(self) -> "CertificateQuerySet":
        """Each with its `state` by the database's clock, and `replaced_at`; `is_over` also of revoked ones."""
        state = Case(
            When(revoked_at__isnull=False, then=Value(CertificateState.REVOKED)),
            When(replacement__isnull=False, then=Value(CertificateState.REPLACED)),
            When(expires_at__lte=Now(), then=Value(CertificateState.EXPIRED)),
            default=Value(CertificateState.VALID),
            output_field=models.CharField(choices=CertificateState.choices),
        )
        over = Case(When(expires_at__lte=Now(), then=Value(True)), default=Value(False))  # noqa: FBT003
        return self.annotate(state=state, replaced_at=F("replacement__issued_at"), is_over=over)

    def lapsing_within(self, span: timedelta) -> "CertificateQuerySet":
        """Expired ones and those that soon are, unless the person holds one of the course that lasts longer.

        Of one that is valid for a short time that begins when half of it is over.
        """
        longer = Q(expires_at__isnull=True) | Q(expires_at__gt=models.OuterRef("expires_at"))
        same = {
            "completion__user": models.OuterRef("completion__user"),
            "completion__course": models.OuterRef("completion__course"),
        }
        outlasts = Certificate.objects.current().filter(longer, revoked_at__isnull=True, **same)
        ending = self.current().filter(revoked_at__isnull=True, expires_at__lte=Now() + span)
        half_over = Now() + (Now() - F("completed_at"))
        return ending.filter(~models.Exists(outlasts), expires_at__lte=half_over)


class Certificate(models.Model):
    """What was printed for a completion. A re-issue is a new row; of an issued one only revocation is ever written."""

    number = models.CharField(max_length=16, unique=True)
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="certificates")
    holder = models.CharField(max_length=150)
    course_title = models.TextField()
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=64, help_text="In which its dates are printed.")
    score = models.FloatField(null=True, help_text="0 to 1; empty where nothing is marked.")
    score_policy = models.CharField(max_length=20, choices=ScorePolicy.choices)
    completed_at = models.DateTimeField()
    content_of = models.DateTimeField(null=True, help_text="When the revision was published.")
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, help_text="The first moment at which it is not valid.")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revocation_reason = models.TextField(blank=True)

    objects = CertificateQuerySet.as_manager()
    state: str  # of `with_state`
    replaced_at: datetime | None
    is_over: bool
    now: datetime  # of `courses.clock.NOW`

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(replaces__isnull=True),
                name="courses_certificate_first_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revocation_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revocation_reason=""),
                name="courses_certificate_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        return str(CertificateState(self.state).label)

    @property
    def percent(self) -> int | None:
        return None if self.score is None else round(100 * self.score)

    @property
    def completed_on(self) -> date:
        return self.day_of(self.completed_at)

    @property
    def content_on(self) -> date | None:
        return self.day_of(self.content_of) if self.content_of else None

    @property
    def issued_on(self) -> date:
        return self.day_of(self.issued_at)

    @property
    def valid_until(self) -> date | None:
        """The last day on which it is valid; None for good."""
        return self.day_of(self.expires_at - timedelta(microseconds=1)) if self.expires_at else None

    @property
    def revoked_on(self) -> date | None:
        return self.day_of(self.revoked_at) if self.revoked_at else None

    @property
    def replaced_on(self) -> date | None:
        return self.day_of(self.replaced_at) if self.replaced_at else None

    def day_of(self, moment: datetime) -> date:
        """The same day for every reader, on paper and on screen."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()
