"""Aisha takes out a bank, the glossary or a file that nothing uses, as she takes out lessons and blocks."""

from django.test import Client

from courses.drafts.drafting import check_draft, restructure, save_file, texts_of
from courses.models import Draft, DraftFile
from tests.conftest import Company
from tests.courses.deskwork import desk_of

EDIT = "/authoring/small/edit/"
BANK, QUIZ, GLOSSARY = "banks/spare.bank.yaml", "lessons/quiz/check.quiz.yaml", "glossary.yaml"
LINKED, COPY = "banks/theirs.bank.yaml", "shared/library@1/theirs.bank.yaml"
DRAW = "draw:\n- bank: spare\n  count: 1\n"


def change(client: Client, do: str, **told: str) -> str:
    return client.post(f"{EDIT}structure/", {"do": do, **told}, follow=True).content.decode()


def write(company: Company, here: Draft, **files: str) -> None:
    texts = {path.replace("__", "/"): text for path, text in files.items()}
    restructure(by=company.aisha, draft=here, change=lambda _files: texts)


def a_bank(client: Client) -> None:
    client.post(f"{EDIT}structure/", {"do": "begin-bank", "title": "Spare"})


def test_a_bank_is_removed_and_brought_back_with_its_history(aisha: Client, here: Draft):
    a_bank(aisha)
    before = texts_of(here)
    offer = 'name="do" value="remove-file"><input type="hidden" name="path" value="banks/spare.bank.yaml"'
    assert (
        aisha.get(EDIT).content.decode().count(offer) == 2
    )  # beside the banks, and in the list of all files
    assert aisha.get(f"{EDIT}file/?path={BANK}").content.decode().count(offer) == 1
    page = change(aisha, "remove-file", path=BANK)
    assert (BANK in texts_of(here), ">Undo</button>" in page) == (False, True)
    page = aisha.get(EDIT).content.decode()
    assert f"file/history/?path={BANK}" in page
    assert ">Bring back</button>" in page
    assert (
        "With one of its texts it comes back."
        in aisha.get(f"{EDIT}file/history/?path={BANK}").content.decode()
    )
    change(aisha, "bring-file", path=BANK)
    assert texts_of(here) == before


def test_a_bank_that_a_quiz_draws_from_stays_and_says_which(aisha: Client, company: Company, here: Draft):
    a_bank(aisha)
    write(company, here, **{QUIZ: texts_of(here)[QUIZ] + DRAW})
    page = aisha.get(f"{EDIT}file/?path={BANK}").content.decode()
    assert "Quizzes still draw questions from this bank." in page
    assert f'{EDIT}file/?path={QUIZ}">' in page
    assert "Remove the file" not in page
    refused = aisha.post(f"{EDIT}structure/", {"do": "remove-file", "path": BANK})
    assert refused.status_code == 409
    assert "still draws questions from this bank" in refused.content.decode()
    assert BANK in texts_of(here)


def test_the_glossary_goes_with_a_word_on_the_texts_that_would_miss_it(
    aisha: Client, company: Company, here: Draft
):
    change(aisha, "begin-glossary")
    assert "Texts name its terms." not in aisha.get(EDIT).content.decode()
    write(company, here, **{"lessons/read-1/intro.en.md": "A [[loss]] falls.\n"})
    assert "Texts name its terms." in aisha.get(EDIT).content.decode()
    page = change(aisha, "remove-file", path=GLOSSARY)
    assert (GLOSSARY in texts_of(here), ">Undo</button>" in page) == (False, True)


def test_what_lessons_and_blocks_need_is_not_removed_alone(aisha: Client, here: Draft):
    before = texts_of(here)
    for path in ("course.yaml", "lessons/read-1/lesson.yaml", "lessons/read-1/intro.en.md", QUIZ):
        assert "cannot do without" in change(aisha, "remove-file", path=path), path
    assert "is not there any more" in change(aisha, "remove-file", path="banks/never.bank.yaml")
    assert texts_of(here) == before


def test_a_file_that_nothing_uses_goes(aisha: Client, company: Company, here: Draft):
    write(company, here, **{"lessons/read-1/notes.md": "Only for me.\n"})
    change(aisha, "remove-file", path="lessons/read-1/notes.md")
    assert not check_draft(here).problems
    assert "lessons/read-1/notes.md" in aisha.get(EDIT).content.decode()


def test_a_linked_bank_is_unlinked_with_the_copy_that_came_along(
    aisha: Client, company: Company, here: Draft
):
    write(company, here, **{LINKED: "from: library@1#theirs\n", COPY: "title: {en: Theirs}\nquestions: []\n"})
    before = texts_of(here)
    assert "Unlink and remove" in aisha.get(f"{EDIT}file/?path={LINKED}").content.decode()
    change(aisha, "remove-file", path=LINKED)
    assert {LINKED, COPY}.isdisjoint(texts_of(here))
    change(aisha, "bring-file", path=LINKED)
    assert texts_of(here) == before


def test_what_somebody_saved_meanwhile_comes_back_too(aisha: Client, company: Company, here: Draft):
    """Dana saves into the bank while Aisha looks at the page with the button."""
    a_bank(aisha)
    bank = DraftFile.objects.get(draft=here, path=BANK)
    later = (bank.text or "") + "# Dana\n"
    save_file(by=company.dana, file=bank, text=later, base=bank.version)
    change(aisha, "remove-file", path=BANK)
    change(aisha, "bring-file", path=BANK)
    assert texts_of(here)[BANK] == later


def test_translators_remove_nothing(aisha: Client, client: Client, company: Company, here: Draft):
    a_bank(aisha)
    desk_of(company, here.course)
    client.force_login(company.sven)
    assert "remove-file" not in client.get(EDIT).content.decode()
    assert client.post(f"{EDIT}structure/", {"do": "remove-file", "path": BANK}).status_code == 403
    assert BANK in texts_of(here)
