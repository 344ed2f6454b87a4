import pytest
from django.core.management import call_command

from courses.labs import lab_registry
from courses.models import PartDone, PartKind
from tests.training_jobs.conftest import GRADED
from training_jobs.models import Grading, Kind
from training_jobs.states import State

pytestmark = pytest.mark.django_db


def test_courses_find_the_labs_through_settings():
    assert lab_registry().problems(GRADED) == []
    broken = {**GRADED, "experiment": {**GRADED["experiment"], "base_model": "gpt-9"}}
    assert "experiment.base_model" in lab_registry().problems(broken)[0]


def test_the_card_leads_into_the_lab(company, labs):
    card = lab_registry().card(actor=company.ling, place=labs.graded, preview=False)
    assert "/labs/first-classifier/sorting/sort/" in card
    assert "Sort messages" in card


def test_the_card_says_how_far_the_person_is(company, labs, queued_run):
    trained = queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.5)
    best = queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.83)
    grader = queued_run(place=labs.graded, kind=Kind.GRADE, state=State.FINISHED)
    Grading.objects.create(
        run=grader,
        trained=best,
        owner=company.ling,
        lab=labs.graded.path,
        number=1,
        threshold=0.8,
        passed=True,
    )
    place = labs.graded
    PartDone.objects.create(
        enrolment=place.enrolment,
        revision=place.revision,
        lesson_key=place.lesson.key,
        kind=PartKind.LAB,
        key=place.block.key,
        score=0.83,
    )
    card = lab_registry().card(actor=company.ling, place=labs.graded, preview=False)
    assert "0.83" in card
    assert f"/runs/{best.public_id}/" in card
    assert f"/runs/{trained.public_id}/" not in card
    assert "done" in card


def test_the_card_costs_the_same_for_any_number_of_runs(
    company, labs, queued_run, django_assert_max_num_queries
):
    for _size in (2, 20):
        for _each in range(_size):
            queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.5)
        with django_assert_max_num_queries(4):
            lab_registry().card(actor=company.ling, place=labs.graded, preview=False)


def test_a_preview_leads_nowhere_and_shows_nobodys_runs(company, labs, queued_run):
    run = queued_run(place=labs.graded, state=State.FINISHED)
    card = lab_registry().card(actor=company.aisha, place=labs.graded, preview=True)
    assert "/labs/" not in card
    assert str(run.public_id) not in card


def test_a_hostile_title_stays_text(company, labs):
    labs.graded.block.content["title"]["en"] = "<script>alert(1)</script>"
    assert "<script>" not in lab_registry().card(actor=company.ling, place=labs.graded, preview=False)


def test_models_that_are_there_are_not_fetched_again(models_dir, settings, capfd):
    settings.MODELS_DIR = models_dir
    call_command("models", "fetch")
    assert "minilm-l6: already there" in capfd.readouterr().out
