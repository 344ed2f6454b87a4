from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.training_jobs.told import begun, grade, line, seqs_of, step, steps
from training_jobs.models import Report, Run
from training_jobs.queue import claim
from training_jobs.states import State
from training_jobs.stream import Fenced, append, events_after


@pytest.fixture
def live(queued_run) -> Run:
    run = queued_run()
    claim("gpu@here")
    run.refresh_from_db()
    return run


@pytest.mark.django_db
def test_events_get_the_next_numbers_of_the_run(live):
    assert append(run_id=live.pk, attempt=1, events=[begun(1), *steps(2, 4)]) == 5
    assert [event["seq"] for event in events_after(live, 1)] == [2, 3, 4, 5]
    assert seqs_of(live) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_the_first_words_of_the_engine_make_a_run_running(live):
    append(run_id=live.pk, attempt=1, events=[begun(1), step(2, 3)])
    live.refresh_from_db()
    assert (live.state, live.step, live.total_steps) == (State.RUNNING, 3, 4)


@pytest.mark.django_db
def test_lines_sent_twice_are_stored_once(live):
    append(run_id=live.pk, attempt=1, events=steps(1, 4))
    assert append(run_id=live.pk, attempt=1, events=steps(3, 6)) == 7
    told = [event["data"]["step"] for event in events_after(live, 1)]
    assert told == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_a_stale_attempt_writes_nothing(live):
    Run.objects.filter(pk=live.pk).update(attempt=2)
    with pytest.raises(Fenced):
        append(run_id=live.pk, attempt=1, events=steps(1, 2))
    assert seqs_of(live) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.QUEUED, State.FINISHED, State.FAILED, State.CANCELLED])
def test_nobody_writes_to_a_run_that_is_not_live(live, state):
    Run.objects.filter(pk=live.pk).update(state=state)
    with pytest.raises(Fenced):
        append(run_id=live.pk, attempt=1, events=steps(1, 2))


@pytest.mark.django_db
def test_how_it_ended_is_not_the_engines_to_write(live):
    closing = line(3, "state", state="failed", code="diverged", message="loss is nan")
    append(run_id=live.pk, attempt=1, events=[begun(1), step(2, 1), closing])
    assert [event["kind"] for event in events_after(live, 1)] == ["state", "step"]


@pytest.mark.django_db
def test_the_newest_scores_stand_on_the_run(live):
    scores = [line(1, "eval", step=1, epoch=1.0, metrics={"loss": 1.0, "accuracy": 0.5, "macro_f1": 0.4})]
    scores += [line(2, "eval", step=2, epoch=2.0, metrics={"loss": None, "accuracy": 0.7, "macro_f1": 0.6})]
    append(run_id=live.pk, attempt=1, events=scores)
    live.refresh_from_db()
    assert (live.macro_f1, live.accuracy) == (0.6, 0.7)


@pytest.mark.django_db
def test_the_report_is_kept_whole(live):
    append(run_id=live.pk, attempt=1, events=[grade(1, 0.85)])
    assert Report.objects.get(run=live).data["macro_f1"] == 0.85


@pytest.mark.django_db
def test_text_that_postgres_cannot_hold_is_mended(live):
    hostile = line(1, "log", message="a\x00b\ud83dc", level="info")
    append(run_id=live.pk, attempt=1, events=[hostile])
    assert events_after(live, 1)[0]["data"]["message"] == "a\ufffdb\ufffdc"


@pytest.mark.django_db
def test_a_reader_gets_at_most_what_it_asked_for(live):
    append(run_id=live.pk, attempt=1, events=steps(1, 30))
    assert [event["seq"] for event in events_after(live, 10, limit=5)] == [11, 12, 13, 14, 15]


@pytest.mark.django_db(transaction=True)
def test_writers_that_race_leave_no_gap_and_no_double(live):
    """Batches overlap and come in any order from several connections, as after a lost answer."""

    def send(first: int) -> None:
        try:
            append(run_id=live.pk, attempt=1, events=steps(1, first + 20))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(send, range(0, 100, 5)))
    live.refresh_from_db()
    told = [event["data"]["step"] for event in events_after(live, 1)]
    assert told == list(range(1, 116))
    assert seqs_of(live) == list(range(1, live.last_seq + 1))
