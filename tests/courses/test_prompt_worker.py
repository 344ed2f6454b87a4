"""A prompt question with nothing scripted: a worker has the small model reply, and the quiz is marked by what it wrote."""

import pytest

from courses.models import PromptTrial, QuizAttempt
from tests.courses.prompted import SORT, filled, questions
from tests.courses.quiz_pages import HTMX, QUIZ, page_of
from tests.training_jobs.told import events_of
from tests.training_jobs.workers import until, worker
from training_jobs.models import Run

TASK = "Repeat this word and write nothing else: {{message}}"


@pytest.mark.django_db(transaction=True)
def test_a_real_model_replies_and_its_replies_are_the_mark(taking, models_dir):
    examples = [
        {"key": key, "message": key, "wanted": [wanted], "hidden": key == "green"}
        for key, wanted in (("yellow", "*yellow*"), ("green", "*green*"), ("red", "no such word"))
    ]
    ling = taking(questions=questions(examples=examples, sample=None), readings=0)
    with worker(app="lms", LEASE_SECONDS="30"):
        ling.post(QUIZ, filled(**{f"q.{SORT}": TASK}), headers=HTMX)
        until(lambda: QuizAttempt.objects.filter(state="graded").exists(), 120)
    trial = PromptTrial.objects.get()
    assert trial.replies.keys() == {"yellow", "green", "red"}
    attempt, answer = QuizAttempt.objects.get(), trial.answer
    fitting = sum(word in trial.replies[word].casefold() for word in ("yellow", "green"))
    assert answer.points == pytest.approx(answer.of * fitting / 3)
    assert attempt.points == answer.points + 1
    run = Run.objects.get(public_id=trial.ticket)
    assert (run.step, run.total_steps, len(run.model_digest)) == (3, 3, 64)
    assert "green" not in str(events_of(run, "step")) + str(events_of(run, "log"))
    assert f"{fitting} of 3 replies fit." in page_of(ling)
