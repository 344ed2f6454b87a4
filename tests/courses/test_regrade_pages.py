"""The pages of a regrade: the offer, the comparison, the decision, and what a learner reads beside new marks."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate

from courses.models import Enrolment, Regrade, RegradedAttempt, Revision
from courses.regrades import work
from courses.regrades.pages import ROWS
from people.models import User
from tests.conftest import Company, person
from tests.courses.conftest import Publish
from tests.courses.folders import quiz
from tests.courses.quiz_pages import page_of
from tests.courses.regrading import FALLS, RISES, STAYS, block_of, takes

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
COURSE, START = "/authoring/small/", "/authoring/small/regrade/quiz/check/"
OFFER = "The key of question 1 in “Check yourself” changed; 3 graded attempts used the old one."
FIGURE = re.compile(r"<b>(\d+)</b><span>([^<]+)")
KEPT = {"keep their points": 1}
WHY = "The loss <b>rises</b> here."


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Revision:
    old = block_of(publish())
    for user, given in ((company.ling, RISES), (company.sven, FALLS), (company.marco, STAYS)):
        takes(begin, user, old, given)
    return publish(correct="rises")


@pytest.fixture
def aisha(company: Company) -> Client:
    client = Client()
    client.force_login(company.aisha)
    return client


@pytest.fixture
def post(aisha: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., str]:
    """Send a form as Aisha and come to its page."""

    def send(address: str, expected: int = 200, **fields: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            answer = aisha.post(address, fields)
        if answer.status_code == 302:
            answer = aisha.get(answer.headers["Location"])
        assert answer.status_code == expected
        return answer.content.decode()

    return send


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("courses.regrades.acts.begin", lambda _pk: None)
    return


def here() -> str:
    return f"{START}{Regrade.objects.get().public_id}/"


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_publishing_a_corrected_key_offers_a_regrade(
    aisha: Client, company: Company, publish, draft, begin: Begin, post
):
    old = block_of(publish())
    for user, given in ((company.ling, RISES), (company.sven, FALLS), (company.marco, STAYS)):
        takes(begin, user, old, given)
    assert OFFER not in text(aisha, COURSE)
    new = draft(correct="rises")
    assert OFFER not in text(aisha, COURSE), "a draft is nobody's key yet"
    told = post(f"/authoring/revisions/{new.public_id}/publish/")
    assert OFFER in told
    assert f'<a href="{START}">See what a regrade would change</a>' in told
    assert OFFER in text(aisha, "/authoring/small/analysis/quiz/check/?revision=1")


def test_without_older_marks_there_is_nothing_to_regrade(aisha: Client, publish: Publish):
    publish()
    assert "Nothing to regrade" in text(aisha, START)
    assert "Marks by an older key" not in text(aisha, COURSE)
    assert aisha.get(f"{START}?revision=7").status_code == 404
    assert aisha.get(START.replace("check", "absent")).status_code == 404


@pytest.mark.usefixtures("mended")
def test_aisha_sees_what_would_change_then_applies_it_then_takes_it_back(
    aisha: Client, post, company: Company
):
    start = text(aisha, START)
    assert 'name="question" value="loss" checked' in start
    assert "What does the loss do?" in start
    assert "3 graded answers used the old version." in start
    page = post(f"{START}compare/", question="loss", policy="keep", revision="2")
    assert "1 attempt would get other marks" in page
    assert "<b>1</b> attempt keeps its marks by the new key." in page
    assert "<b>1</b> attempt would get less by the new key and keeps its points." in page
    assert figures_on(page) == {
        "attempts marked by another key": 3,
        "go up": 1,
        "go down": 0,
        "stay": 1,
        **KEPT,
    }
    assert "The quiz becomes done for <b>1</b> person for whom it was not" in page
    assert "Ling" in page
    assert "Sven" not in page, "whose marks stay are not listed"
    assert "Question 1: 0 → 1" in page
    assert "Apply the new key" in page
    applied = post(f"{here()}apply/")
    assert "<b>3</b> attempts are marked by the new key." in applied
    assert 'class="pill good">applied<' in text(aisha, START)
    post(f"{here()}undo/", expected=409, reason=" ")
    assert "<b>3</b> attempts have their earlier marks again." in post(f"{here()}undo/", reason="Sorry.")
    again = post(f"{START}compare/", question="loss", policy="keep", revision="2")
    assert "The quiz becomes done for <b>0</b> people for whom it was not" in again, "it had stayed done"
    assert "this try passes now</span>" in again


def figures_on(page: str) -> dict[str, int]:
    return {name: int(number) for number, name in FIGURE.findall(page)}


@pytest.mark.usefixtures("mended")
def test_a_form_that_is_not_complete_comes_back_as_it_was(aisha: Client, post):
    page = post(f"{START}compare/", expected=422, question="loss", policy="lower", revision="2")
    assert "Say why marks may go down" in page
    assert 'value="lower" checked' in page
    page = post(f"{START}compare/", expected=422, policy="keep", reason=WHY, revision="2")
    assert "Choose at least one question." in page
    assert "The loss &lt;b&gt;rises&lt;/b&gt; here.</textarea>" in page
    assert 'value="loss" checked' not in page


@pytest.mark.usefixtures("mended")
def test_who_would_lose_is_told_before_it_is_done(post):
    page = post(f"{START}compare/", question="loss", policy="lower", reason=WHY, revision="2")
    assert "2 attempts would get other marks" in page
    assert "keeps its points" not in page
    assert "<b>1</b> person would not pass with these marks. What is done stays done." in page
    assert "this try no longer passes</span>" in page
    assert "keep their points" not in figures_on(page)


@pytest.mark.usefixtures("mended")
def test_a_learner_reads_what_was_done_to_their_marks_and_why(ling: Client, post, company: Company):
    assert "Re-marked" not in page_of(ling)
    post(f"{START}compare/", question="loss", policy="lower", reason=WHY, revision="2")
    assert "Re-marked" not in page_of(ling), "a comparison is nobody's mark"
    post(f"{here()}apply/")
    page = page_of(ling)
    assert "Re-marked on " in page
    assert ": 1 of 3 → 2 of 3, because the key of question 1 was corrected." in page
    assert "The loss &lt;b&gt;rises&lt;/b&gt; here." in page
    assert "2 of 3 points." in page
    assert "Passed." in page
    marco = Client()
    marco.force_login(company.marco)
    told = page_of(marco)
    assert "The key of question 1 was corrected on " in told
    assert "Your points stay as they were." in told
    post(f"{here()}undo/", reason="It was right after all.")
    page = page_of(ling)
    assert ": 2 of 3 → 1 of 3." in page
    assert "It was right after all." in page
    told = page_of(marco)
    assert f"This was taken back on {date_format(localdate(), 'DATE_FORMAT')}. Your points stay" in told
    assert "1 of 3 → 1 of 3" not in told


@pytest.mark.usefixtures("mended")
def test_a_review_shows_the_key_that_marked_it(post, company: Company):
    """Sven keeps his points for what is wrong now, and sees that it is."""
    sven = Client()
    sven.force_login(company.sven)
    assert "canary choice falls" in page_of(sven)
    before = outcomes(page_of(sven))
    post(f"{START}compare/", question="loss", policy="keep", revision="2")
    post(f"{here()}apply/")
    page = page_of(sven)
    assert outcomes(page) != before
    assert "2 of 3 points." in page
    first = page.split('<fieldset class="question"')[1]
    assert "The corrected key gives this less. The points you had stay yours." in first
    assert "1 of 1 point." in first
    assert "Right." not in first
    assert page.count("The points you had stay yours.") == 1


def outcomes(page: str) -> list[str]:
    """What stands at the choices of the first question."""
    first = page.split('<fieldset class="question"')[1]
    return [part.split("<")[0].split(">")[1].strip() for part in first.split('class="outcome"')[1:]]


@pytest.mark.usefixtures("mended", "nobody_works")
def test_long_work_is_shown_as_it_goes_on(aisha: Client, post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("courses.regrades.comparing.BATCH", 1)
    monkeypatch.setattr("courses.regrades.carrying.BATCH", 1)
    page = post(f"{START}compare/", question="loss", policy="keep", revision="2")
    assert "0 of 3 attempts" in page
    assert f'hx-get="{here()}" hx-trigger="every 2s"' in page
    assert "Look again" in page
    regrade = Regrade.objects.get()
    work.step(regrade.pk, {})
    part = text(aisha, here(), **{"HX-Request": "true"})
    assert "<html" not in part
    assert "1 of 3 attempts" in part
    work.go_on(regrade.pk)
    assert "hx-trigger" not in text(aisha, here(), **{"HX-Request": "true"})
    assert "Giving the new marks" in post(f"{here()}apply/")
    work.step(regrade.pk, {})
    page = text(aisha, here())
    assert "1 of 3 attempts" in page
    assert "about" in page
    assert "Giving back the earlier marks" in post(f"{here()}undo/", reason="Stop.")
    work.go_on(regrade.pk)
    assert "<b>1</b> attempt has its earlier marks again." in text(aisha, here())


@pytest.mark.usefixtures("mended")
def test_a_comparison_is_dropped(aisha: Client, post):
    post(f"{START}compare/", question="loss", policy="keep", revision="2")
    assert "Questions to mark anew" in post(f"{here()}discard/")
    assert not Regrade.objects.exists()


@pytest.mark.usefixtures("mended")
def test_what_was_graded_while_its_author_thought_is_offered_where_the_regrade_was(
    aisha: Client, post, company: Company
):
    post(f"{START}compare/", question="loss", policy="keep", revision="2")
    old = block_of(Revision.objects.get(number=1))
    takes(lambda user, _revision: Enrolment.objects.get(user=user), company.marco, old, RISES)
    post(f"{here()}apply/")
    assert "<b>1</b> answer was marked by the older key since the comparison." in text(aisha, here())
    assert "1 graded attempt used the old one" in text(aisha, COURSE)


def test_learners_and_managers_are_told_why_it_is_closed(
    client: Client, company: Company, mended: Revision, post
):
    post(f"{START}compare/", question="loss", policy="keep", revision="2")
    for user in (company.ling, company.marco):
        client.force_login(user)
        for address in (START, here()):
            assert client.get(address).status_code == 403
        assert client.post(f"{here()}apply/").status_code == 403
    assert RegradedAttempt.objects.filter(state="listed").count() == 3


def test_the_pages_cost_the_same_for_any_number_of_attempts_and_revisions(
    aisha: Client, publish: Publish, begin: Begin, post, django_assert_max_num_queries
):
    spent = []
    for people in (2, ROWS + 3):
        correct = ["falls", "rises"][len(spent)]
        old = block_of(publish(correct=correct, title=f"Old {people}"))
        for number in range(people):
            takes(begin, person(f"P{people}x{number}"), old, STAYS)
        asked = quiz(correct="stays")["questions"]
        publish(questions=asked, title=f"New {people}")
        number = str(Revision.objects.count())
        post(f"{START}compare/", question="loss", policy="keep", revision=number)
        found = []
        for address in (COURSE, START, here_now()):
            text(aisha, address)
            with django_assert_max_num_queries(20) as queries:
                text(aisha, address)
            found.append(len(queries))
        spent.append(found)
    assert spent[0] == spent[1]


def here_now() -> str:
    return f"{START}{Regrade.objects.order_by('-pk')[0].public_id}/"
