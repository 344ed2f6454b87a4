"""What a real model's heads look at is written down so that a course can show it."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from courses.content.widgets.attention import Measured
from training_jobs.contract.memory import SHAPES
from training_jobs.contract.spec import AttendSpec
from training_jobs.engine.attending import attend
from training_jobs.engine.attention import as_yaml, main, measure
from training_jobs.engine.places import Places

SHIPPED = sorted(Path("courses/library").glob("*/lessons/*/*.measured.yaml"))


def test_there_is_a_shipped_measurement():
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_shipped_measurement_is_what_its_model_computes(models_dir: Path, path: Path):
    stored = Measured.model_validate(yaml.safe_load(path.read_text()))
    heads = [(head.layer, head.head) for head in stored.heads]
    again = Measured.model_validate(measure(models_dir, stored.model, stored.text, heads))
    assert (again.tokens, again.sha256) == (stored.tokens, stored.sha256)
    for ours, theirs in zip(again.heads, stored.heads, strict=True):
        for row, kept in zip(ours.weights, theirs.weights, strict=True):
            assert row == pytest.approx(kept, abs=0.0011)


def test_a_model_that_writes_looks_back_only(models_dir: Path):
    measured = measure(models_dir, "smollm2-135m-instruct", "The claim is open.", [(1, 1), (30, 9)])
    assert "␣claim" in measured["tokens"]
    assert yaml.safe_load(as_yaml(measured)) == measured
    for head in Measured.model_validate(measured).heads:
        assert all(weight == 0 for place, row in enumerate(head.weights) for weight in row[place + 1 :])


@pytest.mark.parametrize(
    ("text", "pair", "told"),
    [
        ("hello", (7, 1), "there is no 7/1"),
        ("word " * 40, (1, 1), "42 tokens long"),
        ("hello", (1, 0), "no 1/0"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(
    models_dir: Path, tmp_path: Path, monkeypatch, capsys, text: str, pair, told: str
):
    monkeypatch.setattr(sys, "argv", ["attention", *asked(models_dir, tmp_path, text, pair)])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr().err
    assert (end.value.code, told in said) == (1, True), said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_a_refusal_ends_the_command_without_a_traceback(models_dir: Path, tmp_path: Path):
    command = [sys.executable, "-m", "training_jobs.engine.attention"]
    done = subprocess.run(
        [*command, *asked(models_dir, tmp_path, "hello", (7, 1))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "there is no 7/1" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def asked(models_dir: Path, tmp_path: Path, text: str, pair: tuple[int, int]) -> list[str]:
    told = {"models": models_dir, "model": "minilm-l6", "text": text, "layer": pair[0], "head": pair[1]}
    told["into"] = tmp_path / "x.yaml"
    return [part for name, value in told.items() for part in (f"--{name}", str(value))]


def report_of(models_dir: Path, tmp_path: Path, **about: object) -> dict[str, object]:
    spec = AttendSpec.model_validate({"base_model": "minilm-l6", "heads": [(1, 1)], **about})
    places = Places(models=models_dir, datasets=tmp_path, out=tmp_path)
    (report,) = [told.report for told in attend(spec, places) if told.kind == "report"]
    return report


def test_a_run_reports_what_was_measured(models_dir: Path, tmp_path: Path):
    report = report_of(models_dir, tmp_path, text="It fell because it was wet.", heads=[(1, 3), (6, 12)])
    measured = Measured.model_validate(report["measured"])
    assert [(head.layer, head.head) for head in measured.heads] == [(1, 3), (6, 12)]
    assert report["tokens"] == len(measured.tokens) == 9


def test_a_run_with_a_sentence_that_is_too_long_reports_how_long_it_is(models_dir: Path, tmp_path: Path):
    report = report_of(models_dir, tmp_path, text="word " * 40)
    assert (report["tokens"], report["measured"]) == (42, None)


@pytest.mark.parametrize("key", SHAPES)
def test_the_shape_that_authors_are_told_is_that_of_the_model(models_dir: Path, tmp_path: Path, key: str):
    last = (SHAPES[key].layers, SHAPES[key].heads)
    assert report_of(models_dir, tmp_path, base_model=key, text="Hello", heads=[last])["measured"]
    for beyond in ((last[0] + 1, 1), (1, last[1] + 1)):
        with pytest.raises(ValueError, match="there is no"):
            measure(models_dir, key, "Hello", [beyond])
