"""An answer that a run marks: what is known when, that nothing is lost, and that nothing runs twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.actions import close_due_attempts, mark_answer, run_again, submit_attempt
from courses.answers import FIELD, QuizForm
from courses.hand_marking.acts import Given
from courses.models import Answer, Block, Enrolment, PartDone, PromptTrial, QuizAttempt
from courses.trials.settling import note_failure, take_replies
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.hand_marked import WHY, answer_of, levels, open_question
from tests.courses.prompted import (
    ALL,
    HIDDEN,
    SORT,
    WORDS,
    fails,
    filled,
    prompt_question,
    questions,
    replies,
    taken,
)
from tests.courses.quiz_pages import CHECK, HTMX, LESSON, QUIZ, in_minutes, let_pass, page_of
from tests.courses.racing import at_once
from training_jobs.models import Experiment, Kind, Run

pytestmark = pytest.mark.django_db
Taking = Callable[..., Client]
RUN = f"{QUIZ}run/{SORT}/"
ASKED = "The model is asked with your prompt."


@pytest.fixture
def handed_in(taking: Taking) -> Client:
    ling = taking(questions=questions(), readings=0)
    assert ling.post(QUIZ, filled(), headers=HTMX).status_code == 200
    return ling


def attempt() -> QuizAttempt:
    return QuizAttempt.objects.timed().get()


def test_the_examples_come_first_and_the_hidden_one_is_a_number(taking: Taking):
    page = page_of(taking(questions=questions(), readings=0))
    assert page.index("about loss &lt;i&gt;") < page.index("<textarea")
    assert "1 more example, which stays hidden" in page
    assert HIDDEN not in page
    assert "sales" not in page
    assert not Run.objects.exists()


def test_a_prompt_without_its_place_is_asked_for_again_and_kept(taking: Taking):
    ling = taking(questions=questions(), readings=0)
    answer = ling.post(QUIZ, filled(**{f"q.{SORT}": "Sort it."}), headers=HTMX)
    assert answer.status_code == 422
    assert "Write {{message}} where the message belongs." in answer.content.decode()
    assert "Sort it." in page_of(ling)
    assert not PromptTrial.objects.exists()


def test_handing_in_asks_for_one_run_and_waits_for_it(handed_in, company: Company):
    page = page_of(handed_in)
    assert ASKED in page
    assert "So far 1 of 1 point; there are 4 in all." in page
    assert (attempt().state, attempt().points, attempt().waits_for_others) == ("submitted", None, True)
    run = Run.objects.select_related("experiment").get()
    assert (run.kind, run.experiment.owner) == (Kind.ASK, company.ling)
    assert run.experiment.spec["template"] == WORDS
    assert run.experiment.spec["messages"].keys() == ALL.keys()
    assert "sales" not in str(run.experiment.spec), "no worker knows what is wanted"
    assert not Answer.objects.filter(awaits_since__isnull=False).exists(), "nobody has to read it"
    handed_in.post(QUIZ, filled(), headers=HTMX)
    assert Run.objects.count() == 1
    assert "This try is not marked yet." in page_of(handed_in, again="check")


def test_the_replies_mark_it_and_all_follows(handed_in):
    replies(late="Claims!")
    page = page_of(handed_in)
    assert (attempt().state, attempt().points, attempt().of, attempt().passed) == ("graded", 3, 4, True)
    assert PartDone.objects.get().score == 0.75
    assert Enrolment.objects.get().state == "done"
    assert "2 of 3 replies fit." in page
    assert "Of the hidden examples: 1 of 1." in page
    assert "<code>Claims!</code>" in page
    assert HIDDEN not in page
    assert "sales" not in page
    assert '<code class="lines">Best: {{message}}</code>' in page, "passed: the sample may be told"
    assert Answer.objects.get(question_key=SORT).response["reply.late"] == "Claims!"


def test_too_little_fits_and_the_next_try_runs_anew(handed_in):
    replies(loss="no", late="no", kept="no")
    assert (attempt().points, attempt().passed) == (1, False)
    assert "Best:" not in page_of(handed_in)
    handed_in.post(QUIZ, filled(number="2"), headers=HTMX)
    replies()
    assert QuizAttempt.objects.get(number=2).passed


def test_a_run_that_failed_says_why_and_is_asked_for_anew_once(handed_in, company: Company):
    fails()
    page = page_of(handed_in)
    assert "The model could not be run." in page
    assert "base model" in page
    assert "Sort this &lt;b&gt;message&lt;/b&gt;" in page, "nothing is lost"
    assert attempt().state == "submitted"
    for _click in range(2):
        again = handed_in.post(f"{RUN}again/", headers=HTMX)
        assert ASKED in again.content.decode()
    assert Run.objects.count() == 2
    assert AuditEvent.objects.filter(did="ran a prompt again").count() == 1
    replies()
    assert attempt().passed


def test_only_the_run_that_counts_is_heard_and_only_once(handed_in, company: Company):
    first = taken()
    fails(first)
    run_again(by=company.ling, trial=PromptTrial.objects.get())
    second = taken()
    assert not take_replies(ticket=first.public_id, replies=ALL)
    assert not note_failure(ticket=first.public_id, failure="killed")
    replies(second)
    assert not take_replies(ticket=second.public_id, replies=dict.fromkeys(ALL, "no"))
    assert attempt().points == 4
    assert run_again(by=company.ling, trial=PromptTrial.objects.get()).asked == 2, "it has its replies"
    assert Run.objects.count() == 2


def test_the_page_hears_of_each_reply_and_then_of_the_result(handed_in):
    waits = handed_in.get(RUN, headers=HTMX)
    assert "No GPU worker is running" in waits.content.decode()
    assert handed_in.get(RUN).url == f"{LESSON}#quiz-check", "without htmx its page shows it"
    run = taken()
    assert "A worker is loading the model." in handed_in.get(RUN, headers=HTMX).content.decode()
    Run.objects.filter(pk=run.pk).update(step=2, total_steps=3)
    assert "2 of 3 replies are there." in handed_in.get(RUN, headers=HTMX).content.decode()
    replies(run)
    done = handed_in.get(RUN, headers=HTMX)
    assert done.headers["HX-Retarget"] == "#quiz-check"
    assert "Passed." in done.content.decode()


def test_hidden_examples_can_be_read_nowhere(handed_in, company: Company, client: Client):
    client.force_login(company.dana)
    for path in ("/queue/", "/compute/"):
        page = client.get(path)
        assert page.status_code == 200
        assert f"/runs/{Run.objects.get().public_id}/" not in page.content.decode()
    run = replies()
    handed_in.force_login(company.ling)
    for path in ("/experiments/", "/", f"/runs/{run.public_id}/", f"/runs/{run.public_id}/events/"):
        assert HIDDEN not in handed_in.get(path).content.decode()
    for person in (company.ling, company.marco, company.dana):
        client.force_login(person)
        assert client.get(f"/runs/{run.public_id}/").status_code == 404
    assert Experiment.objects.count() == 1


def test_a_person_and_a_run_mark_the_same_try(taking: Taking, company: Company):
    ling = taking(questions=questions(open_question(WHY)), readings=0)
    ling.post(QUIZ, filled(**{f"q.{WHY}": "Because."}), headers=HTMX)
    assert "Waiting for a mark by a person." in page_of(ling)
    mark_answer(by=company.aisha, answer=answer_of(WHY), given=Given(levels(2, 3)))
    assert (attempt().state, Run.objects.count()) == ("submitted", 1)
    replies()
    assert (attempt().state, attempt().points) == ("graded", 9)


def test_marks_that_wait_for_the_close_run_at_hand_in_and_are_told_later(taking: Taking):
    ling = taking(questions=questions(), readings=0, feedback="after-close", closes=in_minutes(10))
    ling.post(QUIZ, filled(), headers=HTMX)
    replies()
    assert (attempt().state, attempt().points) == ("submitted", None)
    assert "replies fit" not in page_of(ling)
    let_pass(timedelta(minutes=11))
    assert close_due_attempts() == 1
    assert (attempt().points, Run.objects.count()) == (4, 1)


def test_it_cannot_be_checked_alone(taking: Taking):
    ling = taking(questions=questions(), readings=0, feedback="at-once")
    refused = ling.post(CHECK, {**filled(), "check": SORT}, headers=HTMX)
    assert refused.status_code == 409
    assert "The model runs this prompt once you have handed in the quiz." in refused.content.decode()


def test_nobody_asks_for_the_run_of_another(handed_in, company: Company, client: Client):
    client.force_login(company.sven)
    assert client.get(RUN).status_code == client.post(f"{RUN}again/").status_code == 404


def test_what_is_marked_at_once_makes_no_query_for_runs(taking: Taking):
    ling = taking(questions=[*questions()[:1]], readings=0)
    with CaptureQueriesContext(connection) as made:
        ling.post(QUIZ, filled(), headers=HTMX)
    assert "prompttrial" not in str([one["sql"] for one in made])


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_hand_in_at_once_ask_for_one_run(company: Company, publish, begin):
    enrolment = begin(company.ling, publish(questions=[prompt_question()], readings=0))
    block = Block.objects.select_related("lesson").get(kind="quiz")
    form = QuizForm.of(QueryDict(f"{FIELD}{SORT}=%7B%7Bmessage%7D%7D&number=1"))
    at_once(
        *[
            lambda: submit_attempt(enrolment=enrolment, lesson=block.lesson, block=block, form=form)
            for _window in range(2)
        ]
    )
    assert (QuizAttempt.objects.count(), PromptTrial.objects.count(), Run.objects.count()) == (1, 1, 1)
