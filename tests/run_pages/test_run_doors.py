import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import AuditEvent
from tests.run_pages.conftest import SORT, play, play_to_end, recorded
from training_jobs import endings
from training_jobs.access import run_folder
from training_jobs.models import RunAttempt
from training_jobs.presenting import words
from training_jobs.states import State


def address(name, run):
    return reverse(f"training_jobs:{name}", args=[run.public_id])


@pytest.fixture
def finished(ask):
    return play_to_end(ask(), recorded("head"))


@pytest.mark.parametrize("name", ["run", "run_events", "artefact"])
def test_strangers_find_no_run(client, company, finished, name):
    for person in (company.sven, company.omar, company.aisha):
        client.force_login(person)
        assert client.get(address(name, finished)).status_code == 404


@pytest.mark.parametrize("name", ["cancel", "grade"])
def test_strangers_can_do_nothing_to_a_run(client, company, finished, name):
    client.force_login(company.sven)
    assert client.post(address(name, finished)).status_code == 404
    assert client.get(address(name, finished)).status_code == 302, "only a form can ask for it"


def test_a_manager_looks_but_cannot_submit_for_grading(client, company, finished):
    client.force_login(company.marco)
    html = client.get(address("run", finished)).content.decode()
    assert "Ling" in html
    assert 'id="grade"' not in html
    assert client.post(address("grade", finished)).status_code == 403


def test_a_prediction_is_told_to_its_owner_and_of_its_owner(client, company, ask):
    for seed in ("1", "2"):
        play_to_end(ask(seed=seed, prediction=0.99), recorded("head"))
    run = play_to_end(ask(seed="3", prediction=0.99), recorded("head"))
    client.force_login(company.ling)
    mine = client.get(address("run", run)).content.decode()
    assert "You said 0.990 and it came to" in mine
    assert "Your last 2 predictions were" in mine
    client.force_login(company.marco)
    theirs = client.get(address("run", run)).content.decode()
    assert f"{company.ling.name} said 0.990 and it came to" in theirs
    assert f"The last 2 predictions of {company.ling.name} were" in theirs
    assert "What was changed" in theirs
    for word in ("You said", "Your last", "What you changed", "you expected", "you pressed"):
        assert word not in theirs


def test_events_come_as_json_after_a_number(ling, ask):
    run = play(ask(), recorded("head"), until=40)
    first = ling.get(address("run_events", run)).json()
    assert first["seq"] == run.last_seq
    assert first["state"] == State.RUNNING
    assert [event["seq"] for event in first["events"]] == list(range(1, run.last_seq + 1))
    rest = ling.get(address("run_events", run), {"after": 30}).json()
    assert [event["seq"] for event in rest["events"]] == list(range(31, run.last_seq + 1))


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 30, "²"])
def test_a_number_that_is_none_is_a_bad_request(ling, ask, after):
    assert ling.get(address("run_events", ask()), {"after": after}).status_code == 400


def test_stopping_a_waiting_run_takes_it_out_of_the_queue(ling, ask):
    run = ask()
    answer = ling.post(address("cancel", run), headers={"HX-Request": "true", "HX-Target": "run_head"})
    html = answer.content.decode()
    assert 'id="run_head"' in html
    assert "<html" not in html
    assert "Cancelled" in html
    run.refresh_from_db()
    assert run.state == State.CANCELLED


def test_stopping_an_ended_run_says_that_it_has_ended(ling, finished):
    by_htmx = ling.post(address("cancel", finished), headers={"HX-Request": "true", "HX-Target": "run_head"})
    assert "already ended" in by_htmx.content.decode()
    by_form = ling.post(address("cancel", finished))
    assert by_form.status_code == 409
    assert "already ended" in by_form.content.decode()


