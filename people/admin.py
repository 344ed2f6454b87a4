"""Dana's view of people and units."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from people.models import AuditEvent, OrgUnit, Position, Role, User


class UserForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        widget=forms.PasswordInput, required=False, help_text="Leave empty to keep the present one."
    )

    class Meta:
        model = User
        fields = ["email", "name", "employee_number", "roles", "language", "time_zone", "is_active"]


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
