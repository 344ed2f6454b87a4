from datetime import timedelta

import pytest
from django.db.models.functions import Now

from courses.models import Enrolment, PartDone
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.threads import at_once
from tests.training_jobs.told import checkpoint, grade, last_state, log_of, seqs_of, steps
from training_jobs import access, endings, tasks
from training_jobs.actions import cancel_run, pause_run, request_grading
from training_jobs.contract.failures import Failure
from training_jobs.models import Grading, Kind, Run, RunAttempt
from training_jobs.moves import Fenced, LostRace, move
from training_jobs.queue import claim
from training_jobs.states import ENDED, MOVES, State
from training_jobs.stream import append


@pytest.fixture
def live(queued_run) -> Run:
    return claimed(queued_run())


def claimed(run: Run) -> Run:
    assert claim("gpu@here")
    run.refresh_from_db()
    return run


@pytest.mark.django_db
def test_a_waiting_run_is_cancelled_at_once(company, queued_run):
    run = cancel_run(by=company.marco, run=queued_run(company.ling))
    assert run.state == State.CANCELLED
    assert run.ended_at
    assert last_state(run) == {"state": "cancelled", "attempt": 0}
    assert AuditEvent.objects.get().actor == company.marco
    assert cancel_run(by=company.ling, run=run).state == State.CANCELLED, "twice is as good as once"
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_working_run_is_asked_to_stop(company, live):
    run = cancel_run(by=company.ling, run=live)
    assert (run.state, run.attempt) == (State.STOPPING, 1)
    ended = endings.cancel(run_id=run.pk, attempt=1)
    assert (ended.state, ended.failure, ended.lease_until) == (State.CANCELLED, "cancelled", None)


@pytest.mark.django_db
def test_a_finished_run_cannot_be_stopped(company, live):
    append(run_id=live.pk, attempt=1, events=steps(1, 2))
    endings.finish(run_id=live.pk, attempt=1)
    with pytest.raises(Conflict, match="already ended"):
        cancel_run(by=company.ling, run=live)
    assert "already ended" in access.check_can_cancel.refusal(company.ling, Run.objects.get(pk=live.pk))


@pytest.mark.django_db
def test_a_colleague_cannot_stop_a_run(company, queued_run):
    with pytest.raises(Denied):
        cancel_run(by=company.sven, run=queued_run(company.ling))


@pytest.mark.django_db(transaction=True)
def test_cancel_and_finish_at_once_have_one_outcome(company, queued_run):
    for _each in range(8):
        run = claimed(queued_run(company.ling))
        append(run_id=run.pk, attempt=1, events=steps(1, 2))
        answers = at_once(
            lambda run=run: cancel_run(by=company.ling, run=run),
            lambda run=run: endings.finish(run_id=run.pk, attempt=1),
        )
        run.refresh_from_db()
        assert run.state == State.FINISHED
        assert not isinstance(answers[0], Exception) or isinstance(answers[0], Conflict)
        assert seqs_of(run) == list(range(1, run.last_seq + 1))


@pytest.mark.django_db(transaction=True)
def test_cancel_and_claim_at_once_lose_nobody(company, queued_run):
    for _each in range(8):
        run = queued_run(company.ling)
        at_once(lambda run=run: cancel_run(by=company.ling, run=run), lambda: claim("gpu@here"))
        run.refresh_from_db()
        assert run.state in (State.CANCELLED, State.STOPPING)
        if run.state == State.STOPPING:
            endings.cancel(run_id=run.pk, attempt=1)


@pytest.mark.django_db
def test_a_lost_run_is_tried_twice_more_and_then_set_aside(live):
    for attempt in (1, 2):
        again = endings.lose(run_id=live.pk, attempt=attempt, failure=Failure.KILLED, detail="signal 9")
        assert (again.state, again.lease_owner) == (State.QUEUED, "")
        told = {"state": "queued", "attempt": attempt, "failure": "killed", "message": "signal 9"}
        assert last_state(again) == told
        claimed(again)
    aside = endings.lose(run_id=live.pk, attempt=3, failure=Failure.WORKER_LOST)
    assert (aside.state, aside.failure, aside.lease_owner) == (State.PAUSED, "quarantined", "")
    assert last_state(aside) == {"state": "paused", "attempt": 3, "failure": "quarantined"}
    assert claim("gpu@here") is None, "nothing starts it again by itself"
    attempts = RunAttempt.objects.order_by("number").values_list("outcome", "charged")
    assert list(attempts) == [("killed", False), ("killed", False), ("worker_lost", False)]


@pytest.mark.django_db
def test_the_log_says_from_which_step_a_lost_run_goes_on(live):
    endings.lose(run_id=live.pk, attempt=1, failure=Failure.KILLED)
    checkpoint(claimed(live), 2, 20)
    endings.lose(run_id=live.pk, attempt=2, failure=Failure.KILLED)
    without, with_one = log_of(live)
    assert without.endswith(
        "No checkpoint was saved yet: the run starts again at step 0 as soon as a worker is free."
    )
    assert with_one.endswith("The run goes on from step 20 as soon as a worker is free.")


@pytest.mark.django_db
def test_the_log_of_a_run_that_was_paused_on_request_says_so(company, live):
    checkpoint(live, 1, 20)
    pause_run(by=company.ling, run=live)
    endings.pause(run_id=live.pk, attempt=1)
    assert log_of(live) == ["Paused on request. The run goes on from step 20 when it is resumed."]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.PROMPT, Kind.GRADE])
