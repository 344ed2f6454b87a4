"""What a quiz's answers say about the quiz, for its authors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.analysis_access import block_to_analyse
from courses.item_analysis import analysis_page, opening_page
from courses.regrades.outdated import outdated
from courses.views import PersonRequest


@require_safe
def quiz_analysis(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    number = request.GET.get("revision", "")
    block, *others = block_to_analyse(request.user, course, lesson, quiz, number)
    page = (analysis_page if number else opening_page)(block, [block, *others])
    offers = outdated(published, (lesson, quiz)) if (published := page.published) else []
    return render(request, "courses/quiz_analysis.html", {"page": page, "offers": offers})
