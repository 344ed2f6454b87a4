"""Teaching a model that writes to answer with the label."""

import json
from pathlib import Path

import pytest

from tests.engine.conftest import CANARY, lines_of, of_kind
from tests.engine.writers import make_writer
from training_jobs.contract.datasets import open_dataset
from training_jobs.contract.spec import parse_spec
from training_jobs.engine.assembly import assemble
from training_jobs.engine.device import Setting
from training_jobs.engine.halting import go_on
from training_jobs.engine.jobs import perform
from training_jobs.engine.objectives.generation import Generation
from training_jobs.engine.objectives.packing import Chat, packs
from training_jobs.engine.places import Places

WRITES = {
    "task": "text-generation",
    "base_model": "smollm2-135m-instruct",
    "method": "full",
    "learning_rate": 0.01,
}


@pytest.fixture(scope="module")
def writers(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("writers")
    make_writer(folder / "smollm2-135m-instruct")
    return folder


@pytest.fixture
def writing(tmp_path, writers, tiny_library) -> Places:
    return Places(tmp_path / "out", writers, tiny_library)


def objective(path, places, setting=None) -> Generation:
    spec = parse_spec(json.loads(path.read_text()), datasets=("tiny",))
    dataset = open_dataset(spec.dataset, places.datasets)
    run = assemble(spec, places, dataset.label_keys, setting or Setting("fp32", "sdpa"))
    return Generation(spec, run, dataset)


def run(path, places) -> dict:
    assert perform(path, places, wish=go_on) == 0, lines_of(places.out)[-1]
    return json.loads((places.out / "report.json").read_text())


@pytest.mark.parametrize("attention", ["sdpa", "math", "eager"])
def test_packed_rows_lose_as_much_as_rows_one_by_one(spec_file, writing, attention):
    import torch

    task = objective(spec_file(**WRITES), writing, Setting("fp32", attention))
    task.run.model.eval()
    rows = task.rows("train")[:16]
    singly = []
    for row in rows:
        answer = task._answers[row.label]
        ids = torch.tensor([[*task._start, *row.tokens, *answer]])
        logits = task.run.model(input_ids=ids).logits[0, -len(answer) - 1 : -1]
        singly.append(torch.nn.functional.cross_entropy(logits, ids[0, -len(answer) :]).item())
    assert float(task.loss(rows).detach()) == pytest.approx(sum(singly) / len(rows), abs=1e-5)


def test_the_chat_is_the_one_that_the_card_tells_users_to_write(spec_file, writing):
    task = objective(spec_file(**WRITES), writing)
    row = task.rows("train")[0]
    told = {
        "role": "system",
        "content": "Answer with the one label that fits the message: fruit, tools, birds.",
    }
    chat = [told, {"role": "user", "content": row.row.text}]
    ids = task.run.tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=True)
    assert task._start + row.tokens == ids["input_ids"]


def test_what_counts_as_exact_is_what_the_model_writes(spec_file, writing):
    import torch

    task = objective(spec_file(**WRITES), writing)
    rows = task.rows("validation")
    optimiser = torch.optim.AdamW(task.run.trainable(), lr=0.01)
    for _step in range(25):
        task.loss(task.rows("train")).backward()
        optimiser.step()
        optimiser.zero_grad()
    told = task.evaluate()
    task.run.model.eval()
    written = task._written(rows)
    assert [p.exact for p in told.all] == [
        text == row.row.label for text, row in zip(written, rows, strict=True)
    ]
    assert [sample.written for sample in told.samples] == written[:4]
    assert told.exact_match is not None
    assert told.exact_match > 0.5


def test_a_generation_run_learns_and_is_graded(spec_file, writing, tmp_path):
    report = run(spec_file(**WRITES, epochs=10), writing)
    lines = lines_of(writing.out)
    evals = [data["metrics"] for data in of_kind(lines, "eval")]
    assert {"loss", "accuracy", "macro_f1", "exact_match"} == set(evals[-1])
    assert evals[0]["exact_match"] == 0
    assert report["exact_match"] > 0.8
    assert report["macro_f1"] > 0.8
    assert report["rows"] == len(report["predictions"]) == 18
    graded = grade(writing, tmp_path, report["spec"], "weights")
    assert graded["macro_f1"] > 0.7
    assert graded["exact_match"] > 0.7
    assert CANARY not in (tmp_path / "graded" / "events.jsonl").read_text()


def test_an_adapter_of_a_writer_is_saved_with_its_card_and_graded(spec_file, writing, tmp_path):
    report = run(spec_file(**WRITES | {"method": "lora", "epochs": 2}), writing)
    card = (writing.adapter / "README.md").read_text()
    assert "tags: [text-generation, lora]" in card
    assert "apply_chat_template" in card
    assert grade(writing, tmp_path, report["spec"], "adapter")["rows"] == 18


def grade(places, tmp_path, trained, folder) -> dict:
    job = {"task": "grade", "base_model": trained["base_model"], "dataset": "tiny", "trained": trained}
    path = tmp_path / "grade.json"
    path.write_text(json.dumps({**job, "weights": f"out/{folder}", "samples": 100}))
    return run(path, Places(tmp_path / "graded", places.models, places.datasets))


def test_packs_hold_what_they_may_and_lose_no_answer():
    start = [1, 2, 3]
    chats = [Chat([5] * size, [[7, 8], [9]]) for size in (4, 9, 30, 1)]
    packed = packs(start, chats, most=20)
    assert packed.tokens.shape[0] == 3
    assert packed.tokens.shape[1] == 3 + 30 + 1
    assert sorted(packed.owners.tolist()) == sorted([0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7])
    assert packed.answers == 8


def test_no_chat_sees_another():
    packed = packs([1, 1], [Chat([5, 5], [[7, 8]]), Chat([6], [[7, 8]])], most=50)
    tokens, visible = packed.tokens[0].tolist(), packed.visible[0]
    for place, token in enumerate(tokens):
        seen = {tokens[other] for other in visible[place].nonzero().flatten().tolist()}
        assert not {5, 6} <= seen, (place, token)
