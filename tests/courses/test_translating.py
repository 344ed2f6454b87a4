"""Sven translates Aisha's course: he finds what is to be done, and what he wrote falls behind when its source changes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.content.drafts import structure
from courses.content.drafts.translations import State
from courses.drafts.drafting import begin_translation, restructure
from courses.drafts.pages import DraftPage
from courses.translations.acts import confirm_translation
from lms.kit.refusals import Denied
from tests.courses.deskwork import DESK, INTRO, INTRO_ZH, QUIZ, Desk, on_show, unit_of

TRANSLATE = f"{DESK}edit/translate/zh-hans/"
PROMPT = "questions.loss.prompt"


@pytest.fixture
def sven(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.sven)
    return client


def states(desk: Desk) -> dict[str, State]:
    """What is not current, by file and place."""
    units = DraftPage(desk.draft, "en").units
    return {f"{one.path}:{one.place}": one.state for one in units if one.state != State.CURRENT}


def test_a_new_draft_has_everything_current(desk: Desk):
    assert states(desk) == {}
    assert DraftPage(desk.draft, "en").translated == [("zh-hans", "简体中文", 100)]


def test_a_changed_source_leaves_its_translation_behind_until_it_is_touched(desk: Desk):
    desk.write("Other words.\n")
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    assert states(desk) == {f"{INTRO_ZH}:": State.OUTDATED, f"{QUIZ}:{PROMPT}": State.OUTDATED}
    desk.write("别的话。\n", INTRO_ZH, by="sven")
    desk.change("中文 What does the **loss** do?", "损失去哪儿？", by="sven")
    assert states(desk) == {}


def test_moving_and_renaming_make_nothing_outdated(desk: Desk):
    moved = lambda files: structure.move_lesson(files, "quiz", 0)  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=moved)
    desk.change("key: small", "key: small", "course.yaml")
    assert states(desk) == {}
    desk.change("en: Check yourself", "en: What stuck?")
    assert states(desk) == {f"{QUIZ}:title": State.OUTDATED}, "only the name itself"


def test_a_mended_slip_may_leave_the_translation_right(sven: Client, desk: Desk):
    desk.change("Hello", "Hullo", INTRO)
    page = sven.get(f"{TRANSLATE}?at={INTRO_ZH}:").content.decode()
    assert "Translation still right" in page
    assert "Hello</del>" in page
    told = sven.post(TRANSLATE, {**on_show(desk, INTRO_ZH), "right": "1"})
    assert (told.status_code, states(desk)) == (302, {})
    desk.change("Hullo", "Hallo", INTRO)
    assert states(desk) == {f"{INTRO_ZH}:": State.OUTDATED}


def test_a_translator_goes_from_text_to_text(sven: Client, desk: Desk):
    desk.write("Other words.\n")
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    page = sven.get(TRANSLATE).content.decode()
    assert "2 outdated" in page
    told = sven.post(TRANSLATE, {**on_show(desk, INTRO_ZH), "said": "别的话。\r\n"})
    assert f"at={QUIZ}:{PROMPT}" in told["Location"]
    assert desk.file(INTRO_ZH).text == "别的话。\n"
    last = sven.post(TRANSLATE, {**on_show(desk, QUIZ, PROMPT), "said": "损失去哪儿？"}, follow=True)
    assert "every text is translated and current" in last.content.decode()
    assert "损失去哪儿？" in (desk.file(QUIZ).text or "")
    assert (desk.file(QUIZ).by, states(desk)) == (desk.company.sven, {})


def test_a_missing_text_is_written_where_it_is_missing(sven: Client, desk: Desk):
    added = lambda files: structure.add_lesson(files, "More")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=added)
    path = "lessons/more/text.zh-hans.md"
    assert states(desk) == {
        "lessons/more/lesson.yaml:summary": State.MISSING,
        "lessons/more/lesson.yaml:title": State.MISSING,
        f"{path}:": State.MISSING,
    }
    sven.post(TRANSLATE, {**on_show(desk, path), "said": "更多内容。\n"})
    sven.post(TRANSLATE, {**on_show(desk, "lessons/more/lesson.yaml", "title"), "said": "更多"})
    assert states(desk) == {"lessons/more/lesson.yaml:summary": State.MISSING}
    assert desk.file(path).text == "更多内容。\n"


def test_a_translation_that_is_only_a_copy_is_still_to_be_done(desk: Desk):
    added = lambda files: structure.add_lesson(files, "More")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=added)
    path = "lessons/more/text.zh-hans.md"
    begin_translation(by=desk.company.sven, draft=desk.draft, path=path)
    assert states(desk)[f"{path}:"] == State.MISSING
    confirm_translation(by=desk.company.sven, draft=desk.draft, unit=unit_of(desk, path))
    assert f"{path}:" not in states(desk)


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(sven: Client, desk: Desk):
    shown = on_show(desk, INTRO_ZH)
    desk.write("她的话。\n", INTRO_ZH)
    told = sven.post(TRANSLATE, {**shown, "said": "他的话。\n"})
    page = told.content.decode()
    assert told.status_code == 409
    assert "她的话。" in page
    assert "他的话。" in page
    assert desk.file(INTRO_ZH).text == "她的话。\n"


def test_only_the_languages_of_a_translator_are_theirs(sven: Client, desk: Desk):
    assert sven.get(f"{DESK}edit/translate/en/").status_code == 404
    assert sven.get(f"{DESK}edit/translate/fr/").status_code == 404
    with pytest.raises(Denied):
        confirm_translation(by=desk.company.omar, draft=desk.draft, unit=unit_of(desk, INTRO_ZH))


def test_nothing_is_not_a_translation(sven: Client, desk: Desk):
    assert sven.post(TRANSLATE, {**on_show(desk, INTRO_ZH), "said": " "}).status_code == 409


def test_the_structure_shows_and_filters_what_is_to_be_translated(sven: Client, desk: Desk):
    desk.write("Other words.\n")
    page = sven.get(f"{DESK}edit/").content.decode()
    assert "1 older than its source" in page
    assert "% translated" in page
    only = sven.get(f"{DESK}edit/?show=outdated").content.decode()
    assert "lesson-read-1" in only
    assert "lesson-quiz" not in only
    assert "lesson-read-1" not in sven.get(f"{DESK}edit/?show=missing").content.decode()
    assert "1 older than its source" in sven.get(f"{DESK}edit/lessons/read-1/").content.decode()


def test_the_page_takes_the_same_queries_for_many_texts(sven: Client, desk: Desk):
    counts = []
    for more in (1, 6):
        for number in range(more):
            added = lambda files, n=number: structure.add_lesson(files, f"More {n}")  # noqa: E731
            restructure(by=desk.company.aisha, draft=desk.draft, change=added)
        with CaptureQueriesContext(connection) as queries:
            sven.get(TRANSLATE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
