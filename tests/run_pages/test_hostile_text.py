from django.urls import reverse

from tests.run_pages.conftest import play, play_to_end, recorded
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure

EVIL = "<img src=x onerror=alert(1)>\"'</script>"
SAFE = "&lt;img src=x onerror=alert(1)&gt;"


def page(client, run):
    return client.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()


def poisoned(lines):
    """The same stream with evil text wherever text comes from a worker, a model or a data set."""
    evil = []
    for line in lines:
        data = dict(line.data)
        for key in ("text", "message", "predicted", "answer"):
            if key in data:
                data[key] = EVIL
        if line.kind == "report":
            data |= {
                "mistakes": [{**row, "text": EVIL, "predicted": EVIL} for row in data.get("mistakes", [])]
            }
            data |= {"cases": [{**row, "text": EVIL, "answer": EVIL} for row in data.get("cases", [])]}
        evil.append(line.model_copy(update={"data": data}))
    return evil


def test_titles_logs_samples_and_mistakes_are_shown_as_text(ling, ask):
    run = play_to_end(ask(title=EVIL), poisoned(recorded("head")))
    html = page(ling, run)
    assert SAFE in html
    assert "<img src=x" not in html


def test_what_a_model_answers_is_shown_as_text(ling, ask_prompt):
    html = page(ling, play_to_end(ask_prompt(template=EVIL + "{{message}}"), poisoned(recorded("prompt"))))
    assert html.count(SAFE) > 30
    assert "<img src=x" not in html


def test_what_a_worker_wrote_about_a_failure_is_shown_as_text(ling, ask, client, company):
    run = play_to_end(ask(), poisoned(recorded("diverged")), Failure.ENGINE_ERROR, EVIL)
    assert "<img src=x" not in page(ling, run)
    client.force_login(company.dana)
    html = client.get(reverse("training_jobs:queue")).content.decode()
    assert SAFE in html
    assert "<img src=x" not in html


def test_a_log_line_cannot_choose_a_class_of_its_own(ling, ask):
    line = Line(n=1, kind="log", data={"message": "hello", "level": '"><script>alert(1)</script>'}, at=1.8e9)
    assert "<script>alert" not in page(ling, play(ask(), [line]))


def test_recorded_streams_hold_text_to_be_poisoned():
    for name in ("head", "prompt", "diverged"):
        assert any(EVIL in line.data.values() for line in poisoned(recorded(name))), name
