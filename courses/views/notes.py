"""Bookmarks and "Was this clear?": plain forms that lead back to their place; htmx draws only what was pressed."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import bookmarks_of, note_place
from courses.notes import kept_by, notes_of
from courses.views import PersonRequest
from lms.kit.refusals import Conflict
from lms.kit.typed import TypedField

BOOKMARKS_PER_PAGE = 50
LONGEST_REMARK = 1000


class ClarityForm(forms.Form):
    """`remark` is absent where only yes or no was pressed; then what was said before stays."""

    clear = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    remark = TypedField(required=False, max_length=LONGEST_REMARK)
    is_signed = forms.BooleanField(required=False)

    @property
    def told(self) -> dict[str, Any]:
        remark = self.cleaned_data["remark"] if "remark" in self.data else None
        is_clear = self.cleaned_data["clear"] == "yes"
        return {"is_clear": is_clear, "remark": remark, "is_signed": self.cleaned_data["is_signed"]}


@require_POST
def say_clear(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    place = note_place(request.user, course, lesson, request.POST.get("block", ""))
    form = ClarityForm(request.POST)
    if not form.is_valid():
        raise Conflict(" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.say_clear(by=request.user, place=place, **form.told)
    note = notes_of(place.enrolment, lesson).at(place.block_key)
    if request.htmx:
        return render(request, "courses/clarity.html", {"note": note})
    return redirect(f"{note.lesson_href}#clear-{note.anchor}")


@require_POST
def bookmark(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    place = note_place(request.user, course, lesson, request.POST.get("block", ""))
    actions.keep_place(by=request.user, place=place, is_kept=request.POST.get("keep") != "0")
    note = notes_of(place.enrolment, lesson).at(place.block_key)
    is_listed = request.POST.get("from") == "bookmarks"
    if request.htmx:
        return render(request, "courses/bookmark_button.html", {"note": note, "is_listed": is_listed})
    return redirect("courses:bookmarks") if is_listed else redirect(note.href)


@require_safe
def bookmarks(request: PersonRequest) -> HttpResponse:
    page = Paginator(bookmarks_of(request.user), BOOKMARKS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kept": kept_by(request.user, list(page.object_list))}
    return render(request, "courses/bookmarks.html", context)
