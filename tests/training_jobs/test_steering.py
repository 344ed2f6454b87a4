"""Pause, resume, stop and keep, cancel: what each does in each state, and that twice is as good as once."""

import pytest
from django.conf import settings

from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.training_jobs.told import checkpoint, last_state, seqs_of
from training_jobs import endings
from training_jobs.actions import cancel_run, pause_run, resume_run, stop_run
from training_jobs.contract.failures import Failure
from training_jobs.leftovers import resumable, resume_step
from training_jobs.models import Kind, Run, Wish
from training_jobs.queue import claim
from training_jobs.states import ENDED, State
from training_jobs.worker.workspace import prepare

pytestmark = pytest.mark.django_db
ACTIONS = {"pause": pause_run, "resume": resume_run, "stop": stop_run, "cancel": cancel_run}
REFUSED = "refused"
# What each wish makes of a run in each state; REFUSED is a Conflict with a reason.
OUTCOMES = {
    State.QUEUED: {
        "pause": State.PAUSED,
        "resume": State.QUEUED,
        "stop": State.QUEUED,
        "cancel": State.CANCELLED,
    },
    State.STARTING: {
        "pause": State.PAUSING,
        "resume": State.STARTING,
        "stop": State.STOPPING,
        "cancel": State.STOPPING,
    },
    State.RUNNING: {
        "pause": State.PAUSING,
        "resume": State.RUNNING,
        "stop": State.STOPPING,
        "cancel": State.STOPPING,
    },
    State.PAUSING: {
        "pause": State.PAUSING,
        "resume": REFUSED,
        "stop": State.STOPPING,
        "cancel": State.STOPPING,
    },
    State.PAUSED: {
        "pause": State.PAUSED,
        "resume": State.QUEUED,
        "stop": State.QUEUED,
        "cancel": State.CANCELLED,
    },
    State.FINISHED: dict.fromkeys(ACTIONS, REFUSED),
    State.FAILED: dict.fromkeys(ACTIONS, REFUSED),
}
CASES = [(state, name, to) for state, outcomes in OUTCOMES.items() for name, to in outcomes.items()]


@pytest.mark.parametrize(("state", "name", "to"), CASES)
def test_each_wish_in_each_state(company, queued_run, state, name, to):
    run = queued_run(state=state, step=3, attempt=1)
    if to == REFUSED:
        with pytest.raises(Conflict):
            ACTIONS[name](by=company.ling, run=run)
        return
    first = ACTIONS[name](by=company.ling, run=run)
    seq, audits = first.last_seq, AuditEvent.objects.count()
    again = ACTIONS[name](by=company.ling, run=run)
    assert (first.state, again.state) == (to, to)
    assert (again.last_seq, AuditEvent.objects.count()) == (seq, audits), "twice is as good as once"


@pytest.mark.parametrize("name", ACTIONS)
def test_a_stranger_steers_nobodys_run(company, queued_run, name):
    with pytest.raises(Denied):
        ACTIONS[name](by=company.sven, run=queued_run(state=State.RUNNING, step=3))


def test_before_its_first_step_there_is_nothing_to_keep(company, queued_run):
    with pytest.raises(Conflict, match="not learned anything"):
        stop_run(by=company.ling, run=queued_run(state=State.RUNNING, step=0))


@pytest.mark.parametrize("kind", [Kind.PROMPT, Kind.GRADE])
def test_only_training_can_be_paused(company, queued_run, kind):
    with pytest.raises(Conflict, match="Only a fine-tuning run"):
        pause_run(by=company.ling, run=queued_run(kind=kind, state=State.RUNNING, step=1))


def test_who_changes_their_mind_from_keeping_to_cancelling_is_heard(company, queued_run):
    run = stop_run(by=company.ling, run=queued_run(state=State.RUNNING, step=3, attempt=1))
    cancelled = cancel_run(by=company.ling, run=run)
    assert (cancelled.state, cancelled.wish) == (State.STOPPING, Wish.CANCEL)
    assert last_state(cancelled) == {"state": "stopping", "attempt": 1, "wish": "cancel"}
    assert endings.lose(run_id=run.pk, attempt=1, failure=Failure.KILLED).state == State.CANCELLED


def test_a_run_that_is_lost_while_it_pauses_is_paused(company, queued_run):
    run = pause_run(by=company.ling, run=queued_run(state=State.RUNNING, step=3, attempt=1))
    assert endings.lose(run_id=run.pk, attempt=1, failure=Failure.WORKER_LOST).state == State.PAUSED