def test_a_run_without_checkpoints_fails_when_it_is_set_aside(company, labs, queued_run, kind):
    if kind == Kind.GRADE:
        trained = queued_run(place=labs.graded, state=State.FINISHED)
        run = request_grading(by=company.ling, run=trained).run
    else:
        run = queued_run(kind=kind)
    for attempt in (1, 2, 3):
        claimed(run)
        run = endings.lose(run_id=run.pk, attempt=attempt, failure=Failure.KILLED)
    assert (run.state, run.failure) == (State.FAILED, "quarantined")
    assert not Grading.objects.filter(counts=True).exists(), "the try is given back"


@pytest.mark.django_db
def test_an_attempt_given_back_in_good_order_does_not_count(live):
    for attempt in (1, 2, 3):
        run = endings.release(run_id=live.pk, attempt=attempt)
        assert run.state == State.QUEUED
        claimed(run)
    assert endings.lose(run_id=live.pk, attempt=4, failure=Failure.KILLED).state == State.QUEUED


@pytest.mark.django_db
def test_an_attempt_that_is_over_ends_nothing(live):
    endings.lose(run_id=live.pk, attempt=1, failure=Failure.KILLED)
    claimed(live)
    for ending in (endings.finish, endings.cancel, endings.pause, endings.release):
        with pytest.raises(Fenced):
            ending(run_id=live.pk, attempt=1)
    live.refresh_from_db()
    assert (live.state, live.attempt) == (State.STARTING, 2)


@pytest.mark.django_db
def test_a_passed_grading_completes_the_lab(company, labs, queued_run):
    trained = queued_run(place=labs.graded, state=State.FINISHED)
    grading = request_grading(by=company.ling, run=trained)
    scored(grading, 0.84)
    grading.refresh_from_db()
    assert (grading.passed, grading.macro_f1, grading.low, grading.high) == (
        True,
        0.84,
        pytest.approx(0.79),
        pytest.approx(0.89),
    )
    part = PartDone.objects.get()
    assert (part.lesson_key, part.key, part.kind, part.score) == ("sorting", "sort", "lab", 0.84)


@pytest.mark.django_db
def test_a_grading_below_the_threshold_uses_a_try(company, labs, queued_run):
    grading = request_grading(by=company.ling, run=queued_run(place=labs.graded, state=State.FINISHED))
    scored(grading, 0.79)
    grading.refresh_from_db()
    assert (grading.passed, grading.counts) == (False, True)
    assert not PartDone.objects.exists()


def scored(grading: Grading, macro_f1: float) -> None:
    claim("gpu@here")
    append(run_id=grading.run_id, attempt=1, events=[grade(1, macro_f1)])
    assert endings.finish(run_id=grading.run_id, attempt=1).macro_f1 == macro_f1


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["failed", "cancelled while waiting", "stopped"])
def test_a_grading_without_a_score_gives_the_try_back(company, labs, queued_run, how):
    grading = request_grading(by=company.ling, run=queued_run(place=labs.graded, state=State.FINISHED))
    if how == "cancelled while waiting":
        cancel_run(by=company.ling, run=grading.run)
    else:
        claim("gpu@here")
        fence = {"run_id": grading.run_id, "attempt": 1}
        endings.fail(**fence, failure=Failure.WEIGHTS_MISSING) if how == "failed" else endings.cancel(**fence)
    grading.refresh_from_db()
    assert not grading.counts
    assert access.tries_used(company.ling, labs.graded.path) == 0


@pytest.mark.django_db
def test_a_finished_prompt_run_completes_its_lab(labs, queued_run):
    run = claimed(queued_run(place=labs.prompt, kind="prompt"))
    append(run_id=run.pk, attempt=1, events=steps(1, 1))
    endings.finish(run_id=run.pk, attempt=1)
    assert Enrolment.objects.get(pk=labs.enrolment.pk).done_parts == 1


@pytest.mark.django_db
def test_the_reaper_takes_runs_whose_lease_ran_out(company, queued_run, monkeypatch):
    monkeypatch.setattr(tasks, "COMES_BACK", 0)
    lost, held = claimed(queued_run()), claimed(queued_run())
    stopping = claimed(queued_run(company.omar))
    move(stopping, State.STOPPING)
    Run.objects.exclude(pk=held.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert tasks.reap_lost_runs() == 2
    for run in (lost, held, stopping):
        run.refresh_from_db()
    assert [lost.state, held.state, stopping.state] == [State.QUEUED, State.STARTING, State.CANCELLED]


@pytest.mark.django_db
def test_after_a_restart_of_postgres_workers_get_time_to_come_back(live, monkeypatch):
    monkeypatch.setattr(tasks, "COMES_BACK", 3600)
    Run.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert tasks.reap_lost_runs() == 0


@pytest.mark.django_db
def test_a_move_by_an_old_view_of_the_run_loses(live):
    seen = Run.objects.get(pk=live.pk)
    move(live, State.RUNNING)
    with pytest.raises(LostRace):
        move(seen, State.RUNNING)


def test_every_run_can_come_to_an_end():
    assert ENDED
    for state in MOVES.keys() - ENDED:
        assert MOVES[state] & ENDED
