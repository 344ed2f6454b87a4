"""Signs that no database keeps: no door breaks by them, whichever way they come in."""

import json
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import User
from people.tokens import HR_WORK, OWN_WORK, issue_token
from tests.architecture.knocking import World, address, again, client_of, knock
from tests.architecture.role_table import API, PAGES
from tests.conftest import Company

NUL, HALF_A_PAIR = "\0", "\ud800"
FIELDS = (
    "archive", "base", "body", "choice", "course", "do", "file", "key", "kind", "language", "lesson", "login",
    "name", "next", "number", "open", "page", "path", "person", "q", "question", "reason", "show", "tag", "text",
    "title", "unit", "version",
)  # fmt: skip
INTRO = "lessons/what-training-does/intro.en.md"

QUIZ = "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/"
PREVIEW = "authoring/revisions/<uuid:public_id>/<slug:lesson>/quiz/<slug:quiz>/"
CLEANED = {QUIZ, f"{QUIZ}save/", f"{QUIZ}check/", PREVIEW, "review/"}  # answers are kept without such signs
ANSWERED = {"200", "302", "409", "422"}


def visitors(world: World) -> Iterator[Client]:
    """Those for whom most doors open: an author, to whom courses belong, and a learner, who is on one."""
    yield from (client_of(who) for who in (world.company.aisha, world.company.ling))


def test_no_address_with_a_nul_breaks_a_page(world: World):
    asked = "&".join(f"{name}=a%00" for name in FIELDS)
    for visitor in visitors(world):
        for pattern in PAGES:
            answer = knock(again(visitor), "GET", f"{address(pattern, world)}?{asked}")
            assert answer in {"302", "404", "login"}, (pattern, answer)


def test_a_nul_within_the_way_to_a_page_leads_nowhere(world: World):
    for pattern in [pattern for pattern in PAGES if "<" in pattern]:
        here = address(pattern.rsplit("<", 1)[0], world)
        assert knock(client_of(world.company.dana), "GET", f"{here}a%00b") in {"301", "404"}, pattern
        assert knock(client_of(world.company.dana), "GET", f"{here}%ff%ed%a0%80") in {"301", "404", "405"}, (
            pattern
        )


def test_a_form_with_a_nul_is_refused_at_every_door_before_it_does_anything(world: World):
    data = "&".join(f"{name}=a%00" for name in FIELDS)
    for visitor in visitors(world):
        for pattern in [pattern for pattern, row in PAGES.items() if "POST" in row]:
            told = {"data": data, "content_type": "application/x-www-form-urlencoded"}
            answer = knock(again(visitor), "POST", address(pattern, world), **told)
            expected = ANSWERED if pattern in CLEANED else {"400"}
            assert answer in {*expected, "403", "404", "login"}, (pattern, answer)


def test_a_form_that_sends_files_is_no_way_around(world: World):
    form = dict.fromkeys(FIELDS, f"a{NUL}") | {"path": f"{INTRO}{NUL}"}
    author = client_of(world.company.aisha)
    for pattern in [pattern for pattern, row in PAGES.items() if "POST" in row]:
        body = {**form, "upload": SimpleUploadedFile("a.txt", b"a")}
        answer = str(again(author).post(address(pattern, world), body).status_code)
        expected = ANSWERED if pattern in CLEANED else {"302", "400"}
        assert answer in {*expected, "403", "404"}, (pattern, answer)


def test_bytes_that_are_no_utf_8_are_read_as_signs_that_can_be_kept(world: World):
    asked = "&".join(f"{name}=%ff%ed%a0%80" for name in FIELDS)
    for pattern in PAGES:
        answer = knock(client_of(world.company.dana), "GET", f"{address(pattern, world)}?{asked}")
        assert int(answer) < HTTPStatus.INTERNAL_SERVER_ERROR, (pattern, answer)


@pytest.mark.parametrize("sign", [NUL, HALF_A_PAIR])
def test_the_api_refuses_such_signs_in_what_it_is_asked_and_told(world: World, sign: str):
    holders = [(world.company.hr, HR_WORK), (world.company.ling, OWN_WORK)]
    secrets = [issue_token(by=None, user=user, scopes=set(scopes)) for user, scopes in holders]
    told = dict.fromkeys((*FIELDS, "user", "spec", "email"), f"a{sign}")
    for secret in secrets:
        client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
        for pattern, row in API.items():
            for method in row:
                at = (
                    address(pattern, world)
                    + "?updated_since=a%00&cursor=a%00&user=a%00&course=a%00&state=a%00"
                )
                data = "" if method == "GET" else json.dumps(told)
                answer = knock(client, method, at, data=data, content_type="application/json")
                assert int(answer) < HTTPStatus.INTERNAL_SERVER_ERROR, (pattern, method, answer)


def test_the_refusal_says_what_to_do(client: Client, company: Company):
    client.force_login(company.ling)
    page = client.post("/people/language/", {"language": "en", "next": f"/{NUL}"})
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "Write it anew and send it again." in page.content.decode()
    told = client.post("/people/language/", {"next": NUL}, headers={"Accept": "application/json"})
    assert "signs that are no text" in told.json()["reason"]


def test_a_cookie_with_a_nul_counts_as_none(client: Client, company: Company):
    client.cookies["sessionid"] = '"\\000aaaaaaaaaaaa"'
    assert client.get("/").status_code == HTTPStatus.FOUND
    assert User.objects.count() == len([value for value in vars(company).values() if isinstance(value, User)])
