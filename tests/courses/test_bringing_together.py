"""Aisha and Dana changed the same place: Aisha sees both side by side and says what counts."""

from django.test import Client

from courses.drafts.drafting import save_file
from courses.models import Draft, DraftFile, DraftSave
from tests.conftest import Company

QUIZ, INTRO = "lessons/quiz/check.quiz.yaml", "lessons/read-1/intro.en.md"


def apart(company: Company, file: DraftFile, before: str, hers: str, mine: str) -> str:
    """The address where both are brought together."""
    text = file.text or ""
    assert before in text
    save_file(by=company.dana, file=file, text=text.replace(before, hers), base=1)
    saved = save_file(by=company.aisha, file=file, text=text.replace(before, mine), base=1)
    assert saved.set_aside is not None
    return f"/authoring/small/edit/merge/{saved.set_aside.pk}/"


def test_a_field_of_a_form_is_chosen_by_its_name(aisha: Client, company: Company, here: Draft):
    quiz = here.files.get(path=QUIZ)
    address = apart(company, quiz, "en: Check yourself\n", "en: Check it\n", "en: Check well\n")
    page = aisha.get(address).content.decode()
    assert "“Title” (English)" in page
    assert "it</mark>" in page
    assert "well</mark>" in page
    settle = f"{address}settle/"
    assert aisha.post(settle, {"choose": "1", "base": "2"}).status_code == 422
    assert aisha.post(settle, {"choose": "1", "base": "1", "choice-0": "mine"}).status_code == 422
    told = aisha.post(settle, {"choose": "1", "base": "2", "choice-0": "mine"}, follow=True)
    assert told.status_code == 200
    quiz.refresh_from_db()
    assert "en: Check well\n" in (quiz.text or "")
    assert DraftSave.objects.get(version=None).settled_at is not None


def test_both_words_of_a_text_can_stay(aisha: Client, company: Company, here: Draft):
    intro = here.files.get(path=INTRO)
    address = apart(company, intro, intro.text or "", "Hers.\n", "Mine.\n")
    page = aisha.get(address).content.decode()
    assert "Place 1" in page
    assert "then yours" in page
    aisha.post(f"{address}settle/", {"choose": "1", "base": "2", "choice-0": "both"})
    intro.refresh_from_db()
    assert intro.text == "Hers.\nMine.\n"


def test_what_only_one_changed_comes_in_where_the_other_side_is_kept(
    aisha: Client, company: Company, here: Draft
):
    intro = here.files.get(path=INTRO)
    long = "# Heading\n\nFirst.\n\nSecond.\n\nThird.\n"
    save_file(by=company.aisha, file=intro, text=long, base=1)
    hers, mine = long.replace("# Heading", "# Hers"), long.replace("# Heading", "# Mine")
    save_file(by=company.dana, file=intro, text=hers, base=2)
    aside = save_file(by=company.aisha, file=intro, text=mine.replace("Third", "The third"), base=2).set_aside
    assert aside is not None
    settle = f"/authoring/small/edit/merge/{aside.pk}/settle/"
    page = aisha.get(settle.removesuffix("settle/")).content.decode()
    assert "What only one of you changed is in, whichever you choose." in page
    assert aisha.post(settle, {"choose": "1", "base": "2", "drop": "1"}).status_code == 422
    aisha.post(settle, {"choose": "1", "base": "3", "drop": "1", "choice-0": "mine"})
    intro.refresh_from_db()
    assert intro.text == hers.replace("Third", "The third")
    aside.refresh_from_db()
    assert aside.settled_at is not None
