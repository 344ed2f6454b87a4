"""A course goes out as its authors keep it, and comes back as the same."""

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from courses.actions import import_course
from courses.content.reader import read_course
from courses.drafts.drafting import make_revision, open_draft
from courses.models import Revision
from people.audit import Did
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.every_block import every_block
from tests.courses.folders import bank, banked

pytestmark = pytest.mark.django_db


def export(*arguments: object) -> str:
    out = io.StringIO()
    call_command("export_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def import_again(place: Path) -> str:
    out = io.StringIO()
    call_command("import_course", str(place), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["small", "elsewhere", "small.zip"])
def test_a_published_course_is_written_and_importing_it_adds_nothing(
    publish: Publish, draft: Publish, tmp_path: Path, name: str
):
    revision = publish(lab=True, questions=[banked("own")], banks={"basics": bank(banked("q"))})
    draft(title="Newer")
    said = export("small", "--to", tmp_path / "out" / name if name != "small.zip" else tmp_path / name)
    place = tmp_path / "out" / "elsewhere" / "small" if name == "elsewhere" else tmp_path / "out" / "small"
    place = tmp_path / name if name == "small.zip" else place
    assert said == f"{place}: small r1.\n"
    assert "small r1 (published)" in import_again(place)
    assert Revision.objects.count() == 2
    if place.is_dir():
        course = read_course(place).course
        assert course is not None
        assert course.digest == revision.digest


def test_any_revision_may_be_written(publish: Publish, draft: Publish, tmp_path: Path):
    publish()
    draft(title="Newer")
    export("small", "--revision", 2, "--to", tmp_path / "out")
    assert "en: Newer" in (tmp_path / "out/small/course.yaml").read_text()


def test_a_folder_under_git_shows_what_changed_and_keeps_what_is_not_ours(
    publish: Publish, draft: Publish, tmp_path: Path
):
    publish(readings=2)
    place = tmp_path / "small"
    export("small", "--to", place)
    (place / "README.txt").write_text("Ours")
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "."], cwd=place, check=True)
    draft(readings=1, title="Newer")
    export("small", "--revision", 2, "--to", place, "--replace")
    told = subprocess.run(
        ["git", "diff", "--name-status"], cwd=place, check=True, capture_output=True, text=True
    )
    assert told.stdout.splitlines()[0] == "M\tcourse.yaml"
    assert all(line.startswith("D\tlessons/read-2/") for line in told.stdout.splitlines()[1:])
    assert (place / "README.txt").read_text() == "Ours"


def test_what_an_author_added_to_a_checkout_outlives_the_export(
    publish: Publish, draft: Publish, tmp_path: Path
):
    publish(readings=2)
    place = tmp_path / "small"
    export("small", "--to", place)
    mine = {
        "assets/mine.csv": "a,b\n",
        "glossary.yaml": "terms: []\n",
        "lessons/begun/intro.en.md": "Begun here.\n",
        "lessons/read-2/text.en.md": "Changed here.\n",
        "banks/mine.bank.yaml": "title: {en: Mine}\n",
    }
    for path, text in mine.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    draft(readings=1, title="Newer")
    said = export("small", "--revision", 2, "--to", place, "--replace")
    assert {path: (place / path).read_text() for path in mine} == mine
    assert all(f"{path}: left as it is; no revision has it." in said for path in mine)
    assert "lessons/read-2/lesson.yaml: removed; another revision has it." in said
    assert not (place / "lessons/read-2/lesson.yaml").exists()
    (place / "course.yaml").write_text((place / "course.yaml").read_text() + "# mine\n")
    said = export("small", "--revision", 2, "--to", place, "--replace")
    assert "course.yaml: replaced; what it said is in no revision." in said


@pytest.mark.parametrize("linked", ["course.yaml", "lessons"])
def test_nothing_is_written_through_a_link(publish: Publish, tmp_path: Path, linked: str):
    publish()
    place = tmp_path / "small"
    export("small", "--to", place)
    (place / linked).rename(tmp_path / "elsewhere")
    (place / linked).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError, match=f"{linked} is a link"):
        export("small", "--to", place, "--replace")
    assert (place / linked).is_symlink()


def test_nothing_is_written_over_unasked(publish: Publish, tmp_path: Path):
    publish()
    (tmp_path / "a.zip").write_text("mine")
    other = tmp_path / "other" / "small"
    other.mkdir(parents=True)
    (other / "course.yaml").write_text("key: another")
    for arguments, why in [
        (["small", "--to", tmp_path / "a.zip"], "is there already"),
        (["small", "--to", other], "is not empty"),
        (["small", "--to", other, "--replace"], "does not hold the course “small”"),
        (["small", "--to", tmp_path / "b.zip", "--revision", 9], "no course “small” with a revision 9"),
        (["none", "--to", tmp_path / "b.zip"], "no course “none”"),
        (["small", "--to", tmp_path / "absent" / "b.zip"], "cannot be written"),
    ]:
        with pytest.raises(CommandError, match=why):
            export(*arguments)
    assert (tmp_path / "a.zip").read_text() == "mine"
    assert [path.name for path in other.iterdir()] == ["course.yaml"]


def test_a_zip_that_is_hostile_is_refused_at_the_command_line_too(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../evil.txt", "evil")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_course", str(tmp_path / "evil.zip"), stderr=io.StringIO())


def test_an_author_downloads_a_revision_and_uploads_it_as_the_same(
    client: Client, company: Company, draft: Publish
):
    revision = draft(lab=True)
    client.force_login(company.aisha)
    address = reverse("courses:course_zip", args=[revision.public_id])
    assert f'href="{address}"' in client.get("/authoring/small/").content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="small-r1.zip"'
    assert answer["Content-Type"] == "application/zip"
    packed = io.BytesIO(answer.content)
    packed.name = "small.zip"
    back = client.post("/authoring/upload/", {"archive": packed})
    assert back.url == reverse("courses:preview", args=[revision.public_id])
    assert AuditEvent.objects.filter(actor=company.aisha, did=Did.DOWNLOADED).count() == 1


def test_learners_do_not_get_the_answers_this_way(client: Client, company: Company, publish: Publish):
    address = reverse("courses:course_zip", args=[publish().public_id])
    for person in (company.ling, company.marco):
        client.force_login(person)
        assert client.get(address).status_code == 403
    assert not AuditEvent.objects.filter(did=Did.DOWNLOADED).exists()


@pytest.mark.parametrize("name", ["out", "lessons.zip"])
def test_every_block_goes_out_with_its_files_and_comes_back(
    company: Company, tmp_path: Path, settings: Any, name: str
):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    revision = import_course(by=None, folder=every_block(tmp_path / "written"))
    assert isinstance(revision, Revision), [str(problem) for problem in revision]
    assert revision.assets.exists()
    key = revision.course.key
    export(key, "--to", tmp_path / name)
    import_again(tmp_path / name if name.endswith(".zip") else tmp_path / name / key)
    assert Revision.objects.get() == revision, "the same content is no new revision"
    draft = open_draft(by=company.aisha, course=revision.course)
    assert make_revision(by=company.aisha, draft=draft) == revision, "nor is it through the editor"
