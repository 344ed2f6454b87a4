"""A lab: what to try, and the form that starts a run."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import course_for, lab_block, started_enrolment_of
from courses.analysis_access import block_to_analyse
from courses.labs import LabPlace
from courses.models import BlockKind
from lms.kit.refusals import Conflict, Denied
from training_jobs.actions import submit_experiment
from training_jobs.capacity import TooLarge
from training_jobs.contract.datasets import open_dataset
from training_jobs.forms import FineTuneForm, LabForm, PromptForm
from training_jobs.models import Run
from training_jobs.presenting.lab_analysis import lab_analysis_page
from training_jobs.presenting.lab_page import lab_context, offered_examples
from training_jobs.presenting.places import LabOf
from training_jobs.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: MemberRequest, course: str, lesson: str, lab: str) -> HttpResponse:
    try:
        place = lab_block(request.user, course, lesson, lab)
    except Http404:
        if started_enrolment_of(request.user, course) is not None:
            raise
        return redirect("courses:course", course_for(request.user, course).key)  # it opens at the start
    form = lab_form(request, place)
    if request.method == "POST" and form.is_valid():
        run = start(request, place, form)
        if run is not None:
            return lead_to(request, run, form.cleaned_data.get("prediction"))
    template = "prompt_lab" if isinstance(form, PromptForm) else "lab"
    context = lab_context(request.user, place) | {"form": form}
    return render(request, f"training_jobs/{template}.html", context, status=422 if form.errors else 200)


def lab_form(request: MemberRequest, place: LabPlace) -> LabForm:
    data = request.POST if request.method == "POST" else None
    about = LabOf(place.config, place.path)
    if place.config["kind"] == "prompt":
        return PromptForm(about, offered_examples(open_dataset(place.config["prompt"]["dataset"])), data)
    return FineTuneForm(about, data)


def lead_to(request: MemberRequest, run: Run, prediction: float | None) -> HttpResponse:
    """On to the run; where it was at work already, saying so."""
    if run.was_at_work and prediction not in (None, run.experiment.prediction):
        told = _("This run is already at work with the same settings; your new prediction was not taken.")
        messages.warning(request, told)
    elif run.was_at_work:
        messages.warning(request, _("This run is already at work with the same settings."))
    return redirect("training_jobs:run", run.public_id)


def start(request: MemberRequest, place: LabPlace, form: LabForm) -> Run | None:
    """The run that was asked for; None after a refusal, which then stands on the form."""
    assert form.spec is not None
    try:
        return submit_experiment(
            by=request.user,
            spec=form.spec,
            place=place,
            prediction=form.cleaned_data.get("prediction"),
            idempotency_key=form.idempotency_key,
        )
    except TooLarge as refused:
        form.refuse_size(refused)
    except (Denied, Conflict) as refused:
        form.add_error(None, str(refused))
    return None


@require_safe
def analysis(request: MemberRequest, course: str, lesson: str, lab: str) -> HttpResponse:
    """What everybody's runs say about a lab, for its authors."""
    number = request.GET.get("revision", "")
    block, *others = block_to_analyse(request.user, course, lesson, lab, number, kind=BlockKind.LAB)
    page = lab_analysis_page(block, [block, *others])
    return render(request, "training_jobs/lab_analysis.html", {"page": page})
