"""A path written in the browser: its form, the changes of its parts, and the version that saving makes."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses import actions
from courses.content.paths import PathSource
from courses.models import PathVersion
from courses.paths.access import version_for
from courses.paths.forms import PathForm, begun_form, brought_together, changed, form_in, form_of
from courses.paths.importing import Overtaken
from courses.paths.notes import Notes
from courses.views import PersonRequest
from people.access import check_is_author


@require_http_methods(["GET", "HEAD", "POST"])
def new_path(request: PersonRequest) -> HttpResponse:
    check_is_author(request.user)
    if request.method != "POST":
        return _draw(request, begun_form())
    return _answer(request, form_in(request.POST, None))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_path(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Any version may be begun with; what is saved is a new one, after the newest."""
    version = version_for(request.user, public_id)
    if request.method != "POST":
        return _draw(request, form_of(version))
    return _answer(request, form_in(request.POST, version))


def _answer(request: PersonRequest, form: PathForm) -> HttpResponse:
    """The form again, or the version that it makes; a page that sends it itself hears in JSON where that is."""
    if "change" in request.POST:
        return _draw(request, changed(form, request.POST["change"].split()))
    reading = form.checked()
    if reading.path is None:
        return _draw(request, form.with_mistakes(reading), status=422)
    try:
        version = _write(request, form, reading.path)
    except Overtaken as overtaken:
        return _draw(request, brought_together(form, overtaken), status=409)
    _tell(request, version, form.with_mistakes(reading).notes)
    page = reverse("courses:path_version", args=[version.public_id])
    return redirect(page) if request.accepts("text/html") else JsonResponse({"location": page})


def _tell(request: PersonRequest, version: PathVersion, notes: Notes) -> None:
    messages.success(request, _("This is version %(number)d now.") % {"number": version.number})
    for note in dict.fromkeys(note for said in notes.values() for note in said):
        messages.warning(request, note.words)


def _write(request: PersonRequest, form: PathForm, source: PathSource) -> PathVersion:
    if form.version is None:
        return actions.begin_path(by=request.user, source=source)
    return actions.write_next(by=request.user, source=source, after=form.after)


def _draw(request: PersonRequest, form: PathForm, status: int = 200) -> HttpResponse:
    return render(request, "courses/path_form.html", {"page": form, "notes": form.notes}, status=status)
