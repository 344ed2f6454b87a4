"""Files of answers: uploaded into an open attempt, and downloaded by their owner and by markers."""

import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import quiz_block
from courses.content.questions.upload.judging import plain_name
from courses.hand_marking.files import answer_file_for
from courses.hand_marking.uploading import upload_question
from courses.models import Block, Enrolment, Lesson
from courses.views import PersonRequest
from courses.views.quizzes import show_question
from courses.views.sent_answers import FILES, announced, form_of, room_for
from lms.kit.htmx import refused_part
from lms.kit.refusals import Conflict
from lms.kit.words import reads_form


@csrf_exempt
@require_POST
def upload_answer(request: PersonRequest, course: str, lesson: str, quiz: str, question: str) -> HttpResponse:
    """Judges the announced size first: checking the CSRF token would already read the whole body."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    asked = upload_question(block, question)
    if announced(request) > room_for([asked]):
        too_large = _("These files are larger than the question takes. Choose smaller ones.")
        if request.htmx:
            return refused_part(request, too_large, 409, f"#{block.kind}-{block.key}-{question}-refused")
        raise Conflict(too_large)
    return _upload(request, enrolment, place, block, question)


@reads_form
def _upload(
    request: PersonRequest, enrolment: Enrolment, place: Lesson, block: Block, question: str
) -> HttpResponse:
    form, files = form_of(request), request.FILES.getlist(f"{FILES}{question}")
    done = actions.upload_files(
        enrolment=enrolment, lesson=place, block=block, form=form, question=question, files=files
    )
    arrived = [plain_name(file.name or "") for file in files]
    return show_question(request, enrolment, place, block, done, question, arrived)


@require_safe
def answer_file(request: PersonRequest, public_id: uuid.UUID) -> FileResponse:
    """Always a download, of no type that a browser would show; to markers without the name that its owner gave it."""
    file = answer_file_for(request.user, public_id)
    is_own = file.answer.attempt.enrolment.user_id == request.user.pk
    name = file.name if is_own else f"{file.answer.question_key}.{file.ending}"
    try:
        content = default_storage.open(file.stored_as)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
