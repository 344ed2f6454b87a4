from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bench import counting
from courses.models import Course


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query, no template: the control of every page figure."""
    return HttpResponse(str(Course.objects.count()))


@login_not_required
def asked(request: HttpRequest) -> HttpResponse:
    """How many questions this process has put to PostgreSQL."""
    return HttpResponse(str(counting.asked))


urlpatterns = [path("bench/bare/", bare), path("bench/asked/", asked), path("", include("lms.urls"))]
