"""Aisha tries the lab of a draft before anybody learns with it."""

from typing import Any

import pytest
from django.test import Client

from courses.drafts.drafting import open_draft, save_file
from courses.models import Draft, DraftFile, PartDone
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.training_jobs.told import grade, line, step
from training_jobs import endings
from training_jobs.contract.failures import Failure
from training_jobs.models import DryRun, Experiment, Grading, Kind, Run
from training_jobs.queue import claim
from training_jobs.stream import append

pytestmark = pytest.mark.django_db
LAB = "lessons/lab/sort.lab.yaml"
PAGE = "/authoring/small/labs/lab/sort/dry-run/"
EDITOR = f"/authoring/small/edit/file/?path={LAB}"
CHECK = "/authoring/small/edit/?check=1"
NEVER = "Nobody has made a dry run of this lab"


@pytest.fixture
def here(company: Company, publish: Publish) -> Draft:
    return open_draft(by=company.aisha, course=publish(lab=True).course)


@pytest.fixture
def aisha(client: Client, company: Company, here: Draft) -> Client:
    client.force_login(company.aisha)
    return client


def page_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def ends(*told: Any, failure: Failure | None = None) -> Run:
    """The run that is next tells this and ends."""
    here = claim("gpu@here")
    assert here is not None
    fence: dict[str, Any] = {"run_id": here.run_id, "attempt": here.attempt}
    append(**fence, events=told)
    return endings.fail(**fence, failure=failure) if failure else endings.finish(**fence)


def change_lab(company: Company, here: Draft, old: str, new: str) -> None:
    file = DraftFile.objects.get(draft=here, path=LAB)
    assert old in (file.text or "")
    save_file(by=company.aisha, file=file, text=(file.text or "").replace(old, new), base=file.version)


def test_it_trains_and_is_scored_as_the_labs_rules_say(aisha: Client, company: Company):
    assert f"{NEVER} yet." in page_of(aisha)
    answer = aisha.post(PAGE)
    run = Run.objects.select_related("experiment").get()
    assert answer.url == f"/runs/{run.public_id}/", "the live page"
    assert (run.experiment.owner, run.experiment.lab, run.experiment.enrolment) == (company.aisha, "", None)
    assert run.experiment.spec["method"] == "lora"
    assert page_of(aisha, answer.url)
    ends(step(1, 1))
    assert "trained, being scored on the hidden test" in page_of(aisha)
    assert ends(grade(1, 0.83)).kind == Kind.GRADE
    page = page_of(aisha)
    assert "Dry run of these settings:" in page
    assert "0.83 on the hidden test, against 0.8 wanted" in page
    assert "would pass" in page
    assert not Grading.objects.exists(), "nobody's try"
    assert not PartDone.objects.exists()
    editor = page_of(aisha, EDITOR)
    assert "0.83 on the hidden test" in editor, "it stands beside the form"
    assert "A learner who changes nothing would pass." in editor
    assert "gradings left" not in editor


def test_what_was_changed_since_is_said_and_words_are_no_change(aisha: Client, company: Company, here: Draft):
    aisha.post(PAGE)
    ends(step(1, 1))
    ends(grade(1, 0.7))
    change_lab(company, here, "Sort the messages", "Sort them all")
    page = page_of(aisha)
    assert "Dry run of these settings:" in page
    assert "would not pass" in page
    change_lab(company, here, "threshold: 0.8", "threshold: 0.6")
    page = page_of(aisha)
    assert "The settings have changed since." in page
    assert "0.7 on the hidden test, against 0.8 wanted" in page, "by the rules that it was made with"


def test_a_second_click_leads_to_the_run_that_is_at_work(aisha: Client, company: Company, here: Draft):
    assert aisha.post(PAGE).url == aisha.post(PAGE).url
    assert Run.objects.count() == 1
    change_lab(company, here, "threshold: 0.8", "threshold: 0.6")
    aisha.post(PAGE)
    assert Run.objects.count() == 2


def test_a_run_that_fails_leaves_no_result_and_is_not_scored(aisha: Client):
    aisha.post(PAGE)
    ends(step(1, 1), failure=Failure.DIVERGED)
    assert "ended without a result" in page_of(aisha)
    assert Run.objects.count() == 1
    assert NEVER in page_of(aisha, CHECK)


def test_a_lab_that_cannot_be_run_is_refused_with_a_word(aisha: Client, company: Company, here: Draft):
    change_lab(company, here, "base_model: minilm-l6", "base_model: none-such")
    answer = aisha.post(PAGE)
    assert answer.status_code == 422
    assert "This lab cannot be run yet" in answer.content.decode()
    assert not Experiment.objects.exists()


def test_the_check_of_the_draft_remarks_it_and_stops_nothing(aisha: Client):
    page = page_of(aisha, CHECK)
    assert NEVER in page
    assert "None of this keeps you from making a revision." in page
    aisha.post(PAGE)
    page = page_of(aisha, CHECK)
    assert "A dry run of this lab is under way" in page, "it waits in the queue"
    assert NEVER not in page
    ends(step(1, 1))
    page = page_of(aisha, CHECK)
    assert (NEVER in page, "is under way" in page) == (False, False)


def test_a_prompt_lab_says_how_many_answers_were_right(aisha: Client, company: Company, here: Draft):
    text = (
        "title: {en: Ask, zh-hans: 问}\nsummary: {en: Ask it., zh-hans: 问它。}\nkind: prompt\npass: run\nprompt:\n"
        "  base_model: smollm2-135m-instruct\n  dataset: insurer-messages\n  cases: 4\n  template: '{{message}}'\n"
    )
    file = DraftFile.objects.get(draft=here, path=LAB)
    save_file(by=company.aisha, file=file, text=text, base=file.version)
    aisha.post(PAGE)
    ends(line(1, "report", task="prompt", rows=4, accuracy=0.75))
    assert "75% of the answers were right" in page_of(aisha)
    assert DryRun.objects.get().rules is None


def test_only_those_who_write_the_course_start_one(client: Client, company: Company, here: Draft):
    client.force_login(company.ling)
    assert client.post(PAGE).status_code in {403, 404}
    assert not Run.objects.exists()


def test_many_dry_runs_cost_as_many_queries_as_one(aisha: Client, django_assert_max_num_queries):
    for _time in range(3):
        aisha.post(PAGE)
        ends(step(1, 1))
        ends(grade(1, 0.83))
    with django_assert_max_num_queries(14):
        page_of(aisha)
