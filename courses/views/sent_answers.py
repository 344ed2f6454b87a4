"""What a quiz page sends, judged by its size before it is kept."""

from collections.abc import Iterable, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from courses.answers import LONGEST_FORM, QuizForm
from courses.content.questions import BaseQuestion
from courses.content.questions.upload import Question as UploadQuestion
from courses.models import Block
from courses.read_models import quiz_of
from courses.views import PersonRequest
from courses.views.whose import check_is_own
from lms.kit.refusals import Conflict

FILES = "file."


def announced(request: PersonRequest) -> int:
    """How many bytes are on their way, without reading them."""
    return int(request.META.get("CONTENT_LENGTH") or 0)


def room_for(questions: Iterable[BaseQuestion]) -> int:
    """The most that a form with the files of these questions may have."""
    asked = (one for one in questions if isinstance(one, UploadQuestion))
    return LONGEST_FORM + sum(one.most_bytes * one.files for one in asked)


def check_has_room(request: PersonRequest, block: Block) -> None:
    """Before the body is read: whoever checks its token would read all of it."""
    questions = quiz_of(block).questions
    if announced(request) <= room_for(questions):
        return
    if any(isinstance(one, UploadQuestion) for one in questions):
        raise Conflict(
            _(
                "The chosen files are larger than this quiz takes. Choose smaller ones; nothing was handed in yet."
            )
        )
    raise Conflict(_("These answers are too long to be kept. Shorten them."))


def form_of(request: PersonRequest) -> QuizForm:
    check_is_own(request)
    if sum(len(name) + sum(map(len, said)) for name, said in request.POST.lists()) > LONGEST_FORM:
        raise Conflict(_("These answers are too long to be kept. Shorten them."))
    return QuizForm.of(request.POST)


def chosen_files(request: PersonRequest, block: Block) -> dict[str, Sequence[UploadedFile]]:
    """By question, what was chosen and not uploaded yet."""
    asked = [one.key for one in quiz_of(block).questions if isinstance(one, UploadQuestion)]
    brought = {key: [one for one in request.FILES.getlist(f"{FILES}{key}") if one.name] for key in asked}
    return {key: files for key, files in brought.items() if files}
