"""A checkpoint on disk is whole or it is none: what is damaged is refused, a full disk costs no older one."""

import errno
import json
import os

import pytest
import torch

from training_jobs.engine import checkpoint, durable
from training_jobs.engine.checkpoint import Content, Made, Unusable, load, prune, save, verify

MADE = Made(spec="a" * 64, data="b" * 64, model="c" * 64)
CALLS = ("open", "write", "fsync", "mkdir", "rename")


def content(step=3, score=0.5):
    tensors = {
        "weight.a": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "weight.half": torch.ones(3, dtype=torch.bfloat16),
        "optimiser.0.step": torch.tensor(3.0),
        "random.cpu": torch.get_rng_state(),
        "empty": torch.zeros(0),
    }
    return Content(step, tensors, {"curve": {"steps": step}, "strange": float("nan")}, score)


class FullDisk:
    """The system's calls, of which the one numbered `full_at` finds no space left."""

    def __init__(self, full_at=None):
        self.full_at, self.made = full_at, []

    def __getattr__(self, name):
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*given):
            self.made.append(name)
            if len(self.made) == self.full_at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*given)

        return call


def test_what_was_saved_is_what_is_loaded(tmp_path):
    saved = save(tmp_path, content(), MADE)
    assert saved.folder == tmp_path / "step-00000003"
    assert saved.bytes == sum(path.stat().st_size for path in saved.folder.iterdir())
    found = load(saved.folder, MADE)
    assert (found.step, found.score, found.facts["curve"]) == (3, 0.5, {"steps": 3})
    assert found.tensors.keys() == content().tensors.keys()
    for name, tensor in content().tensors.items():
        assert found.tensors[name].dtype == tensor.dtype
        assert torch.equal(found.tensors[name], tensor), name


def test_nothing_in_it_is_a_pickle(tmp_path):
    saved = save(tmp_path, content(), MADE)
    names = sorted(path.name for path in saved.folder.iterdir())
    assert names == ["manifest.json", "state.json", "tensors.safetensors"]
    state = json.loads((saved.folder / "state.json").read_text())
    assert state["made"] == {"spec": "a" * 64, "data": "b" * 64, "model": "c" * 64}


@pytest.mark.parametrize("name", ["manifest.json", "state.json", "tensors.safetensors"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.999])
def test_one_flipped_byte_is_enough_to_refuse_it(tmp_path, name, part):
    saved = save(tmp_path, content(), MADE)
    damaged = bytearray((saved.folder / name).read_bytes())
    damaged[int(part * len(damaged))] ^= 1
    (saved.folder / name).write_bytes(damaged)
    with pytest.raises(Unusable, match=f"{name} is damaged"):
        load(saved.folder, MADE)


def test_a_manifest_with_any_byte_flipped_blames_itself_and_no_file_that_is_whole(tmp_path):
    manifest = save(tmp_path, content(), MADE).folder / "manifest.json"
    written = manifest.read_bytes()
    for at in range(len(written)):
        manifest.write_bytes(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :])
        with pytest.raises(Unusable, match=r"^manifest\.json is damaged$"):
            verify(manifest.parent)


def test_a_checkpoint_from_before_manifests_had_a_digest_still_serves(tmp_path):
    folder = save(tmp_path, content(), MADE).folder
    told = json.loads((folder / "manifest.json").read_text())
    del told["sha256"]
    (folder / "manifest.json").write_text(json.dumps(told, indent=1) + "\n")
    assert load(folder, MADE).step == content().step
    (folder / "state.json").write_text("{}")
    with pytest.raises(Unusable):
        verify(folder)


@pytest.mark.parametrize("name", ["manifest.json", "state.json", "tensors.safetensors"])
def test_a_missing_or_torn_file_is_named(tmp_path, name):
    saved = save(tmp_path, content(), MADE)
    path = saved.folder / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Unusable, match=name):
        load(saved.folder, MADE)
    path.unlink()
    with pytest.raises(Unusable, match=f"{name} is missing"):
        load(saved.folder, MADE)


def test_a_checkpoint_of_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unusable, match="missing"):
        load(tmp_path / "step-00000009", MADE)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (Made("0" * 64, MADE.data, MADE.model), "other settings"),
        (Made(MADE.spec, "0" * 64, MADE.model), "another data set"),
        (Made(MADE.spec, MADE.data, "0" * 64), "another base model"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, made, reason):
    saved = save(tmp_path, content(), MADE)
    with pytest.raises(Unusable, match=reason):
        load(saved.folder, made)


def test_a_disk_that_is_full_at_any_call_of_a_save_harms_no_older_checkpoint(tmp_path, monkeypatch):
    older = save(tmp_path, content(1), MADE)
    watched = FullDisk()
    monkeypatch.setattr(durable, "os", watched)
    save(tmp_path / "elsewhere", content(2), MADE)
    assert set(watched.made) == set(CALLS)
    for number in range(1, len(watched.made) + 1):
        monkeypatch.setattr(durable, "os", FullDisk(full_at=number))
        with pytest.raises(OSError, match="No space left"):
            save(tmp_path, content(2), MADE)
        assert load(older.folder, MADE).step == 1
        left = {path.name for path in tmp_path.iterdir()} - {"elsewhere", "step-00000001"}
        if left:  # only the very last call comes after the new folder has its name
            assert number == len(watched.made) or watched.made[number - 1 :] == ["open", "fsync"]
            assert load(tmp_path / left.pop(), MADE).step == 2


def test_saving_a_step_again_takes_the_place_of_a_damaged_one(tmp_path):
    saved = save(tmp_path, content(), MADE)
    (saved.folder / "state.json").write_text("{}")
    assert load(save(tmp_path, content(), MADE).folder, MADE).step == 3


def test_the_best_and_the_last_two_are_kept(tmp_path):
    for step, score in enumerate([0.1, 0.7, 0.7, 0.4, 0.3, 0.2], start=1):
        save(tmp_path, content(step, score), MADE)
        prune(tmp_path)
    kept = [checkpoint.step_of(folder) for folder in checkpoint.checkpoints(tmp_path)]
    assert kept == [6, 5, 2]


def test_a_checkpoint_that_cannot_be_read_is_never_the_best(tmp_path):
    for step, score in [(1, 0.9), (2, 0.1), (3, None), (4, 0.05), (5, 0.01)]:
        save(tmp_path, content(step, score), MADE)
    (tmp_path / "step-00000001" / "state.json").write_text("{")
    prune(tmp_path)
    assert [checkpoint.step_of(folder) for folder in checkpoint.checkpoints(tmp_path)] == [5, 4, 2]
