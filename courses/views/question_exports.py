"""Questions taken away for another system: first what that cannot hold, then the file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.access import authored_course_for, draft_file_for
from courses.intake.question_export import ExportPage, note_export, questions_of_course, questions_of_file
from courses.roles.standing import Ability
from courses.views import PersonRequest


@require_safe
def export_questions(request: PersonRequest, course: str) -> HttpResponse:
    """Of one quiz or bank of the draft by its path; without one, of the whole course."""
    home, path = authored_course_for(request.user, course, Ability.WRITE), request.GET.get("path", "")
    file = draft_file_for(request.user, course, path) if path else None
    found = questions_of_file(file) if file else questions_of_course(home)
    page = ExportPage(found, request.GET.get("format", ""), request.GET.get("language", ""))
    if "download" not in request.GET:
        return render(request, "courses/export_questions.html", {"course": home, "path": path, "page": page})
    note_export(by=request.user, course=home, page=page)
    response = HttpResponse(page.written.data, content_type=page.media_type)
    response["Content-Disposition"] = f'attachment; filename="{page.file_name}"'
    return response
