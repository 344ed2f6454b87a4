"""The shipped data set, and what is said of a broken one."""

import csv

import pytest

from training_jobs.contract.catalogue import LIBRARY, dataset_names
from training_jobs.contract.datasets import SPLITS, DatasetUnreadable, open_dataset

SHIPPED = dataset_names()


def test_there_is_a_shipped_data_set():
    assert "insurer-messages" in SHIPPED


@pytest.mark.parametrize("key", SHIPPED)
def test_no_message_and_no_id_is_in_two_splits(key):
    rows = [row for split in SPLITS for row in open_dataset(key).rows(split)]
    assert len({row.id for row in rows}) == len(rows)
    assert len({" ".join(row.text.casefold().split()) for row in rows}) == len(rows)


@pytest.mark.parametrize("key", SHIPPED)
def test_each_split_has_every_class_and_titles_in_both_languages(key):
    dataset = open_dataset(key)
    for split in SPLITS:
        assert {row.label for row in dataset.rows(split)} == set(dataset.label_keys)
    for label in dataset.labels:
        assert set(label.title) == set(label.description) == {"en", "zh-hans"}
    assert (LIBRARY / key / "README.md").is_file()


def test_the_insurers_messages_are_as_many_as_the_card_says():
    dataset = open_dataset("insurer-messages")
    assert [len(dataset.rows(split)) for split in SPLITS] == [480, 120, 135]
    assert dataset.label_keys == ("claims", "billing", "policy", "sales", "technical", "complaints")


def test_an_id_does_not_tell_the_split_or_the_class():
    dataset = open_dataset("insurer-messages")
    for split in SPLITS:
        places = [int(row.id[1:]) for row in dataset.rows(split)]
        assert min(places) < 40
        assert max(places) > 690


def broken(tmp_path, rows):
    folder = tmp_path / "odd"
    folder.mkdir()
    about = "licence: x\ntitle: {en: T}\nsummary: {en: S}\nlabels:\n"
    (folder / "dataset.yaml").write_text(about + "  - {key: a, title: {en: A}, description: {en: A}}\n")
    with (folder / "train.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return open_dataset("odd", tmp_path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["id", "text"]], "columns"),
        ([["id", "text", "label"], ["1", "hi", "z"]], "row 2"),
        ([["id", "text", "label"], ["1", "hi", "a"], ["2", " ", "a"]], "row 3"),
        ([["id", "text", "label"], ["1", "hi"]], "row 2"),
    ],
)
def test_a_broken_table_says_which_row(tmp_path, rows, says):
    with pytest.raises(DatasetUnreadable, match=says):
        broken(tmp_path, rows).rows("train")


def test_an_absent_data_set_is_named(tmp_path):
    with pytest.raises(DatasetUnreadable, match="nothing"):
        open_dataset("nothing", tmp_path)


def test_the_digest_changes_with_any_byte(tmp_path):
    before = broken(tmp_path, [["id", "text", "label"], ["1", "hi", "a"]])
    for split in ("validation", "test"):
        (before.folder / f"{split}.csv").write_text("id,text,label\n")
    first = before.digest
    (before.folder / "train.csv").write_text("id,text,label\n1,ho,a\n")
    assert open_dataset("odd", tmp_path).digest != first
