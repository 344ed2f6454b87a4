"""Aisha brings two versions together while Dana saves a third: what Aisha wrote still waits for her."""

from django.test import Client

from courses.drafts.drafting import save_file
from courses.models import Draft, DraftSave
from tests.conftest import Company

INTRO = "lessons/read-1/intro.en.md"


def test_words_that_could_not_be_saved_once_more_still_wait(aisha: Client, company: Company, here: Draft):
    intro = here.files.get(path=INTRO)
    save_file(by=company.dana, file=intro, text="Hers.\n", base=1)
    aside = save_file(by=company.aisha, file=intro, text="Mine.\n", base=1).set_aside
    assert aside is not None
    address = f"/authoring/small/edit/merge/{aside.pk}/"
    assert 'name="base" value="2"' in aisha.get(address).content.decode()
    save_file(by=company.dana, file=intro, text="Hers again.\n", base=2)
    told = aisha.post(f"{address}settle/", {"text": "Mine.\n", "base": "2"})
    assert told["Location"] == address
    waiting = DraftSave.objects.filter(file=intro, version=None, settled_at=None)
    assert [save.text for save in waiting] == ["Mine.\n"]