def test_a_stop_survives_the_loss_of_the_worker(company, queued_run):
    run = stop_run(by=company.ling, run=queued_run(state=State.RUNNING, step=3, attempt=1))
    again = endings.lose(run_id=run.pk, attempt=1, failure=Failure.WORKER_LOST)
    assert (again.state, again.wish) == (State.QUEUED, Wish.KEEP), "the next worker evaluates and exports"


@pytest.mark.parametrize("wish", [Wish.NOTHING, Wish.PAUSE, Wish.KEEP, Wish.CANCEL])
def test_a_run_that_came_to_its_end_is_finished_whatever_was_asked(queued_run, wish):
    run = queued_run(state=State.PAUSING if wish == Wish.PAUSE else State.STOPPING, wish=wish, attempt=1)
    done = endings.finish(run_id=run.pk, attempt=1)
    assert (done.state, done.wish, done.failure) == (State.FINISHED, Wish.NOTHING, "")
    assert seqs_of(done) == [1]


def test_a_kept_run_does_not_complete_a_lab_that_asks_for_a_whole_one(company, labs, queued_run):
    run = queued_run(place=labs.prompt, kind=Kind.PROMPT, state=State.STOPPING, wish=Wish.KEEP, attempt=1)
    endings.finish(run_id=run.pk, attempt=1, kept=True)
    labs.enrolment.refresh_from_db()
    assert not labs.enrolment.parts_done.exists()


def test_the_next_attempt_goes_on_from_the_newest_checkpoints_that_are_still_there(queued_run):
    run = queued_run(attempt=3, state=State.STARTING)
    rows = [checkpoint(run, 1, 10), checkpoint(run, 1, 20), checkpoint(run, 2, 30), checkpoint(run, 2, 40)]
    (settings.RUNS_DIR / rows[2].folder / "manifest.json").unlink()
    (settings.RUNS_DIR / str(run.public_id) / "1" / "adapter").mkdir()
    workspace = prepare(run)
    steps = [int(path.name.removeprefix("step-")) for path in workspace.resume]
    assert steps == [40, 20, 10]
    words = workspace.arguments()
    assert [words[at + 1] for at, word in enumerate(words) if word == "--resume"] == list(
        map(str, workspace.resume)
    )
    left = {path.relative_to(settings.RUNS_DIR).parts[1:] for path in settings.RUNS_DIR.glob("*/*/*")}
    assert left == {("1", "checkpoints"), ("2", "checkpoints"), ("3", "spec.json")}


def set_aside(run: Run, first: int = 1) -> Run:
    for attempt in range(first, first + 3):
        assert claim("gpu@here")
        run = endings.lose(run_id=run.pk, attempt=attempt, failure=Failure.KILLED)
    assert (run.state, run.failure) == (State.PAUSED, Failure.QUARANTINED)
    return run


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_set_aside_is_tried_again_from_its_checkpoint_with_new_tries(company, queued_run):
    run = queued_run()
    checkpoint(run, 1, 20)
    run = set_aside(run)
    assert resume_step(run) == 20, "its checkpoints stay until a person decides"
    for _twice in range(2):
        run = resume_run(by=company.dana, run=run)
        assert (run.state, run.failure) == (State.QUEUED, "")
    audited = AuditEvent.objects.get()
    assert (audited.did, audited.actor) == ("resumed", company.dana)
    set_aside(run, first=4)


@pytest.mark.django_db(transaction=True)
def test_who_discards_a_run_that_was_set_aside_discards_its_checkpoints(company, queued_run):
    run = queued_run()
    checkpoint(run, 1, 20)
    run = cancel_run(by=company.ling, run=set_aside(run))
    assert (run.state, run.failure) == (State.CANCELLED, Failure.CANCELLED), "what was set aside is over"
    assert not list(settings.RUNS_DIR.glob("*/*/checkpoints"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_run_leaves_no_checkpoint_behind(queued_run, state):
    run = queued_run(attempt=1, state=State.RUNNING)
    checkpoint(run, 1, 10)
    ends = {
        State.FINISHED: lambda: endings.finish(run_id=run.pk, attempt=1),
        State.FAILED: lambda: endings.fail(run_id=run.pk, attempt=1, failure=Failure.DIVERGED),
        State.CANCELLED: lambda: endings.cancel(run_id=run.pk, attempt=1),
    }
    assert ends[state]().state == state
    assert resumable(run) == []
    assert not list(settings.RUNS_DIR.glob("*/*/checkpoints"))
