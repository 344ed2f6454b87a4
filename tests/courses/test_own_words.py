"""Aisha says single fields of a linked part in her own words, drops them again, and takes a newer version when she likes."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.drafts.drafting import check_draft, open_draft, texts_of
from courses.models import CourseRole, Draft, DraftSave
from courses.roles.people import give_role
from courses.sharing.acts import take_version
from lms.kit.refusals import Conflict
from tests.conftest import Company
from tests.courses.folders import banked, both
from tests.courses.forms_on_pages import Sent, fields_on
from tests.courses.sharing import BANK, OURS, RULES, publish_kit, publish_own

pytestmark = pytest.mark.django_db
FILE, SAVE, CHANGE = (f"/authoring/own/edit/file/{door}" for door in ("", "save/", "change/"))
LINKED, TAKE = "/authoring/own/edit/linked/", "/authoring/own/edit/linked/take/"


@pytest.fixture
def draft(company: Company, tmp_path: Path) -> Draft:
    publish_kit(tmp_path)
    return open_draft(by=company.aisha, course=publish_own(tmp_path).course)


def page_of(client: Client, path: str = RULES, address: str = FILE) -> str:
    answer = client.get(f"{address}?path={path}")
    assert answer.status_code == 200
    return answer.content.decode()


def change(client: Client, asked: str, path: str = RULES, **typed: str) -> str:
    sent: Sent = fields_on(page_of(client, path))
    told = {**sent, **{name: [said] for name, said in typed.items()}, "change": [asked]}
    answer = client.post(CHANGE, told)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def rules_in(draft: Draft) -> Any:
    reading = check_draft(draft)
    assert reading.course is not None, reading.problems
    return reading.course.lessons[0].blocks[1].acknowledge  # type: ignore[union-attr]


def test_each_field_stands_beside_what_the_library_says(aisha: Client, draft: Draft):
    page = page_of(aisha)
    assert "The shared course says, and it is not used:" in page
    assert '<dd lang="en">Rules</dd>' in page
    assert '<dd lang="en">Never paste names.</dd>' in page
    assert "Use my own words here: What is confirmed" in page
    assert "Use the shared words again: Title" in page
    assert "Use my own words here: Title" not in page
    assert 'name="f.title.en"' in page
    assert 'name="f.statement.en"' not in page, "what follows the library is not typed"


def test_a_form_that_is_sent_as_it_stands_writes_nothing(aisha: Client, draft: Draft):
    for path in (RULES, BANK):
        aisha.post(SAVE, fields_on(page_of(aisha, path)))
        assert draft.files.get(path=path).version == 1


def test_own_words_begin_with_those_of_the_library_and_are_what_learners_read(aisha: Client, draft: Draft):
    assert change(aisha, "own statement", **{"f.title.en": "House rules"}).endswith("#own-statement")
    assert rules_in(draft).title.texts["en"] == "House rules", "what was typed before is kept"
    sent = fields_on(page_of(aisha))
    assert sent["f.statement.en"] == ["Never paste names."]
    aisha.post(SAVE, {**sent, "f.statement.en": ["Never paste names of *customers*."]})
    assert rules_in(draft).statement.texts["en"] == "Never paste names of *customers*."
    assert texts_of(draft)[RULES].startswith("from: kit@1#rules\n")


def test_one_of_them_is_dropped_and_the_others_stay(aisha: Client, draft: Draft):
    change(aisha, "own statement")
    change(aisha, "drop title")
    assert rules_in(draft).title.texts["en"] == "Rules"
    assert "statement:" in texts_of(draft)[RULES]
    change(aisha, "drop statement")
    assert texts_of(draft)[RULES] == "from: kit@1#rules\n"
    assert "It follows the shared course in every field." in page_of(aisha)


def test_one_question_of_a_bank_is_asked_in_own_words(aisha: Client, draft: Draft):
    page = page_of(aisha, BANK)
    assert '<dd lang="en">No</dd>' in page, "choices are told with their words"
    assert "Question “two”: Question" in page
    assert page.count("Use my own words here: Question") == 1, "the other question follows the library"
    change(aisha, "own questions.one.choices", BANK)
    change(aisha, "remove f.questions.one.choices.1", BANK)
    assert "drop questions.one.choices" in page_of(aisha, BANK)
    change(aisha, "drop questions.one.choices", BANK)
    change(aisha, "own questions.one.points", BANK)
    aisha.post(SAVE, fields_on(page_of(aisha, BANK)) | {"f.questions.one.points": ["3"]})
    course = check_draft(draft).course
    assert course is not None
    one, two = course.banks[0].questions
    assert (one.points, one.prompt.texts["en"]) == (3, "Is one so?")
    assert (two.points, two.prompt.texts["en"]) == (1, "Is it?")


def test_what_is_to_be_mended_leads_to_its_field(aisha: Client, draft: Draft):
    sent = fields_on(page_of(aisha, BANK)) | {
        "f.questions.two.prompt.en": [""],
        "f.questions.two.prompt.zh-hans": [""],
    }
    aisha.post(SAVE, sent)
    page = page_of(aisha, BANK)
    assert "“prompt” is missing." in page
    assert 'data-field="f.questions.two.prompt"' in page
    assert "Use the shared words again: Question" in page, "the field stays hers while it is empty"


def test_a_newer_version_says_which_own_words_it_touches(aisha: Client, draft: Draft, tmp_path: Path):
    change(aisha, "own statement")
    publish_kit(tmp_path, "Never paste anything.")
    page = page_of(aisha)
    assert "Version 2 changes what stands behind 1 of your own texts." in page
    assert page.count("changed in the newer version") == 1
    page = page_of(aisha, address=LINKED)
    assert "The newer version changes what stands behind 1 of your 2 own texts" in page
    assert "Changed: “What is confirmed” (English)." in page
    assert "<ins>" in page
    assert "Not touched, and kept: Title." in " ".join(page.split())


def test_a_version_is_taken_with_all_own_words_or_without_those_that_are_given_up(
    aisha: Client, draft: Draft, tmp_path: Path
):
    change(aisha, "own statement")
    publish_kit(tmp_path, "Never paste anything.")
    version = draft.files.get(path=RULES).version
    told = {"path": RULES, "version": "2", "base": str(version)}
    assert aisha.post(TAKE, told).status_code == 302
    assert (rules_in(draft).title.texts["en"], rules_in(draft).statement.texts["en"]) == (
        "Ours",
        "Never paste names.",
    )
    publish_kit(tmp_path, "Never paste at all.")
    aisha.post(TAKE, {**told, "version": "3", "base": str(version + 1), "drop": "statement"})
    assert (rules_in(draft).title.texts["en"], rules_in(draft).statement.texts["en"]) == (
        "Ours",
        "Never paste at all.",
    )


def test_words_are_given_up_only_as_they_were_looked_at(
    aisha: Client, draft: Draft, company: Company, tmp_path: Path
):
    publish_kit(tmp_path, "Never paste anything.", title="New rules")
    base = draft.files.get(path=RULES).version
    change(aisha, "own statement")
    before = texts_of(draft)
    with pytest.raises(Conflict, match="Somebody changed this file"):
        take_version(by=company.aisha, draft=draft, path=RULES, version=2, dropped=["title"], base=base)
    assert texts_of(draft) == before


def test_words_for_a_question_that_is_gone_are_kept_until_they_are_removed(
    aisha: Client, draft: Draft, tmp_path: Path
):
    publish_kit(tmp_path, questions=(banked("one"), banked("three")))
    compared = page_of(aisha, BANK, LINKED)
    assert "not in the newer version" in compared
    assert '<dd lang="en">Is it?</dd>' in compared
    aisha.post(TAKE, {"path": BANK, "version": "2"})
    assert "Is it?" in texts_of(draft)[BANK]
    reading = check_draft(draft)
    assert reading.course is not None, "it keeps nobody from publishing"
    assert "nobody reads what is said of it here" in str(reading.problems[0])
    page = page_of(aisha, BANK)
    assert "not in the shared course any more" in page
    aisha.post(SAVE, fields_on(page))
    assert "Is it?" in texts_of(draft)[BANK]
    change(aisha, "drop questions.two", BANK)
    assert texts_of(draft)[BANK] == "from: kit@2#basics\n"


def test_own_words_that_the_library_took_over_are_told(aisha: Client, draft: Draft, tmp_path: Path):
    publish_kit(tmp_path, title="Theirs")
    assert "its text changed in the shared course" in page_of(aisha, address=LINKED)
    aisha.post(
        SAVE, fields_on(page_of(aisha)) | {"f.title.en": ["Theirs"], "f.title.zh-hans": ["中文 Theirs"]}
    )
    assert "the shared course says the same now" in page_of(aisha, address=LINKED)


def test_a_stale_save_overwrites_nothing_and_loses_nothing(aisha: Client, draft: Draft):
    early, late = (fields_on(page_of(aisha)) for _ in range(2))
    aisha.post(SAVE, {**early, "f.title.en": ["The first"]})
    answer = aisha.post(SAVE, {**late, "f.title.en": ["The second"]}, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "The first" in texts_of(draft)[RULES]
    aside = DraftSave.objects.get(file__draft=draft, version=None)
    assert "The second" in (aside.text or "")
    assert "The second" in aisha.get(answer.json()["merge"]).content.decode()
    assert (
        aisha.post(SAVE, {**late, "f.title.en": ["The second"]}).headers["Location"] == answer.json()["merge"]
    )


def test_what_is_typed_while_somebody_takes_a_version_is_merged_into_it(
    aisha: Client, draft: Draft, company: Company, tmp_path: Path
):
    open_page = fields_on(page_of(aisha))
    publish_kit(tmp_path, "Never paste anything.")
    take_version(by=company.aisha, draft=draft, path=RULES, version=2)
    answer = aisha.post(SAVE, {**open_page, "f.title.en": ["Typed"]}, headers={"accept": "application/json"})
    assert "text" in answer.json()
    assert texts_of(draft)[RULES] == OURS.replace("kit@1", "kit@2").replace("Ours", "Typed")


@pytest.mark.parametrize(
    "asked", ["own nothing", "own questions.x.prompt", "remove f.title.0", "own", "up f.statement.1"]
)
def test_what_a_form_does_not_have_is_refused(aisha: Client, draft: Draft, asked: str):
    sent = fields_on(page_of(aisha))
    before = texts_of(draft)
    assert aisha.post(CHANGE, {**sent, "change": [asked]}).status_code == 409
    assert aisha.post(SAVE, {**sent, "f.@": ["nonsense"]}).status_code == 409
    assert texts_of(draft) == before


def test_the_source_can_be_written_and_leads_back_to_the_form(aisha: Client, draft: Draft):
    page = aisha.get(f"{FILE}?path={RULES}&source=1").content.decode()
    assert "from: kit@1#rules" in page
    assert "Back to the form" in page
    file = draft.files.get(path=RULES)
    aisha.post(SAVE, {"path": RULES, "base": file.version, "text": "from: kit@1#rules\ntitel: {en: Ours}\n"})
    assert "This file holds something that the form cannot show." in page_of(aisha)


@pytest.mark.parametrize("address", [FILE, LINKED])
def test_the_number_of_queries_does_not_grow_with_questions_and_own_words(
    aisha: Client, draft: Draft, tmp_path: Path, address: str, django_assert_max_num_queries: Any
):
    counts = []
    for many in (2, 12):
        asked = [{**banked(f"q-{at}"), "prompt": both(f"Is {at}?")} for at in range(many)]
        number = publish_kit(tmp_path, questions=asked).number
        own = "".join(f"  q-{at}: {{prompt: {{en: Own {at}, zh-hans: 自 {at}}}}}\n" for at in range(many))
        text = f"from: kit@{number}#basics\nquestions:\n{own}"
        aisha.post(SAVE, {"path": BANK, "base": draft.files.get(path=BANK).version, "text": text})
        publish_kit(tmp_path, questions=[{**one, "prompt": both("Other?")} for one in asked])
        page_of(aisha, BANK, address)
        with django_assert_max_num_queries(80) as seen:
            assert f"Own {many - 1}" in page_of(aisha, BANK, address)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_may_not_write_finds_no_form(client: Client, draft: Draft, company: Company):
    give_role(by=company.aisha, course=draft.course, person=company.omar, role=CourseRole.REVIEWER)
    client.force_login(company.omar)
    page = page_of(client)
    assert "Use my own words here" not in page
    assert "from: kit@1#rules" in page
