"""Aisha sends pictures and files: judged, listed with where they are used, and never lost, whoever changes what."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import asset_leftovers
from courses.actions import publish_revision
from courses.drafts.assets import add_asset, remove_asset, rename_asset, replace_asset, restore_asset
from courses.drafts.drafting import check_draft, make_revision, open_draft, save_file
from courses.models import Asset, Course, Draft, DraftAsset, Revision
from lms.kit.refusals import Conflict, Denied
from tests.conftest import Company
from tests.content.sample_files import SAMPLES, VTT, png, svg
from tests.courses.forms_on_pages import fields_on

LIST, CHANGE = "/authoring/small/edit/assets/", "/authoring/small/edit/assets/change/"
INTRO = "lessons/read-1/intro.en.md"


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}


def add(
    company: Company, draft: Draft, name: str = "Loss curve.PNG", content: bytes | None = None
) -> DraftAsset:
    return add_asset(by=company.aisha, draft=draft, name=name, content=content or png())


def write(company: Company, draft: Draft, text: str) -> None:
    file = draft.files.get(path=INTRO)
    save_file(by=company.aisha, file=file, text=text, base=file.version)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_picture_gets_a_plain_name_and_its_size(company: Company, here: Draft):
    first = add(company, here)
    second = add(company, here, content=png(8, 8))
    assert (first.path, first.width, first.height) == ("assets/loss-curve.png", 4, 3)
    assert second.path == "assets/loss-curve-2.png"


def test_a_chinese_name_always_makes_the_same_plain_one(company: Company, here: Draft):
    made = add(company, here, "事故现场（全景）.png", png(9, 9)).path
    assert re.fullmatch(r"assets/picture-[0-9a-f]{6}\.png", made)
    assert add(company, here, "现场.png", png(8, 9)).path != made
    assert add(company, here, "事故现场（全景）.png", png(7, 9)).path == made.replace(".png", "-2.png")
    assert re.fullmatch(r"assets/1-loss-[0-9a-f]{6}\.png", add(company, here, "图1-loss.png", png(6, 9)).path)


def test_sending_the_same_bytes_twice_keeps_one_file(company: Company, here: Draft):
    assert add(company, here).pk == add(company, here, "again.png").pk
    assert here.assets.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("run.exe", b"MZ", "Files of this kind are not taken"),
        ("picture.png", b"GIF89a", "not what its name says"),
        ("drawing.svg", svg("<script>alert(1)</script>"), "is not taken in an SVG"),
        ("run.vtt", b"hello", "Captions begin with a line WEBVTT"),
    ],
)
def test_what_is_refused_is_refused_in_words(aisha: Client, here: Draft, name: str, content: bytes, why: str):
    answer = aisha.post(LIST, {"file": upload(name, content)})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    told = aisha.post(LIST, {"file": upload(name, content)}, headers={"accept": "application/json"})
    assert (told.status_code, why in told.json()["refusal"]) == (422, True)
    assert not here.assets.exists()


def test_a_body_that_is_too_large_is_not_read(aisha: Client, here: Draft, settings: Any):
    settings.COURSE_UPLOAD_BYTES = 1_000
    answer = aisha.post(LIST, {"file": upload("a.csv", b"a,b\n" * 10_000)})
    assert answer.status_code == 413


def test_several_files_are_sent_at_once_without_a_script(aisha: Client, here: Draft):
    files = [upload("a.csv", SAMPLES["csv"]), upload("run.en.vtt", VTT), upload("run.mp4", SAMPLES["mp4"])]
    assert aisha.post(LIST, {"file": files}).status_code == 302
    assert list(here.assets.values_list("path", flat=True)) == [
        "assets/a.csv",
        "assets/run-en.vtt",
        "assets/run.mp4",
    ]


def test_the_list_says_where_each_file_is_used_and_which_are_not(
    aisha: Client, company: Company, here: Draft
):
    add(company, here, "used.png")
    add(company, here, "idle.png", png(5, 5))
    write(company, here, "![a square](assets/used.png)\n")
    page = aisha.get(LIST).content.decode()
    assert f"?path={INTRO}" in page
    assert "1 unused" in page


def test_the_list_costs_the_same_for_any_number_of_files(aisha: Client, company: Company, here: Draft):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            aisha.get(LIST)
        return len(asked)

    add(company, here)
    few = cost()
    for width in range(10, 20):
        add(company, here, content=png(width, 2))
    assert cost() == few


def test_a_renamed_file_is_called_so_wherever_it_is_used(company: Company, here: Draft):
    asset = add(company, here, "old.png")
    write(company, here, "See ![it](assets/old.png), not assets/old.png.bak or my-assets/old.png.\n")
    moved = rename_asset(by=company.aisha, asset=asset, name="New name.png")
    assert moved.path == "assets/new-name.png"
    text = here.files.get(path=INTRO).text
    assert text == "See ![it](assets/new-name.png), not assets/old.png.bak or my-assets/old.png.\n"
    assert not here.assets.present().filter(path="assets/old.png").exists()
    assert check_draft(here).course is not None


def test_what_is_removed_or_replaced_can_be_brought_back(aisha: Client, company: Company, here: Draft):
    asset = add(company, here, "a.png")
    before = asset.sha256
    asset = replace_asset(by=company.dana, asset=asset, content=png(7, 7), base=1)
    aisha.post(CHANGE, {"do": "remove", "path": asset.path, "base": asset.version})
    assert not here.assets.present().exists()
    page = aisha.get(LIST).content.decode()
    assert "Removed" in page
    aisha.post(CHANGE, {"do": "restore", "path": asset.path, "version": 1})
    kept = here.assets.get()
    assert (kept.sha256, kept.version, kept.saves.count()) == (before, 4, 4)


def test_two_authors_who_replace_one_file_both_keep_theirs(company: Company, here: Draft):
    asset = add(company, here, "a.png")
    hers = replace_asset(by=company.aisha, asset=asset, content=png(7, 7), base=1)
    his = replace_asset(by=company.dana, asset=asset, content=png(8, 8), base=1)
    assert (hers.path, his.path) == ("assets/a.png", "assets/a-2.png")
    with pytest.raises(Conflict, match="meanwhile"):
        remove_asset(by=company.dana, asset=asset, base=1)
    assert here.assets.present().count() == 2


def test_only_authors_change_files(company: Company, here: Draft):
    asset = add(company, here)
    for act in (
        lambda: add_asset(by=company.ling, draft=here, name="a.png", content=png()),
        lambda: replace_asset(by=company.ling, asset=asset, content=png(5, 5), base=1),
        lambda: rename_asset(by=company.ling, asset=asset, name="b.png"),
        lambda: remove_asset(by=company.ling, asset=asset, base=1),
        lambda: restore_asset(by=company.ling, asset=asset, version=1),
    ):
        with pytest.raises(Denied):
            act()


def test_a_file_of_a_draft_reaches_no_learner_before_it_is_published(
    client: Client, company: Company, here: Draft
):
    asset = add(company, here, "secret.png")
    write(company, here, "![a square](assets/secret.png)\n")
    address = f"/assets/{asset.sha256}/{asset.name}"

    def seen_by(person: Any) -> int:
        client.force_login(person)
        return int(client.get(address).status_code)

    assert (seen_by(company.aisha), seen_by(company.ling)) == (200, 404)
    revision = make_revision(by=company.aisha, draft=here)
    assert isinstance(revision, Revision), revision
    assert seen_by(company.ling) == 404
    publish_revision(by=company.aisha, revision=revision)
    assert seen_by(company.ling) == 200


def test_a_draft_of_a_course_with_files_has_them(company: Company, here: Draft):
    add(company, here, "a.png")
    write(company, here, "![a square](assets/a.png)\n")
    revision = make_revision(by=company.aisha, draft=here)
    assert isinstance(revision, Revision)
    here.delete()
    again = open_draft(by=company.aisha, course=Course.objects.get(key="small"))
    assert list(again.assets.values_list("path", "width", "by")) == [("assets/a.png", 4, None)]
    reading = check_draft(again)
    assert reading.course is not None
    assert reading.course.digest == revision.digest


def test_a_sent_picture_becomes_a_block_that_asks_what_it_shows(aisha: Client, here: Draft):
    told = {"lesson": "read-1", "file": upload("curve.png", png())}
    answer = aisha.post("/authoring/small/edit/assets/block/", told)
    path = "lessons/read-1/curve.image.yaml"
    assert answer.headers["Location"].endswith(f"?path={path}")
    assert "Say in “What the picture shows" in aisha.get(answer.headers["Location"]).content.decode()
    told = {"lesson": "read-1", "file": upload("m.csv", SAMPLES["csv"]), "title": "The messages"}
    page = aisha.get(aisha.post("/authoring/small/edit/assets/block/", told).headers["Location"])
    assert "Download" in page.content.decode(), "the block as a learner sees it"
    assert (
        aisha.post("/authoring/small/edit/assets/block/", {**told, "file": upload("c.vtt", VTT)}).status_code
        == 422
    )


def test_a_sent_recording_becomes_a_replay_that_asks_halfway(aisha: Client, here: Draft):
    told = {"lesson": "read-1", "file": upload("run.jsonl", SAMPLES["jsonl"]), "title": "It learns"}
    page = aisha.get(aisha.post("/authoring/small/edit/assets/block/", told).headers["Location"])
    assert fields_on(page.content.decode())["f.pauses.0.at"] == ["20"]
    assert check_draft(here).course is not None
    short = {**told, "file": upload("short.jsonl", SAMPLES["jsonl"].splitlines()[0])}
    refused = aisha.post("/authoring/small/edit/assets/block/", short)
    assert refused.status_code == 422
    assert "tells of at least two steps" in refused.content.decode()


def test_a_refused_file_is_told_at_its_form_with_the_title_as_it_was_typed(
    aisha: Client, here: Draft, settings: Any
):
    told = {"lesson": "read-1", "file": upload("curve.png", b"no picture"), "title": "A curve that falls"}
    refused = aisha.post("/authoring/small/edit/assets/block/?lesson=read-1", told)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Add as a block" in page
    assert 'value="A curve that falls"' in page
    assert 'aria-describedby="add-file-refusal"' in page
    settings.COURSE_UPLOAD_BYTES = -10_000
    page = aisha.post("/authoring/small/edit/assets/block/?lesson=read-1", told)
    assert page.status_code == 413
    assert "Add as a block" in page.content.decode()


def test_only_bytes_that_nothing_refers_to_are_swept(company: Company, here: Draft):
    removed = add(company, here, "removed.png")
    remove_asset(by=company.aisha, asset=removed, base=1)
    kept = add(company, here, "a.png", png(6, 6))
    write(company, here, "![a square](assets/a.png)\n")
    make_revision(by=company.aisha, draft=here)
    assert asset_leftovers.sweep() == 0, "also what was removed stays, for it can be brought back"
    here.delete()
    assert asset_leftovers.sweep() == 1
    assert not default_storage.exists(removed.stored_as)
    assert default_storage.exists(kept.stored_as)
    assert Asset.objects.filter(sha256=kept.sha256).exists()


def test_a_site_without_files_has_nothing_to_sweep(db: None):
    assert asset_leftovers.sweep() == 0


def test_a_person_who_is_none_of_the_course_finds_its_drafted_files_as_little_as_absent_ones(
    client: Client, company: Company, here: Draft
):
    asset = add(company, here, "secret.png")
    Course.objects.filter(pk=here.course_id).update(open_to_authors=False)
    client.force_login(company.aisha)
    assert client.get(f"/assets/{asset.sha256}/{asset.name}").status_code == 404
    assert client.get(LIST).status_code == 404
    with pytest.raises(Denied):
        add_asset(by=company.aisha, draft=here, name="b.png", content=png(5, 5))
