"""A company at work on few slots, with the real claim and a clock that tests move."""

from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from people.models import User
from tests.training_jobs.told import SPEC
from training_jobs.contract.version import CONTRACT
from training_jobs.models import Experiment, Kind, Run, RunAttempt
from training_jobs.nodes import announce
from training_jobs.queue import claim
from training_jobs.states import State

NODE = "gpu@here"


def node(name: str = NODE, **facts) -> str:
    """A worker that is ready for runs of minilm-l6."""
    announce(
        name=name, queue="gpu", ready=True, **{"contract": CONTRACT, "base_models": ["minilm-l6"], **facts}
    )
    return name


def ask(owner: User, *, seconds_ago: float = 0, kind: Kind = Kind.TRAIN, **fields) -> Run:
    """A waiting run, asked for some time ago."""
    experiment = Experiment.objects.create(owner=owner, title="A try", spec=SPEC)
    run = Run.objects.create(experiment=experiment, kind=kind, **fields)
    Run.objects.filter(pk=run.pk).update(created_at=Now() - timedelta(seconds=seconds_ago))
    run.refresh_from_db()
    return run


def had(owner: User, seconds: float, *, days_ago: float = 1, charged: bool = True, enrolment=None) -> Run:
    """A run that ended, with the attempt that is charged for it."""
    experiment = Experiment.objects.create(owner=owner, title="Done", spec=SPEC, enrolment=enrolment)
    run = Run.objects.create(experiment=experiment, kind=Kind.TRAIN, state=State.FINISHED, attempt=1)
    ended = Now() - timedelta(days=days_ago)
    begun = Now() - timedelta(days=days_ago, seconds=seconds)
    values = {"owner": owner, "worker": "w", "node": NODE, "charged": charged}
    RunAttempt.objects.create(run=run, number=1, started_at=begun, ended_at=ended, **values)
    return run


def next_owner(name: str = NODE) -> User | None:
    """Who starts next on a node; the run stays at work."""
    run = next_run(name)
    return run.experiment.owner if run else None


def next_run(name: str = NODE) -> Run | None:
    taken = claim(f"{name}:1", name)
    return Run.objects.select_related("experiment__owner").get(pk=taken.run_id) if taken else None


def end(run: Run) -> None:
    """The run is done, now."""
    Run.objects.filter(pk=run.pk).update(state=State.FINISHED, ended_at=Now(), lease_node="")
    RunAttempt.objects.filter(run=run).update(ended_at=Now())


def hold_clock() -> None:
    """Until the test's transaction ends, the server's time stands still but for `pass_time`.

    Functions of the same names are found before the server's own. Defaults of columns are bound to those; what begins
    at a default is told the time here.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA held")
        for name in ("statement_timestamp", "clock_timestamp"):
            cursor.execute(
                f"CREATE FUNCTION held.{name}() RETURNS timestamptz STABLE LANGUAGE sql"
                " AS $$ SELECT current_setting('held.now')::timestamptz $$"
            )
        cursor.execute(
            "ALTER TABLE training_jobs_runattempt ALTER started_at SET DEFAULT held.statement_timestamp()"
        )
        cursor.execute("SET LOCAL search_path = held, pg_catalog, public")
        cursor.execute("SELECT set_config('held.now', now()::text, true)")


def pass_time(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('held.now', (statement_timestamp() + %s)::text, true)",
            [timedelta(seconds=seconds)],
        )


def grow_older(seconds: float) -> None:
    """The same for pages, which look at their own clock: what waits or is at work began earlier."""
    gone = timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE training_jobs_run SET created_at = created_at - %s, started_at = started_at - %s"
            " WHERE state NOT IN ('finished', 'failed', 'cancelled')",
            [gone, gone],
        )
        cursor.execute(
            "UPDATE training_jobs_runattempt SET started_at = started_at - %s WHERE ended_at IS NULL", [gone]
        )


def used(owner: User) -> float:
    """Seconds of all ended attempts."""
    rows = RunAttempt.objects.filter(owner=owner, ended_at__isnull=False)
    return sum((row.ended_at - row.started_at).total_seconds() for row in rows)
