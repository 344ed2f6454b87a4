"""Who gets in, and what the door says to those who do not."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from people.models import AccessToken, Role, User
from people.tokens import OWN_WORK, Scope
from tests.hr_api.programs import Program, assert_problem

pytestmark = pytest.mark.django_db
NOBODYS_RUN = uuid.UUID(int=7)
LISTS = ["users", "courses", "enrolments", "completions"]
ENDPOINTS = [
    *(
        ("get", path, scope)
        for path, scope in zip(LISTS, ["users", "courses", "enrolments", "completions"], strict=True)
    ),
    ("post", "enrolments", "enrolments"),
    ("post", "experiments", "experiments"),
    ("get", f"runs/{NOBODYS_RUN}", "runs"),
    ("get", f"runs/{NOBODYS_RUN}/events", "runs"),
    ("get", f"runs/{NOBODYS_RUN}/report", "runs"),
    ("post", f"runs/{NOBODYS_RUN}/cancel", "runs"),
]


@pytest.mark.parametrize(("method", "path", "scope"), ENDPOINTS)
def test_without_a_token_every_door_asks_for_one(method, path, scope):
    answer = getattr(Client(), method)(f"/api/v1/{path}")
    assert_problem(answer, 401, "not-authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Learning Curve"'


@pytest.mark.parametrize(("method", "path", "scope"), ENDPOINTS)
def test_the_scope_for_the_other_method_or_resource_does_not_open(company, method, path, scope):
    needed = Scope(f"{scope}:{'read' if method == 'get' else 'write'}")
    program = Program(company.dana, *(set(Scope) - {needed}))
    body = assert_problem(getattr(program, method)(path), 403, "missing-scope")
    assert needed in body["detail"]


@pytest.mark.parametrize("path", LISTS)
def test_a_trailing_slash_is_forgiven(hr, path):
    assert hr.get(path + "/").status_code == hr.get(path).status_code == 200


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic bGluZzp4", "Bearer", "lc_abc", "Bearer \xff"])
def test_a_wrong_token_is_told_apart_from_none(company, header):
    answer = Client().get("/api/v1/users", headers={"Authorization": header})
    assert_problem(answer, 401, "not-authenticated")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_session_of_the_site_opens_nothing(client, company):
    client.force_login(company.dana)
    assert_problem(client.get("/api/v1/users"), 401, "not-authenticated")


@pytest.mark.parametrize("change", [{"revoked_at": True}, {"expires_at": True}])
def test_a_token_that_was_revoked_or_expired_is_dead(company, change):
    program = Program(company.ling, Scope.COURSES_READ)
    past = timezone.now() - timedelta(seconds=1)
    AccessToken.objects.update(**dict.fromkeys(change, past))
    assert_problem(program.get("courses"), 401, "not-authenticated")


def test_a_leavers_token_dies_with_their_account(company):
    program = Program(company.ling, Scope.COURSES_READ)
    User.objects.filter(pk=company.ling.pk).update(is_active=False)
    assert_problem(program.get("courses"), 401, "not-authenticated")


def test_a_token_loses_what_its_person_may_no_longer_do(company):
    program = Program(company.hr, Scope.USERS_READ)
    User.objects.filter(pk=company.hr.pk).update(roles=[Role.AUTHOR])
    assert_problem(program.get("users"), 403, "missing-scope")


def test_a_view_that_names_no_scope_opens_for_nobody(company):
    class Forgotten(APIView):
        def get(self, request):
            return Response("open")

    program = Program(company.dana, *Scope)
    request = APIRequestFactory().get("/", headers={"Authorization": f"Bearer {program.secret}"})
    assert Forgotten.as_view()(request).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused_as_such(hr, method):
    answer = getattr(hr.client, method)("/api/v1/users")
    assert_problem(answer, 405, "method-not-allowed")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/users", "/api/v1/runs/abc"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_paths_that_do_not_exist_answer_with_a_problem(path, method):
    assert_problem(getattr(Client(), method)(path), 404, "not-found")


def test_only_json_is_offered(hr):
    answer = hr.client.get("/api/v1/users", headers={"Accept": "application/xml"})
    assert_problem(answer, 406, "not-acceptable")


def test_problems_speak_the_language_that_was_asked_for():
    english = Client().get("/api/v1/users").json()["title"]
    assert english == "A valid bearer token is needed"


def test_a_mistake_of_ours_is_a_problem_too_and_tells_no_secret(hr, monkeypatch):
    def broken() -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("hr_api.access.all_users", broken)
    answer = hr.get("users")
    assert_problem(answer, 500, "internal-error")
    assert b"hunter2" not in answer.content


def test_learners_cannot_hold_company_scopes(company):
    assert Scope.USERS_READ not in OWN_WORK
    with pytest.raises(Exception, match="may not hold"):
        Program(company.ling, Scope.USERS_READ)


def test_head_needs_the_same_scope_as_get(hr, ling):
    assert hr.client.head("/api/v1/users").status_code == 200
    assert ling.client.head("/api/v1/users").status_code == 403
