"""What a course or a lesson says of itself, where two people changed the same of it."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from courses.drafts.forms import StructureForm
from courses.drafts.pages import DraftPage
from courses.models import Draft
from courses.roles.standing import standing_of
from courses.views import PersonRequest


def show_clashes(request: PersonRequest, draft: Draft, form: StructureForm) -> HttpResponse:
    """Both versions of each such field, the reader's in the field; all other fields are saved, and say what is saved."""
    told = form.cleaned_data
    page = DraftPage(draft, told["language"])
    lesson = page.lesson(told["lesson"]) if told["lesson"] else None
    seen = page.lesson_words(lesson.key) if lesson else page.words
    words = {**seen, **{name: told[name] for name in form.clashes}}
    context: dict[str, object] = {"page": page, "lesson": lesson, "words": words, "seen": seen}
    context |= {"clashes": form.clashes, "do": told["do"], "saved": form.saved_beside_clashes}
    context["standing"] = standing_of(request.user, draft.course)
    return render(request, "courses/draft_words_apart.html", context, status=HTTPStatus.CONFLICT)
