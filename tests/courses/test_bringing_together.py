"""Aisha and Dana changed the same place: Aisha sees both side by side and says what counts."""

import re
from typing import Any

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


def chosen(client: Client, address: str, *choices: str) -> dict[str, Any]:
    """What its form sends for these choices, one for each place on show ("" for none)."""
    places = re.findall(r'name="place" value="([^"]+)"', client.get(address).content.decode())
    told = zip(places, choices, strict=True)
    return {"choose": "1", "place": places} | {f"choice-{place}": choice for place, choice in told if choice}


def test_a_field_of_a_form_is_chosen_by_its_name(aisha: Client, company: Company, here: Draft):
    quiz = here.files.get(path=QUIZ)
    address = apart(company, quiz, "en: Check yourself\n", "en: Check it\n", "en: Check well\n")
    page = aisha.get(address).content.decode()
    assert "“Title” (English)" in page
    assert "it</mark>" in page
    assert "well</mark>" in page
    settle = f"{address}settle/"
    assert "Choose at each place" in aisha.post(settle, chosen(aisha, address, "")).content.decode()
    assert "Choose there anew" in aisha.post(settle, {"choose": "1", "choice-0": "mine"}).content.decode()
    told = aisha.post(settle, chosen(aisha, address, "mine"), follow=True)
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
    aisha.post(f"{address}settle/", chosen(aisha, address, "both"))
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
    address = f"/authoring/small/edit/merge/{aside.pk}/"
    page = aisha.get(address).content.decode()
    assert "What only one of you changed is in, whichever you choose." in page
    assert aisha.post(f"{address}settle/", {"choose": "1", "drop": "1"}).status_code == 422
    aisha.post(f"{address}settle/", {**chosen(aisha, address, "mine"), "drop": "1"})
    intro.refresh_from_db()
    assert intro.text == hers.replace("Third", "The third")
    aside.refresh_from_db()
    assert aside.settled_at is not None


def test_choices_hold_while_a_colleague_goes_on_elsewhere_in_the_file(
    aisha: Client, company: Company, here: Draft
):
    """Dana's page saves by itself every few seconds; only what she changes at a place in question is asked anew."""
    quiz = here.files.get(path=QUIZ)
    address = apart(company, quiz, "en: Check yourself\n", "en: Check it\n", "en: Check well\n")
    sent = chosen(aisha, address, "mine")
    goes_on(company, quiz, "en: It falls", "en: It falls slowly")
    told = aisha.post(f"{address}settle/", sent)
    assert told.status_code == 302
    quiz.refresh_from_db()
    assert "en: Check well\n" in (quiz.text or "")
    assert "en: It falls slowly" in (quiz.text or "")


def test_a_place_that_changed_is_asked_anew_and_the_other_choice_is_kept(
    aisha: Client, company: Company, here: Draft
):
    quiz = here.files.get(path=QUIZ)
    text = quiz.text or ""
    hers = text.replace("en: Check yourself\n", "en: Check it\n").replace("en: It falls\n", "en: Down\n")
    mine = text.replace("en: Check yourself\n", "en: Check well\n").replace("en: It falls\n", "en: Sinks\n")
    save_file(by=company.dana, file=quiz, text=hers, base=1)
    aside = save_file(by=company.aisha, file=quiz, text=mine, base=1).set_aside
    assert aside is not None
    address = f"/authoring/small/edit/merge/{aside.pk}/"
    sent = chosen(aisha, address, "mine", "mine")
    goes_on(company, quiz, "en: Check it", "en: Check that")
    for sending in ({**sent, "drop": "1"}, sent):
        page = aisha.post(f"{address}settle/", sending).content.decode()
        assert "Choose there anew; your other choices are kept." in page
    assert page.count('value="mine" required checked') == 1
    assert page.count('value="mine" required') == 2


def goes_on(company: Company, file: DraftFile, before: str, after: str) -> None:
    """Dana changes something more."""
    file.refresh_from_db()
    text = file.text or ""
    assert before in text
    save_file(by=company.dana, file=file, text=text.replace(before, after, 1), base=file.version)
