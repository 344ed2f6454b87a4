"""Questions of other systems become a file for a course. Nothing is kept here; the file goes back to its author."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from courses.content.exchange.gathering import LARGEST
from courses.content.folder import MAX_YAML_BYTES
from courses.importing import Imported, read_questions
from courses.question_file_form import QuestionsForm
from courses.roles.standing import check_works_on_courses
from courses.views import PersonRequest
from courses.views.uploads import ROOM_FOR_THE_FORM


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def import_questions(request: PersonRequest) -> HttpResponse:
    """Judges the announced size first: checking the CSRF token would already read the whole body."""
    check_works_on_courses(request.user)
    if request.method != "POST":
        return _page(request, QuestionsForm(initial={"language": get_language()}))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + ROOM_FOR_THE_FORM:
        return _page(request, QuestionsForm(), refusal=_("This file is larger than 4 MiB."), status=413)
    return _import(request)


@csrf_protect
def _import(request: PersonRequest) -> HttpResponse:
    form = QuestionsForm(request.POST, request.FILES)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _page(request, form, refusal=str(first), status=422)
    imported = read_questions(**form.cleaned_data)
    return _page(request, form, imported=imported, status=200 if imported.text else 422)


@require_POST
def download_questions(request: PersonRequest) -> HttpResponse:
    """The file that the page has shown, which is the only place where it is."""
    check_works_on_courses(request.user)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not text or len(text.encode()) > MAX_YAML_BYTES:
        return redirect("courses:import_questions")
    stem, _dot, kind = request.POST.get("name", "").removesuffix(".yaml").rpartition(".")
    name = f"{slugify(stem) or 'questions'}.{'bank' if kind == 'bank' else 'quiz'}.yaml"
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: PersonRequest,
    form: QuestionsForm,
    *,
    imported: Imported | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = [(problem, problem.worded(_)) for problem in imported.problems] if imported else []
    context = {"form": form, "imported": imported, "refusal": refusal, "lines": lines}
    return render(request, "courses/import.html", context, status=status)
