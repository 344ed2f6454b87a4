"""Who: people, the units they work in, the tokens their programs use, and what was done by whom."""

import uuid
from collections.abc import Iterable
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.kit.changed import ChangedAt


class Role(models.TextChoices):
    """What a person may do beyond learning. Who leads a unit is a position, not a role."""

    AUTHOR = "author", _("Author")
    ADMIN = "admin", _("Administrator")
    HR = "hr", _("HR system")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, roles=[Role.ADMIN], **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person of the company, or a system that acts for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    read_in = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        editable=False,
        help_text="The language of the page on which they signed in last: theirs, as long as they have chosen none.",
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    employee_number = models.CharField(_("employee number"), max_length=64, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = ChangedAt()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_email_once")]
        indexes = [models.Index(fields=["updated_at", "id"], name="people_user_updated")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_author(self) -> bool:
        return Role.AUTHOR in self.roles or Role.ADMIN in self.roles

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_admin

    @property
    def initials(self) -> str:
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        return self.is_active and self.is_admin

    def has_perms(self, perms: Iterable[str], obj: object | None = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin


class Session(AbstractBaseSession):
    """A browser's, as Django keeps it, with whoever is signed in there: every request asks for both."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


class OrgUnit(models.Model):
    """A node of the company's tree."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("org unit")
        verbose_name_plural = _("org units")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PositionQuerySet(models.QuerySet["Position"]):
    def current(self) -> "PositionQuerySet":
        """Positions that hold today: by the database's clock in the site's time zone, whoever asks."""
        today = models.functions.TruncDate(models.functions.Now(), tzinfo=timezone.get_default_timezone())
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today), starts_on__lte=today
        )


class Position(models.Model):
    """A dated place of a person in a unit; one that leads sees the unit and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="positions")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="positions")
    title = models.CharField(_("job title"), max_length=150, blank=True)
    leads = models.BooleanField(_("leads the unit"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_position_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A move is a change of the person too: HR systems ask for people changed since a moment."""
        super().save(*args, **kwargs)
        self.user.save(update_fields=["updated_at"])


class AccessToken(models.Model):
    """A bearer token of a program; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80, blank=True)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.user})"


class AuditEvent(models.Model):
    """Who did what to what, when, from where. A database trigger refuses every change and deletion."""

    at = models.DateTimeField(db_default=models.functions.Now())
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    did = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["kind", "object_id"], name="people_audit_object")]

    def __str__(self) -> str:
        return f"{self.did} {self.kind} {self.object_id}"
