import pytest
from django.urls import reverse

from courses.models import Block
from tests.run_pages.conftest import ASK, SORT
from training_jobs.contract.spec import DEFAULT_EPOCHS
from training_jobs.models import Run
from training_jobs.nodes import announce

LAB = "/".join(("/labs", *SORT, ""))
PROMPT_LAB = "/".join(("/labs", *ASK, ""))
GIVEN = {"form_key": "one-form", "method": "lora", "learning_rate": "", "epochs": "4", "prediction": "0.8"}


def test_the_addresses_are_those_of_the_contract():
    assert reverse("training_jobs:lab", args=SORT) == LAB


def test_the_form_opens_the_knobs_of_the_lesson_with_their_limits(ling, course):
    html = ling.get(LAB).content.decode()
    for name in ("method", "learning_rate", "epochs", "batch_size", "lora.rank", "seed", "prediction"):
        assert f'name="{name}"' in html
    assert "From 0.00001 to 1." in html
    assert "Locked when you press Run" in html
    assert html.index('name="method"') < html.index('name="seed"')


def test_a_setting_that_the_lab_leaves_out_shows_its_default(ling, course):
    block = Block.objects.get(kind="lab", key=SORT[-1])
    del block.content["experiment"]["epochs"]
    block.save()
    html = ling.get(LAB).content.decode()
    assert f'name="epochs" value="{DEFAULT_EPOCHS}"' in html


def test_pressing_run_starts_a_run_and_leads_to_it(ling, course, company):
    answer = ling.post(LAB, GIVEN)
    run = Run.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("training_jobs:run", args=[run.public_id])
    assert run.experiment.prediction == 0.8
    assert run.experiment.lab == "/".join(SORT)
    assert run.experiment.spec["learning_rate"] == 0.001


def test_pressing_run_twice_makes_one_run(ling, course):
    first, second = ling.post(LAB, GIVEN), ling.post(LAB, GIVEN)
    assert first["Location"] == second["Location"]
    assert Run.objects.count() == 1


def test_who_asks_for_a_run_that_is_at_work_reads_that_the_new_prediction_was_not_taken(ling, course):
    ling.post(LAB, GIVEN)
    not_taken = "your new prediction was not taken"
    again = ling.post(LAB, GIVEN, follow=True).content.decode()
    assert "already at work" not in again, "a double click is no new question"
    other = GIVEN | {"form_key": "another-form"}
    html = ling.post(LAB, other | {"prediction": "0.5"}, follow=True).content.decode()
    assert "This run is already at work with the same settings" in html
    assert not_taken in html
    same = ling.post(LAB, other, follow=True).content.decode()
    assert "already at work" in same
    assert not_taken not in same
    assert Run.objects.get().experiment.prediction == 0.8


def test_going_back_and_changing_a_setting_makes_a_second_run(ling, course):
    ling.post(LAB, GIVEN)
    ling.post(LAB, GIVEN | {"epochs": "6"})
    assert Run.objects.count() == 2


def test_an_empty_learning_rate_takes_the_usual_one_of_the_method(ling, course):
    ling.post(LAB, GIVEN | {"method": "full"})
    assert Run.objects.get().experiment.spec["learning_rate"] == 0.0002


def test_who_switches_the_method_is_not_refused_for_a_field_that_it_ignores(ling, course):
    assert ling.post(LAB, GIVEN | {"method": "head", "lora.rank": "16"}).status_code == 302
    spec = Run.objects.get().experiment.spec
    assert (spec["method"], spec["lora"]["rank"]) == ("head", 8)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("learning_rate", "5", "Choose a number from 0.00001 to 1."),
        ("epochs", "0", "Choose a number from 1 to 10."),
        ("epochs", "2.5", "Write a whole number."),
        ("batch_size", "7", "Choose one of these: 8, 16, 32."),
        ("method", "magic", "Choose one of these: full, head, lora."),
        ("seed", "seven", "Write a number."),
        ("learning_rate", "nan", "Choose a number from"),
        ("prediction", "80", "Macro-F1 lies between 0 and 1."),
        ("prediction", "high", "Write a number between 0 and 1"),
    ],
)
def test_a_value_out_of_limits_is_explained_at_its_field(ling, course, field, value, words):
    answer = ling.post(LAB, GIVEN | {field: value})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'class="error">{words}' in html or f'_error">{words}' in html
    assert not Run.objects.exists()


def test_a_setting_that_the_lab_keeps_closed_stays_as_it_is(ling, course):
    ling.post(LAB, GIVEN | {"base_model": "smollm2-135m-instruct", "max_length": "512"})
    assert Run.objects.get().experiment.spec["base_model"] == "minilm-l6"
    assert Run.objects.get().experiment.spec["max_length"] == 96


def test_a_lab_says_that_no_worker_is_there_and_still_takes_the_run(ling, course):
    assert "the run waits and starts as soon as one comes" in ling.get(LAB).content.decode()
    announce(name="gpu@one", queue="gpu", ready=True)
    assert "the run waits and starts" not in ling.get(LAB).content.decode()


def test_whoever_has_not_started_the_course_is_led_to_its_start(client, course, company):
    for person in (company.sven, company.marco):
        client.force_login(person)
        assert client.get(LAB).headers["Location"] == "/courses/first-classifier/"
        assert client.post(LAB, GIVEN).headers["Location"] == "/courses/first-classifier/"
        assert client.get(LAB.replace("first-classifier", "no-such-course")).status_code == 404
    assert not Run.objects.exists()
    client.logout()
    assert client.get(LAB).status_code == 302


def test_a_prompt_run_keeps_the_template_and_the_chosen_examples(ling, course):
    html = ling.get(PROMPT_LAB).content.decode()
    ids = [part.split('"')[0] for part in html.split('name="examples" value="')[1:]]
    assert len(ids) == 18
    ling.post(PROMPT_LAB, {"form_key": "p", "template": "Sort:\r\n{{message}}", "examples": ids[:3]})
    spec = Run.objects.get().experiment.spec
    assert spec["template"] == "Sort:\n{{message}}"
    assert spec["examples"] == ids[:3]
    assert spec["cases"] == 30


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"template": "Sort it."}, "The template never shows the message"),
        ({"template": ""}, "Write a template"),
        ({"template": "{{message}}", "examples": ["m-nowhere"]}, "not on this list"),
    ],
)
def test_a_prompt_that_cannot_work_is_explained(ling, course, given, words):
    answer = ling.post(PROMPT_LAB, {"form_key": "p", **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Run.objects.exists()


def test_more_examples_than_the_lab_allows_are_refused_with_the_limit(ling, course):
    html = ling.get(PROMPT_LAB).content.decode()
    ids = [part.split('"')[0] for part in html.split('name="examples" value="')[1:]]
    answer = ling.post(PROMPT_LAB, {"form_key": "p", "template": "{{message}}", "examples": ids[:7]})
    assert answer.status_code == 422
    assert "Choose at most 6." in answer.content.decode()


def test_a_lab_page_asks_the_database_as_often_for_many_runs_as_for_few(
    ling, ask, django_assert_max_num_queries
):
    ask()
    ling.get(LAB)
    with django_assert_max_num_queries(12):
        ling.get(LAB)
    for seed in range(8):
        ask(seed=str(seed))
    with django_assert_max_num_queries(12):
        ling.get(LAB)
