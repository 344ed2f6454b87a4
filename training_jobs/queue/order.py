"""The fair order: who waits longest relative to what they used goes first. One SQL text, for the claim and for pages.

The key of a person is `owed / share`: the longest weighted wait among their runs, in seconds, over the seconds they
used in the window and have at work. Nobody can be starved: the wait of who is passed over grows, and so does the share
of who passes. A run that came back without a person's hand had its turn and goes before all that had none, so that a
fallen worker costs nobody their turn. Among themselves a person's runs keep their age, gradings first; on pages the
later ones stand as if the earlier ones had been done.
"""

from typing import Any

from training_jobs import quotas
from training_jobs.models import WorkerNode

WINDOW_DAYS = 7
UNKNOWN_SECONDS = 60  # a run of which nothing is known yet, when later runs of its owner are put in order

# How much a second of waiting counts. A date by which a course must be done belongs here once courses have one.
WEIGHT = "CASE WHEN run.kind IN ('grade', 'ask', 'attend') THEN 3.0 ELSE 1.0 END"

FITS = """(
    run.contract <= %(contract_{n})s
    AND (run.base_model = '' OR %(contract_{n})s = 0 OR run.base_model = ANY(%(base_models_{n})s::text[]))
    AND (run.node_label = '' OR run.node_label = ANY(%(labels_{n})s::text[]))
    AND run.devices <= %(devices_{n})s
    AND (%(memory_mb_{n})s = 0 OR run.memory_mb <= %(memory_mb_{n})s)
)"""
FACTS = ("contract", "base_models", "labels", "devices", "memory_mb")

# `person` has one row for each who waits: how long, what they used, and whether a limit holds them.
PEOPLE = f"""
WITH waiting AS (
    SELECT run.id, run.created_at, run.kind IN ('grade', 'ask', 'attend') AS grades, run.memory_mb, experiment.owner_id,
        run.expected_seconds * (1 - run.step::float8 / GREATEST(run.total_steps, run.step, 1)) AS seconds,
        {WEIGHT} * date_part('epoch', statement_timestamp() - run.created_at) AS wait,
        run.attempt > run.losses_from AS returned,
        experiment.owner_id = ANY(%(closed_people)s) OR enrolment.id IS NOT NULL AS closed
    FROM training_jobs_run run
    JOIN training_jobs_experiment experiment ON experiment.id = run.experiment_id
    LEFT JOIN courses_enrolment enrolment
        ON enrolment.id = experiment.enrolment_id AND enrolment.course_id = ANY(%(closed_courses)s)
    WHERE run.state = 'queued' AND (:fits)
), live AS (
    SELECT attempt.owner_id, count(*) AS runs,
        sum(GREATEST(1, date_part('epoch', statement_timestamp() - attempt.started_at))) AS seconds
    FROM training_jobs_run run
    JOIN training_jobs_runattempt attempt ON attempt.run_id = run.id AND attempt.number = run.attempt
    WHERE run.state IN ('starting', 'running', 'pausing', 'stopping') GROUP BY attempt.owner_id
), used AS (
    SELECT owner_id, date_part('epoch', sum(ended_at - started_at)) AS seconds
    FROM training_jobs_runattempt
    WHERE charged AND ended_at > statement_timestamp() - interval '{WINDOW_DAYS} days' GROUP BY owner_id
), person AS (
    SELECT head.*, COALESCE(live.runs, 0) AS at_work,
        COALESCE(used.seconds, 0) + COALESCE(live.seconds, 0) AS share,
        CASE WHEN own.id IS NULL THEN %(at_once)s::int ELSE own.at_once END AS at_once,
        COALESCE(live.seconds, 0) + CASE
            WHEN COALESCE(own.window_days, %(days)s) = {WINDOW_DAYS} THEN COALESCE(used.seconds, 0)
            ELSE (
                SELECT COALESCE(date_part('epoch', sum(ended_at - started_at)), 0)
                FROM training_jobs_runattempt tried WHERE tried.owner_id = head.owner_id AND charged AND
                    ended_at > statement_timestamp() - make_interval(days => COALESCE(own.window_days, %(days)s))
            ) END >= CASE WHEN own.id IS NULL THEN %(seconds)s::int ELSE own.seconds END AS used_up
    FROM (
        SELECT owner_id, max(wait) AS owed, min(memory_mb) AS least_mb, bool_or(returned) AS goes_first
        FROM waiting WHERE NOT closed GROUP BY owner_id
    ) head
    LEFT JOIN live USING (owner_id) LEFT JOIN used USING (owner_id)
    LEFT JOIN training_jobs_quota own ON own.person_id = head.owner_id
)
"""  # noqa: S608 - the parts are constants
BY_KEY = "goes_first DESC, owed / NULLIF(share, 0) DESC NULLS FIRST, owed DESC, owner_id"
OWN_ORDER = "returned DESC, grades DESC, created_at, id"

RANKED = f"""
{PEOPLE}, ranked AS (
    SELECT waiting.id, owner_id, waiting.seconds, at_work, at_once, closed OR used_up IS TRUE AS spent,
        returned AS goes_first,
        row_number() OVER own AS turn,
        max(wait) OVER (own ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS owed,
        share + COALESCE(sum(GREATEST(1, COALESCE(waiting.seconds, {UNKNOWN_SECONDS})))
            OVER (own ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS share
    FROM waiting LEFT JOIN person USING (owner_id)
    WINDOW own AS (PARTITION BY owner_id ORDER BY {OWN_ORDER})
)
"""  # noqa: S608
BY_RANK = f"spent, {BY_KEY}, turn"


def asked(sql: str, places: list[WorkerNode]) -> tuple[str, dict[str, Any]]:
    """One of the texts above for the runs that fit one of `places`, with its arguments; without places every run fits."""
    default, closed = quotas.in_force()
    facts = {f"{fact}_{n}": getattr(place, fact) for n, place in enumerate(places) for fact in FACTS}
    fits = " OR ".join(FITS.format(n=n) for n in range(len(places))) or "TRUE"
    return sql.replace(":fits", fits), facts | {
        "closed_people": closed.people,
        "closed_courses": closed.courses,
        "seconds": default.seconds,
        "days": default.days,
        "at_once": default.at_once,
    }
