"""Aisha begins an attention widget in the browser: a worker measures her sentence, and she hears when it is missing."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.drafts.drafting import check_finished, texts_of
from courses.models import Draft, DraftFile, Measuring, Revision
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on
from tests.courses.prompted import fails, taken
from tests.courses.quiz_pages import HTMX
from tests.training_jobs.told import line
from training_jobs import endings
from training_jobs.access import OPEN_RUNS_EACH
from training_jobs.models import Kind, Run
from training_jobs.stream import append

pytestmark = pytest.mark.django_db
EDIT = "/authoring/small/edit/"
WIDGET, MEASURED = (f"lessons/read-1/who-looks.{kind}.yaml" for kind in ("widget", "measured"))
ASK, PAGE = f"{EDIT}file/measure/", f"{EDIT}file/?path={WIDGET}"
SENTENCE = "The <b>cat</b> sat because it was tired."
TOKENS = ["[CLS]", "cat", "sat", "[SEP]"]


@pytest.fixture
def begun(aisha: Client, here: Draft) -> Client:
    asked = {"do": "add-block", "lesson": "read-1", "kind": "attention", "title": "Who looks"}
    answer = aisha.post(f"{EDIT}structure/", asked)
    assert answer.headers["Location"] == PAGE
    return aisha


def ask(client: Client, **more: str) -> HttpResponse:
    sent = {"path": WIDGET, "text": SENTENCE, "model": "minilm-l6", "heads": "5/5, 1/3", **more}
    return client.post(ASK, sent, headers=HTMX)


def measured(text: str = SENTENCE, tokens: int = 4, **instead: Any) -> Run:
    """The run that is next ends with what it measured."""
    run = taken()
    even = [[0.25] * 4] * 4
    heads = [{"layer": layer, "head": head, "weights": even} for layer, head in run.experiment.spec["heads"]]
    found = {"model": "minilm-l6", "sha256": "a" * 64, "text": text, "tokens": TOKENS, "heads": heads}
    told = {"task": "attend", "rows": 1, "tokens": tokens, "measured": found, **instead}
    append(run_id=run.pk, attempt=run.attempt, events=[line(1, "report", **told)])
    return endings.finish(run_id=run.pk, attempt=run.attempt)


def page_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_a_sentence_of_her_own_is_measured_by_a_worker_and_stands_beside_the_widget(
    begun: Client, here: Draft, company: Company
):
    assert "Nothing is measured yet." in page_of(begun)
    assert ask(begun).status_code == 200
    run = Run.objects.select_related("experiment").get()
    assert (run.kind, run.experiment.owner, run.experiment.spec["text"]) == (
        Kind.ATTEND,
        company.aisha,
        SENTENCE,
    )
    page = page_of(begun)
    assert "The &lt;b&gt;cat&lt;/b&gt; sat because it was tired.” is being measured." in page
    assert ">Measure it" not in page
    measured()
    page = page_of(begun)
    assert "being measured" not in page
    assert 'value="5/5, 1/3"' in page
    assert "Measure it again" in page
    assert texts_of(here)[MEASURED]
    assert not [one for one in check_finished(here).problems if "measured" in one.message]
    assert "Layer 5, head 5 of minilm-l6" in page.split('id="look-title"')[1]
    saved = here.files.get(path=MEASURED)
    assert (saved.by, saved.saves.count()) == (company.aisha, 1)
    assert AuditEvent.objects.get(did="asked to measure").detail == {"path": WIDGET}


def test_until_it_is_measured_the_check_says_so_and_no_revision_is_made(begun: Client):
    page = begun.get(f"{EDIT}?check=1").content.decode()
    assert "The sentence of this widget is not measured yet" in page
    begun.post(f"{EDIT}finish/")
    assert Revision.objects.count() == 1


def test_the_page_hears_when_it_has_ended(begun: Client):
    ask(begun)
    waiting = begun.get(ASK, {"path": WIDGET}, headers=HTMX)
    assert 'hx-trigger="every 3s"' in waiting.content.decode()
    assert "HX-Trigger-After-Swap" not in waiting.headers
    measured()
    ended = begun.get(ASK, {"path": WIDGET}, headers=HTMX)
    assert "every 3s" not in ended.content.decode()
    assert "tried-out" in ended.headers["HX-Trigger-After-Swap"]
    assert begun.get(ASK, {"path": WIDGET}).headers["Location"] == f"{PAGE}#measure"


def test_a_sentence_that_is_too_long_is_told_with_its_length(begun: Client, here: Draft):
    ask(begun)
    measured(tokens=31, measured=None)
    page = page_of(begun)
    assert "is 31 tokens long, and a widget shows 24 at most. Shorten it." in page
    assert MEASURED not in texts_of(here)


def test_a_run_that_failed_says_why_and_can_be_asked_for_again(begun: Client):
    ask(begun)
    fails()
    page = page_of(begun)
    assert "could not be measured" in page
    assert "Ask an administrator to run “manage.py models fetch”" in page
    ask(begun)
    measured()
    assert "could not be measured" not in page_of(begun)


@pytest.mark.parametrize(
    ("heads", "why"),
    [
        ("7/1", "MiniLM-L6 (encoder) has layers 1 to 6 with heads 1 to 12; there is no 7/1."),
        ("1/0", "there is no 1/0."),
        ("first", "Write one to 12 heads as layer/head"),
        (",", "Write one to 12 heads as layer/head"),
        (", ".join(f"1/{head}" for head in range(1, 13)) + ", 2/1", "Write one to 12 heads as layer/head"),
    ],
)
def test_heads_that_there_are_not_are_refused_before_a_worker_is_asked(begun: Client, heads: str, why: str):
    answer = ask(begun, heads=heads)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert f'value="{heads}"' in answer.content.decode(), "what was typed stays"
    assert not Run.objects.exists()


def test_without_a_script_it_is_a_plain_form(begun: Client):
    sent = fields_on(page_of(begun), marked="hx-post")
    answer = begun.post(ASK, {**sent, "text": [SENTENCE]})
    assert answer.headers["Location"] == f"{PAGE}#measure"
    assert Measuring.objects.get().heads == [[1, 3], [3, 2], [5, 5], [5, 6]]
    refused = begun.post(ASK, {**sent, "path": [WIDGET], "text": [""]}, follow=True)
    assert "This field is required." in refused.content.decode()


def test_two_authors_ask_one_after_the_other(begun: Client, company: Company):
    ask(begun)
    assert ask(begun).status_code == 200
    assert Run.objects.count() == 1, "pressed twice"
    other = Client()
    other.force_login(company.dana)
    answer = ask(other, text="Another one.")
    assert answer.status_code == 422
    assert "Aisha is having “The &lt;b&gt;cat" in answer.content.decode()


def test_what_is_measured_for_a_widget_that_is_gone_changes_nothing(begun: Client, here: Draft):
    ask(begun)
    gone = {"do": "remove-block", "lesson": "read-1", "kind": "widget", "block": "who-looks"}
    begun.post(f"{EDIT}structure/", gone)
    measured()
    assert MEASURED not in texts_of(here)
    assert not Measuring.objects.filter(ended_at=None).exists()


def test_the_queue_may_be_full(begun: Client, here: Draft):
    for number in range(OPEN_RUNS_EACH):
        file = DraftFile.objects.create(
            draft=here, path=f"lessons/read-1/w{number}.widget.yaml", text="widget: attention\n"
        )
        assert ask(begun, path=file.path).status_code == 200
    assert "runs waiting or at work" in ask(begun).content.decode()


def test_another_file_has_no_sentence(begun: Client):
    assert ask(begun, path="lessons/quiz/check.quiz.yaml").status_code == 404


def test_whoever_may_not_write_asks_for_nothing(begun: Client, company: Company, here: Draft):
    begun.force_login(company.ling)
    assert ask(begun).status_code in (403, 404)
    assert not Run.objects.exists()


def test_a_run_of_a_widget_has_no_page_of_its_own(begun: Client, company: Company):
    ask(begun)
    run = Run.objects.get()
    assert begun.get(f"/runs/{run.public_id}/").status_code == 404
    assert str(run.public_id) not in begun.get("/runs/").content.decode()
