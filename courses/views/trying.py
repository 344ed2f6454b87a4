"""Trying a prompt question of a draft on the model."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from courses.access import draft_file_for
from courses.answers import NOTHING, QuizForm, read_answers
from courses.cards.drawing import preview_of
from courses.content.questions.prompt import Question, prompt_in
from courses.drafts.previews import block_of_draft
from courses.models import ASKING, Block, DraftFile, PromptTryOut
from courses.trials.runner import prompt_runner
from courses.trials.trying import try_prompt
from courses.views import PersonRequest
from lms.kit.refusals import Conflict

ENDED = "tried-out"
"""What the page of the editor hears, to draw its questions anew."""


@require_http_methods(["GET", "HEAD", "POST"])
def try_on_model(request: PersonRequest, course: str) -> HttpResponse:
    """A POST has the model run with the prompt that was sent, or says why not; a GET says in a line how the run stands."""
    sent = request.POST if request.method == "POST" else request.GET
    file, key = draft_file_for(request.user, course, sent.get("path", "")), sent.get("question", "")
    if request.method == "POST":
        return _begin(request, file, key)
    mine = PromptTryOut.objects.filter(by=request.user, course=file.draft.course, path=file.path)
    tried = get_object_or_404(mine.filter(question_key=key).order_by("-pk")[:1])
    if not request.htmx:
        return redirect(f"{reverse('courses:draft_file', args=[course])}?path={file.path}")
    if not tried.waits:
        return trigger_client_event(HttpResponse(status=HTTPStatus.NO_CONTENT), ENDED)
    standing = prompt_runner().standing(tried.ticket)
    return render(request, "courses/run_standing.html", {"standing": standing})


def _begin(request: PersonRequest, file: DraftFile, key: str) -> HttpResponse:
    try:
        block, question = _asked(file, key)
        given = QuizForm.of(request.POST).given.get(key, NOTHING)
        answers = read_answers(preview_of(block).only([key]), {key: given})
        if key in answers.problems:
            return _refused(answers.problems[key], HTTPStatus.UNPROCESSABLE_ENTITY)
        prompt = prompt_in(answers.responses[key])
        try_prompt(by=request.user, file=file, block=block, question=question, prompt=prompt)
    except Conflict as refused:
        return _refused(str(refused), HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _asked(file: DraftFile, key: str) -> tuple[Block, Question]:
    """The question as it was last saved."""
    block = block_of_draft(file)
    if block is None:
        raise Conflict(_("This cannot be run yet: what is to be mended stands above the questions."))
    asked = preview_of(block).questions if block.kind in ASKING else ()
    question = next((one for one in asked if one.key == key and isinstance(one, Question)), None)
    if question is None:
        raise Http404
    return block, question


def _refused(why: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
