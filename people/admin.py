"""Dana's view of people and units."""

import zoneinfo
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from people.models import AuditEvent, OrgUnit, Position, Role, User

ZONES = [("", "–"), *((name, name) for name in sorted(zoneinfo.available_timezones()))]

# Roles and positions say what people may do; groups and second e-mail addresses have no meaning here.
admin.site.unregister([Group, EmailAddress])
admin.site.site_header = admin.site.site_title = "Learning Curve"


class UserForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        widget=forms.PasswordInput, required=False, help_text="Leave empty to keep the present one."
    )

    language = forms.ChoiceField(choices=[("", "–"), *settings.LANGUAGES], required=False)
    time_zone = forms.ChoiceField(choices=ZONES, required=False)

    class Meta:
        model = User
        fields = ["email", "name", "employee_number", "roles", "language", "time_zone", "is_active"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


class PositionInline(admin.TabularInline):
    model = Position
    extra = 0
    autocomplete_fields = ["unit"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = UserForm
    list_display = ["name", "email", "roles", "is_active"]
    search_fields = ["name", "email", "employee_number"]
    inlines = [PositionInline]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        if form.cleaned_data.get("new_password"):
            obj.set_password(form.cleaned_data["new_password"])
        elif not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(OrgUnit)
class OrgUnitAdmin(admin.ModelAdmin):
    list_display = ["name", "parent"]
    search_fields = ["name"]


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    list_display = ["at", "actor", "did", "kind", "object_id"]
    list_filter = ["did", "kind"]
    list_select_related = ["actor"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
