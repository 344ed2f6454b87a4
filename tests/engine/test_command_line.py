"""The engine as its users start it: a spec file in, a folder out."""

import json
import os
import subprocess
import sys

import pytest

from tests.engine.conftest import CANARY, lines_of, of_kind
from tests.engine.test_resuming import at
from training_jobs.engine.jobs import perform


def run(path, places):
    return perform(path, places)


def test_a_run_from_the_command_line_leaves_events_report_and_weights(spec_file, places):
    command = [
        sys.executable,
        "-m",
        "training_jobs.engine",
        str(spec_file(method="lora")),
        "--out",
        str(places.out),
    ]
    folders = ["--models", str(places.models), "--datasets", str(places.datasets)]
    environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"}
    ended = subprocess.run([*command, *folders], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    lines = lines_of(places.out)
    assert [line.n for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1].data == {"state": "finished"}
    assert of_kind(lines, "report") == [json.loads((places.out / "report.json").read_text())]
    saved = {path.name for path in places.adapter.iterdir()}
    assert {"adapter_model.safetensors", "adapter_config.json", "README.md", "spec.json"} <= saved


def test_a_setting_that_would_be_ignored_is_refused_from_a_person_and_read_from_what_was_stored(
    spec_file, places
):
    path = spec_file(method="head", lora={"rank": 16})
    assert perform(path, places, asked=True) == 3
    assert "does not use lora.rank" in lines_of(places.out)[-1].data["message"]
    assert perform(path, at(places, "stored")) == 0


@pytest.mark.parametrize("method", ["full", "head", "lora"])
def test_what_was_trained_scores_the_same_when_it_is_loaded_for_grading(spec_file, places, tmp_path, method):
    assert run(spec_file(method=method, epochs=8, learning_rate=0.01), places) == 0
    report = json.loads((places.out / "report.json").read_text())
    graded = grade(places, tmp_path, report["spec"])
    assert graded["rows"] == 18
    low, high = graded["interval"]
    assert 0 <= low <= graded["macro_f1"] <= high <= 1
    if method == "full":
        assert graded["macro_f1"] > 0.9


def test_a_grading_tells_nothing_of_any_test_row(spec_file, places, tmp_path):
    run(spec_file(), places)
    report = json.loads((places.out / "report.json").read_text())
    graded = grade(places, tmp_path, report["spec"])
    assert CANARY not in (tmp_path / "graded" / "events.jsonl").read_text()
    assert CANARY not in (tmp_path / "graded" / "report.json").read_text()
    assert not {"predictions", "mistakes", "confusion"} & set(graded)


def test_a_report_holds_all_that_a_page_shows(spec_file, places):
    run(spec_file(), places)
    report = json.loads((places.out / "report.json").read_text())
    assert report["split"] == "validation"
    assert report["rows"] == len(report["predictions"]) == 18
    assert report["accuracy"] + report["error_rate"] == pytest.approx(1)
    assert sum(map(sum, report["confusion"]["matrix"])) == 18
    assert [score["label"] for score in report["per_class"]] == report["confusion"]["labels"]
    assert report["curve"]["steps"] == 12
    assert len(report["data_digest"]) == len(report["model_digest"]) == 64
    assert report["spec"]["learning_rate"] == 0.005


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"base_model": "gpt-9"}, "gpt-9"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"max_steps": 3}, "Keep one"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_spec_ends_with_code_3_and_a_sentence(spec_file, places, changes, names):
    assert run(spec_file(**changes), places) == 3
    last = lines_of(places.out)[-1]
    assert (last.kind, last.data["state"], last.data["code"]) == ("state", "failed", "bad_spec")
    assert names in last.data["message"]


def test_a_data_set_that_the_worker_lacks_is_not_the_persons_mistake(spec_file, places):
    assert run(spec_file(dataset="nowhere"), places) == 3
    last = lines_of(places.out)[-1]
    assert (last.data["state"], last.data["code"]) == ("failed", "dataset_missing")
    assert "nowhere" in last.data["message"]


def test_a_spec_that_is_not_json_ends_with_code_3(tmp_path, places):
    path = tmp_path / "spec.json"
    path.write_text("{")
    assert run(path, places) == 3


def test_a_missing_base_model_is_the_platforms_fault(spec_file, places):
    assert run(spec_file(base_model="smollm2-135m-instruct"), places) == 3
    assert lines_of(places.out)[-1].data["code"] == "model_missing"


def test_a_diverging_run_ends_with_code_4_and_keeps_its_curve(spec_file, places):
    assert run(spec_file(learning_rate=1000, epochs=50), places) == 4
    lines = lines_of(places.out)
    assert len(of_kind(lines, "step")) >= 3
    assert lines[-1].data["code"] == "diverged"


def test_a_torn_last_line_is_cut_before_going_on(spec_file, places):
    places.out.mkdir()
    (places.out / "events.jsonl").write_text('{"n":1,"kind":"log","data":{},"at":1.0}\n{"n":2,"ki')
    run(spec_file(base_model="gpt-9"), places)
    assert [line.n for line in lines_of(places.out)] == [1, 2]


def grade(places, tmp_path, trained):
    """Grade what lies in places.out, as the platform would, and return the report."""
    weights = "out/adapter" if trained["method"] == "lora" else "out/weights"
    job = {
        "task": "grade",
        "base_model": "minilm-l6",
        "dataset": "tiny",
        "trained": trained,
        "weights": weights,
    }
    path = tmp_path / "grade.json"
    path.write_text(json.dumps({**job, "samples": 100}))
    out = tmp_path / "graded"
    assert run(path, type(places)(out, places.models, places.datasets)) == 0
    return json.loads((out / "report.json").read_text())
