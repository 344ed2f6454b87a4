"""Aisha writes a course in the browser; another author writes too; nothing either wrote is lost."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.content.drafts import structure
from courses.drafts.drafting import check_draft, make_revision, merge_of, open_draft, restructure, save_file
from courses.models import Draft, DraftFile, DraftSave, Revision
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.conftest import Company

INTRO = "lessons/read-1/intro.en.md"


def file_of(draft: Draft, path: str = INTRO) -> DraftFile:
    return draft.files.get(path=path)


def test_a_draft_is_the_newest_revision_as_files(company: Company, here: Draft):
    reading = check_draft(here)
    assert reading.course is not None
    assert here.revision is not None
    assert reading.course.digest == here.revision.digest
    assert open_draft(by=company.dana, course=here.course) == here, "one draft, shared"
    assert AuditEvent.objects.filter(did="opened draft", actor=company.aisha).count() == 1


def test_only_authors_open_and_save(company: Company, here: Draft):
    with pytest.raises(Denied):
        open_draft(by=company.ling, course=here.course)
    with pytest.raises(Denied):
        save_file(by=company.ling, file=file_of(here), text="x", base=1)


def test_saves_build_on_each_other_and_all_stay(company: Company, here: Draft):
    file = file_of(here)
    first = save_file(by=company.aisha, file=file, text="one\n", base=1).file
    second = save_file(by=company.aisha, file=file, text="two\n", base=first.version).file
    again = save_file(by=company.aisha, file=file, text="two\n", base=first.version).file
    assert (second.version, again.version, second.by) == (3, 3, company.aisha)
    assert list(file.saves.values_list("version", "text"))[1:] == [(2, "one\n"), (3, "two\n")]


def test_two_authors_at_different_places_are_merged(company: Company, here: Draft):
    file = file_of(here)
    save_file(by=company.aisha, file=file, text="one\ntwo\nthree\n", base=1)
    save_file(by=company.aisha, file=file, text="ONE\ntwo\nthree\n", base=2)
    saved = save_file(by=company.dana, file=file, text="one\ntwo\nTHREE\n", base=2)
    assert (saved.was_merged, saved.by_others) == (True, True)
    assert (saved.file.text, saved.file.version) == ("ONE\ntwo\nTHREE\n", 4)


def test_a_page_that_is_older_than_the_saves_of_its_own_author_meets_nobody_else(
    company: Company, here: Draft
):
    file = file_of(here)
    save_file(by=company.dana, file=file, text="one\ntwo\nthree\n", base=1)
    save_file(by=company.aisha, file=file, text="ONE\ntwo\nthree\n", base=2)
    saved = save_file(by=company.aisha, file=file, text="one\ntwo\nTHREE\n", base=2)
    assert (saved.was_merged, saved.by_others) == (True, False)
    assert saved.file.text == "ONE\ntwo\nTHREE\n"


def test_the_same_line_changed_twice_is_set_aside_in_full(company: Company, here: Draft):
    file = file_of(here)
    save_file(by=company.aisha, file=file, text="hers\n", base=1)
    saved = save_file(by=company.dana, file=file, text="mine\n", base=1)
    again = save_file(by=company.dana, file=file, text="mine\n", base=1)
    assert saved.set_aside is not None
    assert saved.set_aside == again.set_aside
    assert (saved.set_aside.text, saved.file.text) == ("mine\n", "hers\n")
    assert merge_of(saved.set_aside).conflicts == 1


def test_an_author_who_writes_on_during_a_merge_keeps_both(company: Company, here: Draft):
    file = file_of(here)
    save_file(by=company.aisha, file=file, text="one\ntwo\n", base=1)
    save_file(by=company.aisha, file=file, text="ONE\ntwo\n", base=2)
    merged = save_file(by=company.dana, file=file, text="one\ntwo\nthree\n", base=2)
    later = save_file(
        by=company.dana,
        file=file,
        text="one\ntwo\nthree\nfour\n",
        base=merged.file.version,
        since="one\ntwo\nthree\n",
    )
    assert later.file.text == "ONE\ntwo\nthree\nfour\n"


def test_two_authors_add_lessons_at_once(company: Company, here: Draft):
    for who, title in ((company.aisha, "Hers"), (company.dana, "Mine")):
        restructure(by=who, draft=here, change=lambda files, title=title: structure.add_lesson(files, title))
    course = check_draft(here).course
    assert course is not None
    assert [lesson.key for lesson in course.lessons] == ["read-1", "quiz", "hers", "mine"]


def test_too_long_a_text_is_refused_with_a_reason(company: Company, here: Draft):
    with pytest.raises(Conflict, match="586 KiB long, and 512 KiB is the most"):
        save_file(by=company.aisha, file=file_of(here), text="x" * 600_000, base=1)


def test_a_draft_becomes_a_revision_that_can_be_published(company: Company, here: Draft):
    save_file(by=company.aisha, file=file_of(here), text="## New\n\nWords.\n", base=1)
    made = make_revision(by=company.aisha, draft=here)
    assert isinstance(made, Revision)
    assert (made.number, made.created_by) == (2, company.aisha)
    same = make_revision(by=company.aisha, draft=here)
    assert same == made, "nothing changed, no further revision"


def test_mistakes_keep_a_draft_from_becoming_a_revision(aisha: Client, company: Company, here: Draft):
    quiz = file_of(here, "lessons/quiz/check.quiz.yaml")
    save_file(by=company.aisha, file=quiz, text=f"{quiz.text}surprise: 1\n", base=1)
    answer = aisha.post("/authoring/small/edit/finish/", follow=True)
    page = answer.content.decode()
    assert "One thing to mend" in page
    assert "?path=lessons/quiz/check.quiz.yaml&amp;line=" in page
    assert Revision.objects.count() == 1


def save(client: Client, text: str, base: int, **more: object):
    fields = {"path": INTRO, "text": text, "base": base, **more}
    return client.post("/authoring/small/edit/file/save/", fields, headers={"accept": "application/json"})


def test_the_page_is_told_what_became_of_a_save(aisha: Client, company: Company, here: Draft):
    first = save(aisha, "one\ntwo\nthree\n", 1)
    assert (first.status_code, first.json()["version"], "text" in first.json()) == (200, 2, False)
    save_file(by=company.dana, file=file_of(here), text="one\ntwo\nTHREE\n", base=2)
    merged = save(aisha, "ONE\ntwo\nthree\n", 2)
    assert (merged.status_code, merged.json()["text"]) == (200, "ONE\ntwo\nTHREE\n")
    save_file(by=company.dana, file=file_of(here), text="hers\n", base=file_of(here).version)
    refused = save(aisha, "mine\n", merged.json()["version"])
    assert refused.status_code == 409
    page = aisha.get(refused.json()["merge"]).content.decode()
    assert "hers" in page
    assert "mine" in page


def test_what_was_set_aside_is_brought_in_by_its_author(aisha: Client, company: Company, here: Draft):
    save_file(by=company.dana, file=file_of(here), text="hers\n", base=1)
    refused = save(aisha, "mine\n", 1)
    aside = DraftSave.objects.get(version=None)
    told = aisha.post(f"{refused.json()['merge']}settle/", {"text": "both\n", "base": 2}, follow=True)
    assert told.status_code == 200
    aside.refresh_from_db()
    assert (file_of(here).text, aside.settled_at is not None, aside.text) == ("both\n", True, "mine\n")


def test_a_place_that_holds_both_versions_is_marked_and_not_saved_before_it_is_settled(
    aisha: Client, company: Company, here: Draft
):
    save(aisha, "same\nold\n", 1)
    save_file(by=company.dana, file=file_of(here), text="same\nhers\n", base=2)
    address = save(aisha, "same\nmine\n", 2).json()["merge"]
    page = aisha.get(address).content.decode()
    marks = f"&lt;&lt;&lt;&lt;&lt;&lt;&lt; {company.dana.name}\nhers\n=======\nmine\n&gt;&gt;&gt;&gt;&gt;&gt;&gt; Yours\n"
    assert marks in page
    sent = {"text": f"<<<<<<< {company.dana.name}\nhers, and more\n", "base": 3}
    told = aisha.post(f"{address}settle/", sent)
    assert told.status_code == 422
    assert "still holds both versions" in told.content.decode()
    assert "hers, and more" in told.content.decode()
    assert (file_of(here).text, DraftSave.objects.get(version=None).settled_at) == ("same\nhers\n", None)


def test_one_author_in_two_windows_is_not_called_somebody_else(aisha: Client, company: Company, here: Draft):
    save_file(by=company.aisha, file=file_of(here), text="here\n", base=1)
    page = aisha.get(save(aisha, "there\n", 1).json()["merge"]).content.decode()
    assert "You, in another window" in page
    assert "You changed the same lines in another window." in page
    assert f"{company.aisha.name} changed" not in page
    told = aisha.get(f"/authoring/small/edit/file/?path={INTRO}").content.decode()
    assert "because you had changed the same lines in another window." in told


def test_anothers_merge_is_not_found(client: Client, company: Company, here: Draft):
    save_file(by=company.aisha, file=file_of(here), text="hers\n", base=1)
    aside = save_file(by=company.aisha, file=file_of(here), text="also\n", base=1).set_aside
    assert aside is not None
    client.force_login(company.dana)
    assert client.get(f"/authoring/small/edit/merge/{aside.pk}/").status_code == 404


def test_an_earlier_text_is_brought_back_on_top(aisha: Client, company: Company, here: Draft):
    before = file_of(here).text
    save(aisha, "worse\n", 1)
    page = aisha.get(f"/authoring/small/edit/file/history/?path={INTRO}").content.decode()
    assert "worse" in page
    assert page.index('class="pill good"') < page.index('class="changes"'), "the change has the whole width"
    assert ".. Learners" not in aisha.get("/authoring/small/edit/").content.decode()
    aisha.post("/authoring/small/edit/file/restore/", {"path": INTRO, "version": 1})
    assert (file_of(here).text, file_of(here).version) == (before, 3)


def test_a_translation_begins_with_its_source_and_can_fall_behind(
    aisha: Client, here: Draft, company: Company
):
    path = "lessons/more/text.zh-hans.md"
    restructure(by=company.aisha, draft=here, change=lambda files: structure.add_lesson(files, "More"))
    page = aisha.get("/authoring/small/edit/lessons/more/").content.decode()
    assert "not translated yet" in page
    aisha.post("/authoring/small/edit/file/translate/", {"path": path})
    assert file_of(here, path).text == file_of(here, "lessons/more/text.en.md").text
    source = file_of(here, "lessons/more/text.en.md")
    save_file(by=company.aisha, file=source, text="Changed.\n", base=1)
    assert "older than its source" in aisha.get("/authoring/small/edit/lessons/more/").content.decode()


def test_a_preview_shows_a_text_and_its_mistakes_and_saves_nothing(aisha: Client, here: Draft):
    fields = {"path": INTRO, "text": "## Hi\n\n$\\frac{1$\n\n<script>alert(1)</script>"}
    page = aisha.post("/authoring/small/edit/file/preview/", fields).content.decode()
    assert "Hi</h" in page
    assert "Line 3" in page
    assert "<script>" not in page
    assert file_of(here).version == 1


def test_a_preview_of_a_quiz_shows_its_questions_or_what_is_wrong(aisha: Client, here: Draft):
    quiz = file_of(here, "lessons/quiz/check.quiz.yaml")
    right = aisha.post("/authoring/small/edit/file/preview/", {"path": quiz.path, "text": quiz.text})
    assert "What does the" in right.content.decode()
    wrong = (quiz.text or "").replace("kind: single", "kind: singel")
    page = aisha.post(
        "/authoring/small/edit/file/preview/", {"path": quiz.path, "text": wrong}
    ).content.decode()
    assert "Line" in page
    assert "singel" in page


@pytest.mark.parametrize(
    "form",
    [
        {"do": "explode"},
        {"do": "add-lesson", "title": ""},
        {"do": "move-lesson", "lesson": "read-1", "to": "first"},
        {"do": "remove-lesson", "lesson": "../etc"},
        {"do": "add-block", "lesson": "read-1", "kind": "bomb", "title": "Boom"},
    ],
)
def test_a_bad_change_of_structure_changes_nothing(aisha: Client, here: Draft, form: dict[str, str]):
    before = dict(here.files.values_list("path", "text"))
    answer = aisha.post("/authoring/small/edit/structure/", form)
    assert answer.status_code in {302, 409}
    assert dict(here.files.values_list("path", "text")) == before


def test_structure_is_changed_by_forms(aisha: Client, here: Draft):
    aisha.post("/authoring/small/edit/structure/", {"do": "add-lesson", "title": "Third"})
    aisha.post("/authoring/small/edit/structure/", {"do": "move-lesson", "lesson": "third", "to": 0})
    aisha.post(
        "/authoring/small/edit/structure/",
        {"do": "add-block", "lesson": "third", "kind": "quiz", "title": "Try"},
    )
    course = check_draft(here).course
    assert course is not None
    assert [lesson.key for lesson in course.lessons] == ["third", "read-1", "quiz"]
    assert [block.kind for block in course.lessons[0].blocks] == ["text", "quiz"]
    page = aisha.get("/authoring/small/edit/").content.decode()
    assert page.index("Third") < page.index("Lesson read-1")


def test_texts_are_called_by_what_they_begin_with_in_the_readers_language(aisha: Client, here: Draft):
    page = "/authoring/small/edit/lessons/read-1/"
    assert ">Hello</a>" in aisha.get(page).content.decode()
    aisha.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert ">你好</a>" in aisha.get(page).content.decode()


def test_pages_of_a_draft_take_the_same_queries_for_more_lessons(
    aisha: Client, here: Draft, company: Company
):
    with CaptureQueriesContext(connection) as few:
        aisha.get("/authoring/small/edit/")
    for number in range(5):
        restructure(
            by=company.aisha, draft=here, change=lambda files, n=number: structure.add_lesson(files, f"L{n}")
        )
    with CaptureQueriesContext(connection) as many:
        aisha.get("/authoring/small/edit/")
    assert len(many) == len(few)
