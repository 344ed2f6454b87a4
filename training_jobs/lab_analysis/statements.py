"""The statements: everything is added up in the database, so that few rows come back, however many runs there are.

Each begins with RUNS; those about tries go on with GRADED or RUN_ALONE, and those about people with PEOPLE.
"""

BINS = 20
GROUPS = 5
"""Into so many groups of about the same size the values of a knob without options are put."""

RUNS = """
WITH runs AS (
    SELECT run.id, run.kind, run.state, run.failure, run.macro_f1, run.accuracy, run.created_at, run.started_at,
        run.ended_at, asked.owner_id, asked.spec
    FROM training_jobs_run run JOIN training_jobs_experiment asked ON asked.id = run.experiment_id
    WHERE asked.lab = %(lab)s AND asked.revision_id = %(revision)s
)
"""
GRADED = """, tries AS (
    SELECT grading.owner_id, runs.ended_at AS at, grading.number AS place, grading.passed,
        CASE %(metric)s WHEN 'accuracy' THEN runs.accuracy ELSE runs.macro_f1 END AS score
    FROM training_jobs_grading grading JOIN runs ON runs.id = grading.run_id
    WHERE grading.counts AND grading.passed IS NOT NULL
)
"""
RUN_ALONE = """, tries AS (
    SELECT owner_id, ended_at AS at, id AS place, state = 'finished' AS passed, macro_f1 AS score
    FROM runs WHERE kind <> 'grade' AND state IN ('finished', 'failed')
)
"""
PEOPLE = """, ordered AS (
    SELECT owner_id, at, passed, row_number() OVER (PARTITION BY owner_id ORDER BY place) AS number FROM tries
), began AS (
    SELECT owner_id, min(created_at) AS at FROM runs GROUP BY owner_id
), people AS (
    SELECT began.owner_id, count(ordered.number) AS tries, min(number) FILTER (WHERE passed) AS passed_with,
        date_part('epoch', min(ordered.at) FILTER (WHERE passed) - min(began.at)) AS seconds
    FROM began LEFT JOIN ordered USING (owner_id) GROUP BY began.owner_id
)
"""
STANDING = "SELECT passed_with, tries > 0 AS tried, count(*) FROM people GROUP BY 1, 2"
TIME = "SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY seconds) FROM people"
SCORES = """
SELECT greatest(0, least(%(bins)s - 1, floor(score * %(bins)s + 1e-9)))::int, count(*), count(*) FILTER (WHERE passed),
    sum(score), sum(score * score)
FROM tries WHERE score IS NOT NULL GROUP BY 1 ORDER BY 1
"""
WORK = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', ended_at - started_at))
    FILTER (WHERE state = 'finished')
FROM runs WHERE kind <> 'grade'
"""
FAILURES = """
SELECT failure, count(*), count(DISTINCT owner_id) FROM runs WHERE failure <> '' GROUP BY 1 ORDER BY 2 DESC, 1
"""
VALUES = """, used AS (SELECT {value} AS value, owner_id, macro_f1 FROM runs WHERE kind <> 'grade')
SELECT value, value, count(*), count(DISTINCT owner_id), count(macro_f1), avg(macro_f1), stddev_samp(macro_f1)
FROM used WHERE value IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1
"""
RANGES = """, used AS (
    SELECT value, owner_id, macro_f1, least(%(groups)s - 1, floor(%(groups)s * percent_rank() OVER (ORDER BY value))) AS part
    FROM (SELECT ({value})::float8 AS value, owner_id, macro_f1 FROM runs WHERE kind <> 'grade') AS told
    WHERE value IS NOT NULL
)
SELECT min(value), max(value), count(*), count(DISTINCT owner_id), count(macro_f1), avg(macro_f1), stddev_samp(macro_f1)
FROM used GROUP BY part ORDER BY 1
"""
OF_KNOB, EXAMPLES = "spec #>> %(path)s::text[]", "jsonb_array_length(spec -> 'examples')"
