"""Aisha tries a prompt question of a draft on the model, before anybody learns with it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.drafts.drafting import open_draft, save_file
from courses.models import Draft, DraftFile, PartDone, PromptTrial, PromptTryOut, QuizAttempt
from courses.trials.settling import note_failure, take_replies
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.prompted import ALL, HIDDEN, SORT, WORDS, fails, questions, replies, taken
from tests.courses.quiz_pages import HTMX
from training_jobs.access import OPEN_RUNS_EACH
from training_jobs.models import Kind, Run

pytestmark = pytest.mark.django_db
QUIZ = "lessons/quiz/check.quiz.yaml"
TRY = "/authoring/small/edit/file/try/"
EDITOR = f"/authoring/small/edit/file/?path={QUIZ}"
ASKED = "The model is asked with your prompt."


@pytest.fixture
def here(company: Company, publish: Publish) -> Draft:
    return open_draft(by=company.aisha, course=publish(questions=questions(), readings=0).course)


@pytest.fixture
def aisha(client: Client, company: Company, here: Draft) -> Client:
    client.force_login(company.aisha)
    return client


def tries(client: Client, prompt: str = WORDS, **more: str) -> HttpResponse:
    sent = {"path": QUIZ, "question": SORT, f"q.{SORT}": prompt, **more}
    return client.post(TRY, sent)


def editor(client: Client, **typed: str) -> str:
    answer = client.get(EDITOR.partition("?")[0], {"path": QUIZ, **typed})
    assert answer.status_code == 200
    return answer.content.decode()


def change(company: Company, here: Draft, old: str, new: str) -> None:
    file = DraftFile.objects.get(draft=here, path=QUIZ)
    assert old in (file.text or "")
    save_file(by=company.aisha, file=file, text=(file.text or "").replace(old, new), base=file.version)


def test_a_prompt_is_run_on_the_model_and_its_score_and_replies_stand_at_the_question(
    aisha: Client, company: Company
):
    page = editor(aisha)
    assert "Ask the model" in page
    assert HIDDEN not in page.split('id="look-title"')[1], "before it ran it looks as to a learner"
    assert tries(aisha).status_code == 204
    run = Run.objects.select_related("experiment").get()
    assert (run.kind, run.experiment.owner, run.experiment.enrolment) == (Kind.ASK, company.aisha, None)
    assert "sales" not in str(run.experiment.spec), "no worker knows what is wanted"
    assert ASKED in editor(aisha)
    replies(late="Claims!")
    page = editor(aisha)
    assert "2 of 3 replies fit." in page
    assert "2 of 3 points." in page
    assert "<code>Claims!</code>" in page
    looked = page.split('id="look-title"')[1]
    assert HIDDEN in looked, "its author reads what came of the hidden example"
    assert "hidden from learners" in looked
    assert "Ask the model again" in page


def test_it_counts_for_nobody(aisha: Client):
    tries(aisha)
    replies()
    assert not QuizAttempt.objects.exists()
    assert not PromptTrial.objects.exists()
    assert not PartDone.objects.exists()
    assert AuditEvent.objects.filter(did="tried a prompt").count() == 1


def test_its_marks_are_among_those_of_a_try_of_the_whole_quiz(aisha: Client):
    typed = {"tried": "1", "q.loss": "falls", f"q.{SORT}": WORDS}
    assert "This would" not in editor(aisha, **typed)
    tries(aisha)
    replies()
    assert "4 of 4 points." in editor(aisha, **typed)
    other = editor(aisha, **{**typed, f"q.{SORT}": "Another: {{message}}"})
    assert "This would" not in other, "nobody knows what another prompt would bring"


def test_a_look_says_how_it_stands_and_then_that_it_has_ended(aisha: Client):
    assert aisha.get(TRY, {"path": QUIZ, "question": SORT}).status_code == 404
    tries(aisha)
    about = {"path": QUIZ, "question": SORT}
    assert "No GPU worker is running" in aisha.get(TRY, about, headers=HTMX).content.decode()
    assert aisha.get(TRY, about).headers["Location"] == EDITOR
    replies()
    done = aisha.get(TRY, about, headers=HTMX)
    assert (done.status_code, "tried-out" in done.headers["HX-Trigger"]) == (204, True)


def test_two_clicks_ask_once_and_a_run_that_failed_says_why(aisha: Client):
    tries(aisha)
    tries(aisha)
    first = taken()
    assert Run.objects.count() == 1
    fails(first)
    page = editor(aisha)
    assert "The model could not be run." in page
    assert "base model" in page
    tries(aisha)
    replies()
    assert "3 of 3 replies fit." in editor(aisha)
    assert not take_replies(ticket=first.public_id, replies=dict.fromkeys(ALL, "no"))
    assert not note_failure(ticket=first.public_id, failure="killed")
    assert "3 of 3 replies fit." in editor(aisha)


def test_the_saved_question_is_run_and_replies_hold_as_long_as_it_asks_the_same(
    aisha: Client, company: Company, here: Draft
):
    tries(aisha)
    replies()
    change(company, here, "claims", "billing")
    assert "earlier wording" not in editor(aisha)
    assert "2 of 3 replies fit." in editor(aisha), "what is wanted was corrected: no new run is needed"
    change(company, here, "about late", "about something else")
    page = editor(aisha)
    assert "replies fit" not in page
    assert "with an earlier wording of the prompt or of the examples" in page
    assert "Sort this &lt;b&gt;message&lt;/b&gt;" in page, "the prompt stays in its field"
    tries(aisha)
    assert Run.objects.order_by("-pk")[0].experiment.spec["messages"]["late"] == "about something else <i>"


def test_what_cannot_be_run_is_refused_with_the_reason(aisha: Client, company: Company, here: Draft):
    unreadable = tries(aisha, "Sort it.")
    assert unreadable.status_code == 422
    assert unreadable.content.decode() == "Write {{message}} where the message belongs."
    for place in range(OPEN_RUNS_EACH):
        assert tries(aisha, f"{place}: {{{{message}}}}").status_code == 204
    full = tries(aisha)
    assert full.status_code == 409
    assert "You already have 20 runs waiting or at work." in full.content.decode()
    assert PromptTryOut.objects.count() == Run.objects.count() == OPEN_RUNS_EACH
    assert tries(aisha, question="loss").status_code == 404, "no run marks it"
    change(company, here, "kind: prompt", "kind: nonsense")
    broken = tries(aisha)
    assert (broken.status_code, "This cannot be run yet" in broken.content.decode()) == (409, True)


def test_only_authors_run_it_and_each_reads_their_own(aisha: Client, company: Company, client: Client):
    tries(aisha)
    replies()
    client.force_login(company.dana)
    assert "replies fit" not in editor(client)
    client.force_login(company.ling)
    assert tries(client).status_code == 403
