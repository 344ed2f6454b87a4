"""Dana's view of quotas. Every change is in the audit trail."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.audit import Did, record
from training_jobs.models import Quota

NO_LIMIT = gettext_lazy(
    "This quota limits nothing: give seconds, runs at once, or both. To let people compute without a limit, say a "
    "number that they cannot reach."
)
FIELDS = ["person", "unit", "course", "seconds", "window_days", "at_once"]


class QuotaForm(forms.ModelForm):
    class Meta:
        model = Quota
        fields = FIELDS
        labels: ClassVar = {
            "person": gettext_lazy("Person"),
            "unit": gettext_lazy("Unit"),
            "course": gettext_lazy("Course"),
            "seconds": gettext_lazy("Seconds"),
            "window_days": gettext_lazy("Days"),
            "at_once": gettext_lazy("At once"),
        }
        help_texts: ClassVar = {
            "person": gettext_lazy(
                "Choose a person, a unit or a course. Leave all three empty for everybody who has no quota of their own."
            ),
            "unit": gettext_lazy("Its people, with those of units below it, share the seconds."),
            "course": gettext_lazy("Everybody on the course shares the seconds."),
            "seconds": gettext_lazy("Of computing, in so many days as below; empty: no limit."),
            "window_days": gettext_lazy("How many days back are counted."),
            "at_once": gettext_lazy("Runs at work at the same time; empty: no limit."),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and given.get("seconds") is None and given.get("at_once") is None:
            raise forms.ValidationError(NO_LIMIT)
        targets = {name: given.get(name) for name in ("person", "unit", "course")}
        if sum(target is not None for target in targets.values()) > 1:
            raise forms.ValidationError(_("Choose one of person, unit and course, or none for everybody."))
        if (
            not any(targets.values())
            and Quota.objects.filter(**targets).exclude(pk=self.instance.pk).exists()
        ):
            raise forms.ValidationError(_("There is a quota for everybody already. Change that one."))
        return given


@admin.register(Quota)
class QuotaAdmin(admin.ModelAdmin):
    form = QuotaForm
    list_display = ["__str__", "seconds", "window_days", "at_once"]
    list_select_related = ["person", "unit", "course"]
    autocomplete_fields = ["person", "unit"]

    def save_model(self, request: HttpRequest, obj: Quota, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        record(by=request.user, did=Did.SET_QUOTA, to=obj, **_facts(obj))  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Quota) -> None:
        record(by=request.user, did=Did.REMOVED_QUOTA, to=obj, **_facts(obj))  # type: ignore[arg-type]
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for quota in queryset:
            self.delete_model(request, quota)


def _facts(quota: Quota) -> dict[str, Any]:
    """Whose it is, by public id or key, and what it allows."""
    whose = quota.person or quota.unit or quota.course
    name = str(getattr(whose, "public_id", None) or getattr(whose, "key", "everybody"))
    return {"target": name} | {field: getattr(quota, field) for field in FIELDS[3:]}
