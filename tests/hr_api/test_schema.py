"""The API describes itself, completely and without warnings."""

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

OPERATIONS = {
    "/api/v1/users": ["get"],
    "/api/v1/compute": ["get"],
    "/api/v1/courses": ["get"],
    "/api/v1/enrolments": ["get", "post"],
    "/api/v1/paths": ["get"],
    "/api/v1/path-enrolments": ["get", "post"],
    "/api/v1/path-enrolments/{id}": ["delete"],
    "/api/v1/completions": ["get"],
    "/api/v1/experiments": ["post"],
    "/api/v1/runs/{id}": ["get"],
    "/api/v1/runs/{id}/curve": ["get"],
    "/api/v1/runs/{id}/events": ["get"],
    "/api/v1/runs/{id}/cancel": ["post"],
    "/api/v1/runs/{id}/pause": ["post"],
    "/api/v1/runs/{id}/resume": ["post"],
    "/api/v1/runs/{id}/stop": ["post"],
    "/api/v1/runs/{id}/report": ["get"],
}


@pytest.fixture(scope="module")
def schema():
    out = io.StringIO()
    call_command("spectacular", format="openapi-json", fail_on_warn=True, validate=True, stdout=out)
    return json.loads(out.getvalue())


def test_it_is_openapi_3_1_and_lists_every_operation(schema):
    assert schema["openapi"].startswith("3.1")
    assert {path: sorted(item) for path, item in schema["paths"].items()} == OPERATIONS


def test_every_operation_names_its_scope_and_its_problems(schema):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            assert len(operation["security"][0]["bearer"]) == 1, (method, path)
            codes = set(operation["responses"])
            assert {"400", "401", "403"} <= codes, (method, path)
            assert ("404" in codes) == ("{" in path)
            for code in codes - {"200", "201"}:
                assert list(operation["responses"][code]["content"]) == ["application/problem+json"]
            assert operation["summary"]


def test_creating_answers_201_and_a_replay_200(schema):
    assert {"200", "201", "422"} <= set(schema["paths"]["/api/v1/enrolments"]["post"]["responses"])
    assert "201" in schema["paths"]["/api/v1/experiments"]["post"]["responses"]


def test_lists_are_described_as_pages(schema):
    parameters = {parameter["name"] for parameter in schema["paths"]["/api/v1/users"]["get"]["parameters"]}
    assert {"cursor", "limit", "updated_since", "employee_number"} <= parameters
    answer = schema["paths"]["/api/v1/users"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    page = schema["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert set(page["properties"]) == {"results", "next", "updated_until"}


@pytest.mark.django_db
def test_description_and_page_open_without_signing_in():
    answer = Client().get("/api/v1/schema/", {"format": "json"})
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Learning Curve API"
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "<style" not in page.content.decode()
    assert "style=" not in page.content.decode()
