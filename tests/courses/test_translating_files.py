"""A file of the course that a block names by language is chosen by a translator, not typed."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.drafts.assets import add_asset
from courses.drafts.drafting import write_files
from tests.content.sample_files import SAMPLES, VTT
from tests.courses.deskwork import DESK, Desk, on_show

VIDEO = "lessons/read-1/run.video.yaml"
AT = f"{DESK}edit/translate/zh-hans/?at={VIDEO}:captions"


@pytest.fixture
def sven(client: Client, desk: Desk, settings: Any, tmp_path: Path) -> Client:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    aisha = desk.company.aisha
    for name, content in {"run.mp4": SAMPLES["mp4"], "c.vtt": VTT, "zh.vtt": VTT + b"\n"}.items():
        add_asset(by=aisha, draft=desk.draft, name=name, content=content)
    video = (
        "title: {en: A run, zh-hans: 一次运行}\nfile: assets/run.mp4\ncaptions: {en: assets/c.vtt}\n"
        "transcript: {en: Words., zh-hans: 文字。}\n"
    )
    write_files(desk.draft, {VIDEO: video}, by=aisha)
    client.force_login(desk.company.sven)
    return client


def save(sven: Client, desk: Desk, said: str) -> str:
    told = {**on_show(desk, VIDEO, "captions"), "said": said}
    return sven.post(f"{DESK}edit/translate/zh-hans/", told, follow=True).content.decode()


def test_captions_are_chosen_among_the_files_that_hold_some(sven: Client, desk: Desk):
    page = sven.get(AT).content.decode()
    assert '<select name="said"' in page
    assert "<option>assets/zh.vtt</option>" in page
    assert "<option>assets/run.mp4</option>" not in page
    assert '<textarea name="said"' not in page
    assert "Saved." in save(sven, desk, "assets/zh.vtt")
    assert data_of(desk.file(VIDEO).text)["captions"]["zh-hans"] == "assets/zh.vtt"
    assert "<option selected>assets/zh.vtt</option>" in sven.get(AT).content.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [("你好字幕", "is no file below assets/"), ("assets/run.mp4", "holds no captions")],
)
def test_what_is_no_file_of_captions_is_told_when_it_is_saved(sven: Client, desk: Desk, said: str, why: str):
    page = save(sven, desk, said)
    assert "Saved, with something to mend:" in page
    assert why in page
