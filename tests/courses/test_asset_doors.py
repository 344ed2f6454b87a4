"""Files of courses: who gets them, under which headers, and what happens when one is lost."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from courses.actions import import_course, publish_revision
from courses.models import Asset, Revision
from tests.conftest import Company
from tests.content.sample_files import SAMPLES, png
from tests.courses.every_block import ASSETS, every_block

CSV = ASSETS["messages.csv"]


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}


def imported(place: Path, *, is_published: bool = True) -> Revision:
    revision = import_course(by=None, folder=every_block(place))
    assert isinstance(revision, Revision), revision
    return publish_revision(by=None, revision=revision) if is_published else revision


def address(name: str) -> str:
    return f"/assets/{hashlib.sha256(ASSETS[name]).hexdigest()}/{name}"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_comes_as_it_was_with_headers_under_which_nothing_runs(ling: Client, tmp_path: Path):
    imported(tmp_path)
    response = ling.get(address("messages.csv"))
    assert body(response) == CSV
    told = response.headers
    assert told["Content-Type"] == "text/csv; charset=utf-8"
    assert told["Content-Length"] == str(len(CSV))
    assert told["Content-Disposition"] == "attachment", "called as its link says"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Cache-Control"] == "private, max-age=31536000, immutable"
    policy = set(told["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "frame-ancestors 'none'"} < policy
    assert "sandbox" in {part.strip() for part in policy}


@pytest.mark.parametrize(
    ("name", "how"), [("grey.png", "inline"), ("run.mp4", "inline"), ("run.en.vtt", "inline")]
)
def test_what_pages_show_is_not_a_download(ling: Client, tmp_path: Path, name: str, how: str):
    imported(tmp_path)
    assert ling.get(address(name)).headers["Content-Disposition"] == f'{how}; filename="{name}"'


def test_nobody_gets_a_file_without_signing_in(client: Client, tmp_path: Path, db: None):
    imported(tmp_path)
    assert client.get(address("grey.png")).url.startswith("/accounts/login/")


def test_a_file_of_a_draft_is_the_authors_until_it_is_published(
    ling: Client, company: Company, tmp_path: Path
):
    revision = imported(tmp_path, is_published=False)
    assert ling.get(address("grey.png")).status_code == 404
    ling.force_login(company.aisha)
    assert ling.get(address("grey.png")).status_code == 200
    publish_revision(by=None, revision=revision)
    ling.force_login(company.ling)
    assert ling.get(address("grey.png")).status_code == 200


def test_a_digest_alone_opens_nothing(ling: Client, tmp_path: Path):
    imported(tmp_path)
    digest = hashlib.sha256(CSV).hexdigest()
    for path in (
        f"{digest}/other.csv",
        f"{digest}/essages.csv",
        f"{digest[:-1]}0/messages.csv",
        f"{digest}/%",
    ):
        assert ling.get(f"/assets/{path}").status_code == 404


def test_a_browser_that_has_it_is_not_sent_it_again(ling: Client, tmp_path: Path):
    imported(tmp_path)
    tag = ling.get(address("grey.png")).headers["ETag"]
    assert ling.get(address("grey.png"), HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_a_part_of_a_video_can_be_asked_for(ling: Client, tmp_path: Path):
    imported(tmp_path)
    part = ling.get(address("run.mp4"), HTTP_RANGE="bytes=4-7")
    assert (part.status_code, body(part)) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(SAMPLES['mp4'])}"
    beyond = ling.get(address("run.mp4"), HTTP_RANGE="bytes=9999-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(SAMPLES['mp4'])}")


def test_a_lost_file_is_missing_until_its_course_is_imported_again(ling: Client, tmp_path: Path):
    imported(tmp_path)
    asset = Asset.objects.get(path="assets/grey.png")
    default_storage.delete(asset.stored_as)
    assert ling.get(address("grey.png")).status_code == 404
    import_course(by=None, folder=every_block(tmp_path))
    assert body(ling.get(address("grey.png"))) == ASSETS["grey.png"]
    assert Revision.objects.count() == 1


def test_a_file_whose_writing_was_cut_short_is_written_anew(ling: Client, tmp_path: Path):
    imported(tmp_path)
    asset = Asset.objects.get(path="assets/grey.png")
    Path(default_storage.path(asset.stored_as)).write_bytes(b"half")
    import_course(by=None, folder=every_block(tmp_path))
    assert body(ling.get(address("grey.png"))) == ASSETS["grey.png"]


def test_an_uploaded_zip_brings_its_files_along(client: Client, company: Company, tmp_path: Path):
    folder = every_block(tmp_path)
    archive = Path(shutil.make_archive(str(tmp_path / "course"), "zip", folder.parent, folder.name))
    client.force_login(company.aisha)
    with archive.open("rb") as file:
        assert client.post("/authoring/upload/", {"archive": file}).status_code == 302
    assert Asset.objects.count() == len(ASSETS)
    assert body(client.get(address("grey.png"))) == ASSETS["grey.png"]


def test_equal_bytes_are_kept_once_for_all_revisions(ling: Client, tmp_path: Path):
    imported(tmp_path / "one")
    folder = every_block(tmp_path / "two")
    (folder / "assets" / "grey.png").write_bytes(png(640, 361))
    import_course(by=None, folder=folder)
    files = [path.read_bytes() for path in (folder / "assets").iterdir()]
    assert Asset.objects.count() == 2 * len(files)
    kept = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert len(kept) == len({asset.sha256 for asset in Asset.objects.all()}) == len(set(files)) + 1
