"""Walks the role table: each visitor knocks at each door with each method, and each door must be in the table."""

import json
from http import HTTPStatus

import pytest
from django.test import Client

from people.models import User
from people.tokens import HR_WORK, OWN_WORK, Scope, issue_token
from tests.architecture.knocking import (
    COURSE,
    FREE_SPEC,
    METHODS,
    PATH,
    World,
    address,
    again,
    client_of,
    knock,
    patterns,
)
from tests.architecture.role_table import API, API_COLUMNS, PAGE_COLUMNS, PAGES
from tests.conftest import Company


def test_every_url_is_in_the_role_table():
    known = {*PAGES, *API, *(f"{path}/" for path in API), "api/^.*$"}
    here = list(patterns())
    assert len(here) > 30
    assert not [pattern for pattern in here if pattern not in known]
    assert not [pattern for pattern in (*PAGES, *API) if pattern not in here]


def test_each_page_opens_for_exactly_those_the_table_names(world: World):
    visitors = [client_of(None), *(client_of(getattr(world.company, name)) for name in PAGE_COLUMNS[1:])]
    found: dict[str, dict[str, str]] = {}
    for pattern, row in PAGES.items():
        path = address(pattern, world)
        found[pattern] = {m: " ".join(knock(again(visitor), m, path) for visitor in visitors) for m in row}
    assert found == PAGES


def test_a_method_that_the_table_does_not_name_is_refused(world: World):
    client = client_of(world.company.ling)
    asked = [(p, m) for p in PAGES for m in METHODS if m not in PAGES[p] and not p.startswith("accounts/")]
    answers = {(p, m): knock(again(client), m, address(p, world)) for p, m in asked}
    led = {asked for asked, answer in answers.items() if answer == "302"}
    assert {method for _pattern, method in led} <= {"GET"}, "who opens an address for forms is led to a page"
    assert {answers[asked] for asked in answers if asked not in led} <= {"405", "403", "404"}, answers


def test_every_address_for_forms_alone_leads_to_a_page_that_opens(world: World):
    client = client_of(world.company.dana)
    own = ("attempts/", "/run/", "/merge/")  # what somebody handed in, or set aside, is theirs alone
    for pattern in [pattern for pattern, row in PAGES.items() if "GET" not in row]:
        if any(part in pattern for part in own):
            continue
        shown = again(client).get(address(pattern, world), follow=True)
        assert shown.status_code == HTTPStatus.OK, (pattern, shown.redirect_chain)


def test_a_deactivated_person_is_a_stranger_at_every_door(world: World):
    client = client_of(world.company.ling)
    User.objects.filter(pk=world.company.ling.pk).update(is_active=False)
    found = {p: {m: knock(again(client), m, address(p, world)) for m in row} for p, row in PAGES.items()}
    assert found == {p: {m: cells.split()[0] for m, cells in row.items()} for p, row in PAGES.items()}


def body(pattern: str, world: World) -> str:
    if pattern.endswith("path-enrolments"):
        return json.dumps({"user": world.company.sven.email, "path": PATH})
    if pattern.endswith("enrolments"):
        return json.dumps({"user": world.company.sven.email, "course": COURSE})
    return json.dumps({"spec": FREE_SPEC} if pattern.endswith("experiments") else {})


def ask(pattern: str, method: str, secret: str | None, world: World) -> str:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    data = "" if method == "GET" else body(pattern, world)
    client = Client(raise_request_exception=False, headers=headers)
    return knock(client, method, address(pattern, world), data=data, content_type="application/json")


def test_each_api_route_opens_for_exactly_the_tokens_the_table_names(world: World):
    company = world.company
    holders = [(company.hr, HR_WORK), (company.ling, OWN_WORK), (company.sven, OWN_WORK)]
    wide = [None, *(issue_token(by=None, user=user, scopes=set(scopes)) for user, scopes in holders)]
    found: dict[str, dict[str, str]] = {}
    for pattern, row in API.items():
        useless = Scope.RUNS_READ if pattern.endswith("experiments") else Scope.EXPERIMENTS_WRITE
        narrow = issue_token(by=None, user=company.ling, scopes={useless})
        found[pattern] = {
            m: " ".join(ask(pattern, m, secret, world) for secret in (*wide, narrow)) for m in row
        }
    assert len(API_COLUMNS) == len(wide) + 1
    assert found == API


@pytest.mark.parametrize("name", PAGE_COLUMNS[1:])
def test_the_administration_opens_for_administrators_only(name: str, company: Company):
    answer = client_of(getattr(company, name)).get("/admin/people/user/")
    assert answer.status_code == (200 if name == "dana" else 302)
