"""The form of a lab says what its settings mean, above all what holds where nothing is typed."""

import pytest
from django.test import Client

from courses.drafts import lab_words
from courses.models import Draft
from training_jobs.contract.spec import DEFAULT_EPOCHS, LEARNING_RATE_PRESETS

EDIT = "/authoring/small/edit/"


def form_of(client: Client, draft: Draft, kind: str) -> str:
    begun = {"do": "add-block", "lesson": "read-1", "kind": kind, "title": "New one"}
    client.post(f"{EDIT}structure/", begun)
    path = draft.files.present().get(path__contains="/new-one.").path
    return client.get(f"{EDIT}file/", {"path": path}).content.decode()


def test_each_setting_of_a_fine_tune_says_what_it_means(aisha: Client, here: Draft):
    page = form_of(aisha, here, "fine-tune")
    for field in ("learning_rate", "epochs", "max_steps", "devices", "node_label", "seed"):
        hint = str(lab_words.OF_A_RUN[field])
        assert hint in page.partition(f'name="f.experiment.{field}"')[2].partition("</label>")[0]
    for field in ("attention", "precision"):
        told = page.partition(f'name="f.experiment.{field}"')[2].partition("</label>")[0]
        assert str(lab_words.CHOICES[field]) in told
        assert ">auto<" not in told
    assert "a grading passes" in page


def test_a_prompt_lab_offers_no_grading_that_would_pass_it(aisha: Client, here: Draft):
    page = form_of(aisha, here, "prompt")
    passed = page.partition('name="f.pass"')[2].partition("</select>")[0]
    assert "one run has finished" in passed
    assert passed.count("<option") == 1
    assert "a grading passes" not in page


def test_what_is_rarely_needed_is_put_away(aisha: Client, here: Draft):
    page = form_of(aisha, here, "fine-tune")
    run = page.partition('id="f.experiment"')[2].partition('id="f.knobs"')[0]
    first, _tag, more = run.partition('<details class="more">')
    for field in ("base_model", "dataset", "method", "learning_rate", "epochs", "batch_size"):
        assert f"f.experiment.{field}" in first
    for field in ("seed", "max_steps", "precision", "attention", "devices", "lora"):
        assert f"f.experiment.{field}" not in first
        assert f"f.experiment.{field}" in more


@pytest.mark.parametrize(("kind", "says"), [("fine-tune", True), ("prompt", False)])
def test_only_where_there_is_a_head_is_it_spoken_of(aisha: Client, here: Draft, kind: str, says: bool):
    page = form_of(aisha, here, kind)
    assert ("One that writes text has no" in page) == says
    assert "<summary>The run as it is before anybody changes it</summary>" in page


def test_the_numbers_that_hold_where_nothing_is_typed_are_true():
    hint = str(lab_words.OF_A_RUN["learning_rate"])
    rates = {rate for methods in LEARNING_RATE_PRESETS.values() for rate in methods.values()}
    assert {f"{rate:f}".rstrip("0") for rate in rates} <= set(hint.replace("(", "").replace(",", "").split())
    assert f" {DEFAULT_EPOCHS}," in str(lab_words.OF_A_RUN["epochs"])
