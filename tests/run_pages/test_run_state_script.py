"""run_state.js adds up a stream as the server does."""

from datetime import UTC, datetime

import pytest

from tests.run_pages.conftest import recorded
from training_jobs.presenting import words
from training_jobs.presenting.progress import replay
from training_jobs.presenting.reports import outcome
from training_jobs.presenting.verdicts import judge
from training_jobs.templatetags import runs


def wire(lines, first=1):
    return [
        {
            "seq": seq,
            "kind": line.kind,
            "data": line.data,
            "at": datetime.fromtimestamp(line.at, UTC).isoformat(),
        }
        for seq, line in enumerate(lines, first)
    ]


def add_up(page, *batches):
    """The state after the batches, with what is derived from it."""
    return page.evaluate(
        """async (batches) => {
            const m = await import('/js/run_state.js');
            let state = m.emptyState();
            for (const batch of batches) state = m.reduce(state, batch);
            return {...state, rows: m.tableRows(state),
                    table: m.sampleTable(state), verdict: m.judge(state)};
        }""",
        list(batches),
    )


def step(seq, number, loss=1.0):
    return {
        "seq": seq,
        "kind": "step",
        "at": "2026-01-01T00:00:00Z",
        "data": {"step": number, "metrics": {"loss": loss}},
    }


def state(seq, **data):
    return {"seq": seq, "kind": "state", "at": "2026-01-01T00:00:00Z", "data": data}


@pytest.mark.parametrize("name", ["head", "diverged", "stopped"])
def test_browser_and_server_tell_the_same_of_a_recorded_run(page, name):
    lines = recorded(name)
    seen = add_up(page, wire(lines))
    told = replay((line.kind, line.data, line.at) for line in lines)
    assert [row["step"] for row in seen["steps"]] == sorted(told.steps)
    evaluations = [row for row in seen["rows"] if row.get("epoch") is not None]
    assert [row["trainLoss"] for row in evaluations] == pytest.approx(
        [row.train_loss for row in told.evaluations]
    )
    verdict = judge(told, state=seen["state"])
    assert (seen["verdict"]["code"], seen["verdict"]["step"]) == (verdict.code, verdict.step)
    assert seen["table"]["steps"] == told.sample_steps


def test_events_that_come_twice_count_once(page):
    lines = wire(recorded("head"))
    assert add_up(page, lines, lines, lines[20:60]) == add_up(page, lines)


def test_any_cut_into_batches_gives_the_same_state(page):
    lines = wire(recorded("head"))
    assert add_up(page, lines[:7], lines[7:8], lines[8:]) == add_up(page, lines)


def losses(seen):
    return [(row["step"], row["loss"]) for row in seen["steps"]]


def look(seq, number, loss, seconds=0):
    at = f"2026-01-01T00:00:{seconds:02}Z"
    return {
        "seq": seq,
        "kind": "eval",
        "at": at,
        "data": {"step": number, "epoch": 1.0, "metrics": {"loss": loss}},
    }


def test_a_point_stays_until_the_run_tells_its_step_again(page):
    first = [step(seq, seq) for seq in range(1, 6)]
    again = [*first, state(6, state="starting", resume_step=2), step(7, 3, 0.5)]
    seen = add_up(page, again)
    assert losses(seen) == [(1, 1.0), (2, 1.0), (3, 0.5), (4, 1.0), (5, 1.0)]
    assert (seen["here"], seen["rows"][-1]["step"]) == (3, 3)
    evaluated = add_up(page, [*again, look(8, 3, 0.4)])["rows"]
    assert [(row["step"], row["loss"]) for row in evaluated] == [(3, 0.4)], "one row a step"
    failed = add_up(page, [*again, state(8, state="failed")])
    assert losses(failed) == losses(seen), "nothing that a person saw is lost"
    assert len(add_up(page, [*first, state(6, state="starting", resume_step=0)])["steps"]) == 5


def test_an_evaluation_is_at_work_until_it_is_told(page):
    begun = [
        state(1, state="running", phase="training"),
        step(2, 1),
        state(3, state="running", phase="evaluating"),
    ]
    ended = [*begun, look(4, 1, 2.0)]
    for told, phase in ((begun, "evaluating"), (ended, "training")):
        assert add_up(page, told)["phase"] == phase
        server = replay((event["kind"], event["data"], 0.0) for event in told)
        assert (server.phase, server.is_evaluating) == (phase, phase == "evaluating")


def test_a_run_that_finishes_before_what_was_told_leaves_that_away(page):
    first = [*(step(seq, seq) for seq in range(1, 6)), look(6, 4, 1.0)]
    again = [state(7, state="starting", resume_step=2), step(8, 3, 0.5)]
    seen = add_up(page, [*first, *again, state(9, state="finished", step=3)])
    assert losses(seen) == [(1, 1.0), (2, 1.0), (3, 0.5)]
    assert seen["evals"] == []


