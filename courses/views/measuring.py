"""The sentence of an attention widget: sent to a worker, and how that stands."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from courses.access import draft_file_for
from courses.measuring.acts import measure_sentence
from courses.measuring.page import MeasuringPage, SentenceForm, measuring_page
from courses.roles.standing import standing_of
from courses.views import PersonRequest
from courses.views.trying import ENDED
from lms.kit.refusals import Conflict

PANEL = "courses/draft_measure.html"


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: PersonRequest, course: str) -> HttpResponse:
    """A POST has a worker measure the sentence, or says why not; a GET tells the page of the editor how that stands."""
    sent = request.POST if request.method == "POST" else request.GET
    page = measuring_page(draft_file_for(request.user, course, sent.get("path", "")))
    if page is None:
        raise Http404
    if request.method == "POST":
        page = _asked(request, page)
    if not request.htmx:
        return _back(request, page)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if page.refusal else HTTPStatus.OK
    context = {"measure": page, "standing": standing_of(request.user, page.file.draft.course)}
    answer = render(request, PANEL, context, status=status)
    has_ended = request.method != "POST" and page.asked is not None and not page.asked.waits
    return trigger_client_event(answer, ENDED, after="swap") if has_ended else answer


def _asked(request: PersonRequest, page: MeasuringPage) -> MeasuringPage:
    form = SentenceForm(request.POST)
    if not form.is_valid():
        return MeasuringPage(page.file, form, form.refusal)
    try:
        measure_sentence(by=request.user, file=page.file, **form.cleaned_data)
    except Conflict as refused:
        return MeasuringPage(page.file, form, str(refused))
    return MeasuringPage(page.file, form)


def _back(request: PersonRequest, page: MeasuringPage) -> HttpResponse:
    """Without a script: to the page of the widget, which says all of it."""
    if page.refusal:
        messages.error(request, page.refusal)
    course = page.file.draft.course.key
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={page.file.path}#measure")
