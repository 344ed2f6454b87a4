from django.urls import reverse

from courses.models import Block, BlockKind
from tests.run_pages.conftest import SORT, play, play_to_end, recorded
from tests.training_jobs.told import events_of, grade
from training_jobs import endings
from training_jobs.actions import request_grading
from training_jobs.contract.failures import Failure
from training_jobs.queue import claim
from training_jobs.stream import append


def page(client, run, **headers):
    answer = client.get(reverse("training_jobs:run", args=[run.public_id]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_navigation_says_behind_which_door_a_run_and_its_lab_lie(ling, ask):
    assert 'aria-current="page">Experiments' in page(ling, ask())
    assert 'aria-current="page">Courses' in ling.get(reverse("training_jobs:lab", args=SORT)).content.decode()


def test_a_waiting_run_says_its_place_and_why_it_waits(ling, ask):
    html = page(ling, ask())
    assert "number 1 in the queue" in html
    assert "No GPU worker is running" in html


def test_a_running_run_shows_its_newest_figures_without_a_script(ling, ask):
    html = page(ling, play(ask(), recorded("head"), until=120))
    assert "Running" in html
    assert "of 120" in html
    assert "Table of the points" in html


def test_a_finished_run_shows_its_report_and_how_the_prediction_did(ling, ask):
    html = page(ling, play_to_end(ask(), recorded("head")))
    assert "What it confused" in html
    assert "You said 0.850 and it came to" in html
    assert "Submit for grading" in html


def test_a_run_says_what_was_changed_only_where_something_was(ling, ask, ask_prompt):
    own, changed = page(ling, ask()), page(ling, ask(seed="3"))
    nothing, struck = "Nothing was changed from the lab&#x27;s own settings.", "What is struck through"
    for text, says, not_says in ((own, nothing, struck), (changed, struck, nothing)):
        assert says in text.replace("lab's", "lab&#x27;s")
        assert not_says not in text.replace("lab's", "lab&#x27;s")
    assert "What you changed" not in own
    assert "<h2>Settings</h2>" in own
    assert "What you changed" in changed
    assert "Nothing was changed" not in page(ling, ask_prompt()), "its prompt is compared with nothing"


def test_after_a_pass_each_run_of_the_lab_says_that_it_is_enough(ling, ask, company):
    passed, later = (play_to_end(ask(seed=seed), recorded("head")) for seed in ("1", "2"))
    request_grading(by=company.ling, run=passed)
    grading = claim("gpu@here")
    append(run_id=grading.run_id, attempt=grading.attempt, events=[grade(1, 0.83)])
    endings.finish(run_id=grading.run_id, attempt=grading.attempt)
    for run in (passed, later):
        html = page(ling, run)
        assert ("Passed with <b>0.830</b> on the hidden test" in html) == (run is later)
        assert html.count("</span>passed</span>") + html.count("✓ passed</span>") == 1, "it is said once"
        assert html.count("<b>0.830</b>") == 1
        assert "No further grading is needed." in html
    assert "Submit for grading" not in page(ling, passed)
    assert "You may still have this run scored: the best score counts. 2 tries left." in page(ling, later)


def test_a_run_that_was_scored_below_what_is_asked_offers_no_second_scoring(ling, ask, company):
    run = play_to_end(ask(), recorded("head"))
    request_grading(by=company.ling, run=run)
    grading = claim("gpu@here")
    append(run_id=grading.run_id, attempt=grading.attempt, events=[grade(1, 0.63)])
    endings.finish(run_id=grading.run_id, attempt=grading.attempt)
    html = page(ling, run)
    assert "Submit for grading" not in html
    assert "The same run would get the same score again" in html


def test_a_lab_that_is_decided_by_accuracy_says_so(ling, ask, company):
    run = play_to_end(ask(), recorded("head"))
    for block in Block.objects.filter(kind=BlockKind.LAB):
        if grading := block.content.get("grading"):
            grading["metric"] = "accuracy"
            block.save()
    html = page(ling, run)
    assert "at least <b>0.80</b> (accuracy)" in html.replace("0.800", "0.80")
    request_grading(by=company.ling, run=run)
    grading = claim("gpu@here")
    append(run_id=grading.run_id, attempt=grading.attempt, events=[grade(1, 0.63)])
    endings.finish(run_id=grading.run_id, attempt=grading.attempt)
    assert "Accuracy: <b>0.900</b> on the hidden messages; 0.800 was asked." in page(ling, run)


def test_a_diverged_run_keeps_its_curve_and_says_what_to_do(ling, ask):
    run = play_to_end(ask(learning_rate="0.05"), recorded("diverged"), Failure.DIVERGED, "loss is not finite")
    html = page(ling, run)
    assert "Divide it by ten" in html
    assert "This came from the settings of the run." in html
    assert "Table of the points" in html
    told = [line for line in recorded("diverged") if line.kind == "step"]
    assert len(events_of(run, "step")) == len(told) > 5


def test_a_prompt_run_shows_each_case(ling, ask_prompt):
    html = page(ling, play_to_end(ask_prompt(), recorded("prompt")))
    assert "30 of 30 answered" in html
