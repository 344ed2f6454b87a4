"""Version 1 of the API. A trailing slash is forgiven; the description shows paths without."""

from django.urls import URLPattern, path, re_path
from rest_framework.views import APIView

from hr_api import compute_views, path_views, record_views, run_views, site_views, steering_views

app_name = "hr_api"


def resource(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    return [path(route, view.as_view(), name=name), path(f"{route}/", view.as_view(schema=None))]


urlpatterns: list[URLPattern] = [
    *resource("v1/users", record_views.UserList, "users"),
    *resource("v1/courses", record_views.CourseList, "courses"),
    *resource("v1/enrolments", record_views.EnrolmentList, "enrolments"),
    *resource("v1/paths", path_views.PathList, "paths"),
    *resource("v1/path-enrolments/<uuid:id>", path_views.PathEnrolmentDetail, "path_enrolment"),
    *resource("v1/path-enrolments", path_views.PathEnrolmentList, "path_enrolments"),
    *resource("v1/completions", record_views.CompletionList, "completions"),
    *resource("v1/experiments", run_views.ExperimentCreate, "experiments"),
    *resource("v1/runs/<uuid:id>", run_views.RunDetail, "run"),
    *resource("v1/runs/<uuid:id>/events", run_views.RunEvents, "run_events"),
    *resource("v1/runs/<uuid:id>/curve", run_views.RunCurve, "run_curve"),
    *(
        route
        for act, view in steering_views.VIEWS.items()
        for route in resource(f"v1/runs/<uuid:id>/{act}", view, f"run_{act}")
    ),
    *resource("v1/runs/<uuid:id>/report", run_views.RunReport, "run_report"),
    *resource("v1/compute", compute_views.Compute, "compute"),
    path("v1/schema", site_views.Schema.as_view(schema=None)),
    path("v1/schema/", site_views.Schema.as_view(schema=None), name="schema"),
    path("docs/", site_views.Docs.as_view(), name="docs"),
    re_path(r"^.*$", site_views.NothingHere.as_view()),
]
