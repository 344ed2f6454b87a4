from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from courses.models import Course


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query, no template: the control of every page figure."""
    return HttpResponse(str(Course.objects.count()))


urlpatterns = [path("bench/bare/", bare), path("", include("lms.urls"))]