def test_a_finished_run_is_submitted_for_grading_once(ling, finished):
    html = ling.post(address("grade", finished), headers={"HX-Request": "true"}).content.decode()
    assert "being scored" in html
    assert 'hx-trigger="run-ended from:body, every 2s"' in html
    again = ling.post(address("grade", finished), headers={"HX-Request": "true"}).content.decode()
    assert "being scored" in again
    assert finished.gradings.count() == 1


def test_a_grading_is_shown_on_the_page_of_the_run_that_it_scores(ling, finished):
    ling.post(address("grade", finished))
    answer = ling.get(address("run", finished.gradings.get()))
    assert answer["Location"] == address("run", finished)


def test_the_model_comes_as_a_zip_without_anything_that_does_not_belong(ling, finished):
    folder = run_folder(finished) / "adapter"
    folder.mkdir(parents=True)
    weights = bytes(range(256)) * 4000
    (folder / "adapter_model.safetensors").write_bytes(weights)
    (folder / "README.md").write_text("# Card")
    (folder / "optimizer.pt").write_bytes(b"pickle")
    (folder / "outside.json").symlink_to("/etc/hostname")
    answer = ling.get(address("artefact", finished))
    assert answer["Content-Disposition"] == f'attachment; filename="run-{finished.public_id}.zip"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["README.md", "adapter_model.safetensors"]
        assert archive.read("adapter_model.safetensors") == weights
    assert AuditEvent.objects.filter(did="downloaded", object_id=str(finished.public_id)).count() == 1


def test_a_run_without_a_model_says_so(ling, finished):
    answer = ling.get(address("artefact", finished))
    assert answer.status_code == 409
    assert "before there was a model" in answer.content.decode()
    assert "Download the model" not in ling.get(address("run", finished)).content.decode()


def test_only_administrators_open_the_queue(client, company, ask):
    play(ask(), recorded("head"), until=20)
    ask(seed="3")
    for person, status in ((company.ling, 403), (company.marco, 403), (company.dana, 200)):
        client.force_login(person)
        assert client.get(reverse("training_jobs:queue")).status_code == status
    html = client.get(reverse("training_jobs:queue")).content.decode()
    assert "No training worker is alive." in html
    assert html.count("Sort customer messages") == 2


def test_everyone_lists_their_own_experiments_only(client, company, finished):
    client.force_login(company.ling)
    assert "Sort customer messages" in client.get(reverse("training_jobs:experiments")).content.decode()
    client.force_login(company.marco)
    html = client.get(reverse("training_jobs:experiments")).content.decode()
    assert "Sort customer messages" not in html
    assert "You have not run anything yet." in html


def test_every_page_tells_the_same_time_at_work_over_all_attempts(ling, finished):
    start = finished.started_at
    for number, began, ended in ((1, 0, 34), (2, 60, 140)):
        RunAttempt.objects.update_or_create(
            run=finished,
            number=number,
            defaults={
                "started_at": start + timedelta(seconds=began),
                "ended_at": start + timedelta(seconds=ended),
            },
        )
    compared = reverse("training_jobs:compare") + f"?run={finished.public_id}"
    for page in (address("run", finished), reverse("training_jobs:experiments"), compared):
        assert "1 min 54 s" in ling.get(page).content.decode()


@pytest.mark.parametrize("runs", [2, 30])
def test_lists_ask_the_database_as_often_for_many_runs_as_for_few(
    client, company, ask, runs, django_assert_max_num_queries
):
    for seed in range(runs):
        run = ask(seed=str(seed))
        run.state = State.FINISHED
        run.save()
    client.force_login(company.ling)
    with django_assert_max_num_queries(8):
        client.get(reverse("training_jobs:experiments"))


def test_nothing_came_of_a_cancelled_run_on_any_list(ling, ask):
    run = play(ask(), recorded("head"))
    endings.cancel(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    assert run.macro_f1
    lists = (reverse("training_jobs:experiments"), reverse("training_jobs:lab", args=SORT))
    for html in (ling.get(url).content.decode() for url in lists):
        assert words.score(run.macro_f1) not in html
        assert words.score(run.experiment.prediction) in html
