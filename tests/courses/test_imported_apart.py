"""What came in on the command line under nobody's name and does not go into the draft waits for any author of the course."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from courses.drafts.apart import files_apart, remarks_for
from courses.drafts.drafting import make_revision, settle, texts_of
from courses.models import DraftSave
from tests.courses.deskwork import DESK, INTRO, Desk
from tests.courses.test_bringing_together import chosen
from tests.courses.test_carrying_drafts import rewritten, zip_of


@pytest.fixture
def imported(aisha: Client, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> DraftSave:
    """Dana has written in the lines that are changed in the folder that is imported."""
    make_revision(by=desk.company.aisha, draft=desk.draft)
    content = zip_of(aisha)
    desk.write("As Dana has it.\n", by="dana")
    packed = tmp_path / "small.zip"
    packed.write_bytes(rewritten(content, INTRO, "As git has it.\n"))
    call_command("import_course", str(packed))
    assert "an author of the course brings both together" in capsys.readouterr().out
    assert texts_of(desk.draft)[INTRO] == "As Dana has it.\n"
    return DraftSave.objects.get(version=None, by=None, text="As git has it.\n")


def test_any_author_is_led_to_it_and_brings_both_together(aisha: Client, desk: Desk, imported: DraftSave):
    merging = f"{DESK}edit/merge/{imported.pk}/"
    assert files_apart(desk.course) == 1
    page = aisha.get(f"{DESK}edit/").content.decode()
    assert merging in page
    assert (
        "imported under nobody&#x27;s name, for any author" in page
        or "imported under nobody's name, for any" in page
    )
    page = aisha.get(f"{DESK}edit/file/?path={INTRO}").content.decode()
    assert merging in page
    assert "under nobody&#x27;s name is kept beside the file" in page
    page = aisha.get(merging).content.decode()
    assert "Any author of the course can bring both together." in page
    assert "<b>What was imported</b>" in page
    assert "Both: what is saved, then what was imported" in page
    assert aisha.post(f"{merging}settle/", chosen(aisha, merging, "mine")).status_code == 302
    imported.refresh_from_db()
    assert imported.settled_at is not None
    assert (texts_of(desk.draft)[INTRO], files_apart(desk.course)) == ("As git has it.\n", 0)


def test_who_does_not_write_the_course_hears_of_it_and_does_not_decide(
    client: Client, desk: Desk, imported: DraftSave
):
    merging = f"{DESK}edit/merge/{imported.pk}/"
    for reader in (desk.company.omar, desk.company.sven):
        client.force_login(reader)
        assert client.get(merging).status_code == 404
        (waiting,) = remarks_for(reader, desk.draft)
        assert waiting.href == f"{DESK}edit/file/?path={INTRO}"
        assert "What was imported here waits" in waiting.remark.message
        settle(by=reader, save=imported)
    imported.refresh_from_db()
    assert imported.settled_at is None
    assert [one.href for one in remarks_for(desk.company.aisha, desk.draft)] == [merging]


def test_what_somebody_wrote_stays_theirs(client: Client, desk: Desk, imported: DraftSave):
    DraftSave.objects.filter(pk=imported.pk).update(by=desk.company.dana)
    client.force_login(desk.company.aisha)
    assert client.get(f"{DESK}edit/merge/{imported.pk}/").status_code == 404
