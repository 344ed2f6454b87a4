import pytest
from django.core.management import call_command

from courses.labs import lab_registry
from courses.models import Enrolment, PartDone, PartKind
from tests.training_jobs.conftest import GRADED
from training_jobs.models import Grading, Kind
from training_jobs.states import State

pytestmark = pytest.mark.django_db


def test_courses_find_the_labs_through_settings():
    assert lab_registry().problems(GRADED) == []
    broken = {**GRADED, "experiment": {**GRADED["experiment"], "base_model": "gpt-9"}}
    assert lab_registry().problems(broken)[0][0] == ("experiment", "base_model")


def test_the_card_leads_into_the_lab(company, labs):
    card = lab_registry().card(actor=company.ling, place=labs.graded, preview=False)
    assert "/labs/first-classifier/sorting/sort/" in card
    assert "Sort messages" in card


@pytest.fixture
def passed(company, labs, queued_run):
    """Ling's run that passed the lab with 0.83; her first grading of three."""
    run = queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.83)
    Grading.objects.create(
        run=queued_run(place=labs.graded, kind=Kind.GRADE, state=State.FINISHED),
        trained=run,
        owner=company.ling,
        lab=labs.graded.path,
        number=1,
        threshold=0.8,
        macro_f1=0.83,
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
    return run


PASSED = "Passed with <b>0.830</b> on the hidden test, against 0.800 wanted."
ENOUGH = "No further grading is needed."


def test_the_card_says_how_far_the_person_is(company, labs, queued_run):
    trained = queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.5)
    best = queued_run(place=labs.graded, state=State.FINISHED, macro_f1=0.83)
    card = lab_registry().card(actor=company.ling, place=labs.graded, preview=False)
    assert "Your best validation macro-F1: <b>0.830</b>" in card
    assert f"/runs/{best.public_id}/" in card
    assert f"/runs/{trained.public_id}/" not in card
    assert "To pass: 0.800 on the hidden test. 3 gradings left." in card
    assert "done" not in card


def test_after_a_pass_the_card_names_the_score_and_counts_no_gradings(company, labs, passed):
    card = lab_registry().card(actor=company.ling, place=labs.graded, preview=False)
    assert PASSED in card
    assert ENOUGH in card
    assert "left" not in card
    assert 'class="btn primary"' not in card, "it is not the next step any more"


def test_after_a_pass_the_page_of_the_lab_says_that_it_is_enough(client, company, labs, passed):
    client.force_login(company.ling)
    html = client.get(f"/labs/{labs.graded.path}/").content.decode()
    assert PASSED in html
    assert ENOUGH in html
    assert "tries left" not in html


def test_what_a_renewal_took_over_is_passed_though_its_gradings_are_of_an_earlier_cycle(
    client, company, labs, passed
):
    Enrolment.objects.filter(pk=labs.enrolment.pk).update(cycle=2)
    PartDone.objects.update(cycle=2)
    client.force_login(company.ling)
    html = client.get(f"/labs/{labs.graded.path}/").content.decode()
    assert PASSED in html
    assert "3 tries left" not in html


def test_a_preview_says_what_a_learner_needs_and_has(company, labs):
    card = lab_registry().card(actor=company.aisha, place=labs.graded, preview=True)
    assert "To pass, a learner needs 0.800 on the hidden test, and has 3 gradings." in card
    assert "left" not in card


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