def test_the_verdict_is_of_the_present_attempt(page):
    told = [step(1, 1), look(2, 1, 2.0), step(3, 2), look(4, 2, 1.0), step(5, 3), look(6, 3, 1.5)]
    assert add_up(page, told)["verdict"]["code"] == "wavering"
    again = [*told, state(7, state="running", resume_step=2)]
    assert add_up(page, again)["verdict"]["code"] == "falling"
    anew = [*told, state(7, state="running", resume_step=0)]
    assert add_up(page, anew)["verdict"]["code"] == "early"
    assert add_up(page, [*anew, state(8, state="failed")])["verdict"]["code"] == "cut"


def test_a_loss_that_is_no_number_stays_a_gap(page):
    seen = add_up(page, [step(1, 1), step(2, 2, None)])
    assert seen["steps"][1]["loss"] is None
    assert seen["verdict"]["code"] == "broken"


def test_smoothing_keeps_gaps_and_starts_without_a_bias(page):
    values = page.evaluate(
        "import('/js/curve_data.js').then((m) => m.smooth([2, 2, null, ...Array(40).fill(4)]))"
    )
    assert values[:3] == [pytest.approx(2), pytest.approx(2), None]
    assert 2 < values[3] < values[20] < 4


def test_a_short_run_is_smoothed_less_and_a_very_short_one_not_at_all(page):
    few, some = page.evaluate(
        """import('/js/curve_data.js').then((m) => [10, 40].map(
            (n) => m.smooth([...Array(n - 1).fill(4), 1], 0.99).at(-1)))"""
    )
    assert few == 1
    assert 3 < some < 3.5, "a mean over a tenth of 40 points"


def test_reducing_leaves_the_state_before_untouched(page):
    kept = page.evaluate(
        """async (batch) => {
            const m = await import('/js/run_state.js');
            const before = m.emptyState(), copy = JSON.stringify(before);
            m.reduce(before, batch);
            return JSON.stringify(before) === copy;
        }""",
        wire(recorded("head")),
    )
    assert kept


def test_a_resumed_run_marks_where_it_went_on_and_forgets_the_checkpoints_behind(page):
    told = [
        *(step(n, n) for n in (1, 2, 3)),
        {"seq": 4, "kind": "checkpoint", "at": "", "data": {"step": 2, "folder": "f"}},
        {"seq": 5, "kind": "checkpoint", "at": "", "data": {"step": 3, "folder": "f"}},
        state(6, state="running", phase="training", resume_step=2),
        step(7, 3, 0.5),
    ]
    seen = add_up(page, told)
    assert losses(seen) == [(1, 1.0), (2, 1.0), (3, 0.5)]
    assert (seen["checkpoints"], seen["resumes"]) == ([2], [2])


def test_the_table_of_a_long_run_stays_short(page):
    told = [step(n, n) for n in range(1, 400)]
    looks = [
        {"seq": 400 + n, "kind": "eval", "at": "", "data": {"step": n, "epoch": 1.0, "metrics": {"loss": 1}}}
        for n in range(1, 300)
    ]
    rows = add_up(page, [*told, *looks])["rows"]
    assert len(rows) == 61
    assert rows[-1]["step"] == 399


def test_the_slider_of_the_learning_rate_reaches_both_ends_and_comes_back(page):
    ends = page.evaluate(
        """import('/js/run_form.js').then((m) => [
            m.toValue(0, 1e-5, 0.05), m.toValue(1000, 1e-5, 0.05),
            m.toPosition(m.toValue(321, 1e-5, 0.05), 1e-5, 0.05), m.tidy(0.00123456)])"""
    )
    assert ends == [pytest.approx(1e-5), pytest.approx(0.05), 321, "0.0012"]


def test_spans_read_like_speech(page):
    said = page.evaluate(
        """import('/js/run_numbers.js').then((m) => {
            const words = {seconds: '{s} s', minutes: '{m} min {s} s', hours: '{h} h {m} min'};
            return [m.duration(null, words), m.duration(38.4, words), m.duration(100, words)];
        })"""
    )
    assert said == ["–", "38 s", "1 min 40 s"]


def test_browser_and_server_write_the_same_score_and_the_same_loss(page):
    values = [
        None,
        0,
        0.0625,
        0.3125,
        0.0005,
        0.29,
        0.41919,
        0.7999,
        1 / 3,
        0.9995,
        1,
        *(n / 997 for n in range(997)),
    ]
    written = page.evaluate(
        "(values) => import('/js/run_numbers.js').then((m) => [values.map(m.score), values.map(m.loss)])",
        values,
    )
    assert written == [[words.score(value) for value in values], [runs.loss(value) for value in values]]


def test_a_score_below_its_threshold_never_reads_as_reaching_it():
    assert words.score(0.41919) == "0.419"
    assert (words.score(0.7999), words.score(0.7999, 0.8)) == ("0.800", "0.799")
    assert words.score(0.8, 0.8) == words.score(0.8001, 0.8) == "0.800"
    assert words.score(0.84996, 0.85) == "0.849"


def test_a_difference_is_that_of_the_numbers_beside_it():
    assert "0.700 and it came to 0.419: 0.281 lower" in outcome(0.7, 0.41919)
