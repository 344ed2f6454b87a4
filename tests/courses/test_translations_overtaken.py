"""A translation stands on the source that its translator had on show, and on no other."""

import threading
from functools import partial
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courses.content.drafts import structure
from courses.content.drafts.translations import State
from courses.drafts import drafting
from courses.models import DraftFile
from courses.translations import acts
from courses.translations.acts import Overtaken, confirm_translation, write_translation
from tests import threads
from tests.conftest import Company
from tests.courses.deskwork import DESK, INTRO, INTRO_ZH, QUIZ, Desk, on_show, unit_of

TRANSLATE = f"{DESK}edit/translate/zh-hans/"
PROMPT = "questions.loss.prompt"
NEW = "## Hello\n\nNever more than one epoch.\n"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def turn_languages(desk: Desk) -> None:
    """Chinese is what the course is written in."""
    course = desk.file("course.yaml")
    turned = (course.text or "").replace("languages: [en, zh-hans]", "languages: [zh-hans, en]")
    assert turned != course.text
    DraftFile.objects.filter(pk=course.pk).update(text=turned)


@pytest.fixture
def sven(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.sven)
    desk.write("## Hello\n\nFive epochs.\n")
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("pressed", [{"right": "1"}, {}])
def test_a_source_that_changed_meanwhile_is_shown_before_anything_stands_on_it(
    sven: Client, desk: Desk, pressed
):
    shown = on_show(desk, INTRO_ZH)
    desk.write(NEW)
    told = sven.post(TRANSLATE, {**shown, "said": "## 你好\n\n五个周期。\n", **pressed})
    page = told.content.decode()
    assert told.status_code == 409
    assert "Somebody else changed the source while you worked." in page
    assert "Never more than one epoch." in page
    assert "五个周期。" in page
    assert unit_of(desk, INTRO_ZH).state == State.OUTDATED
    again = sven.post(TRANSLATE, {**on_show(desk, INTRO_ZH), "said": "## 你好\n\n最多一个周期。\n"})
    assert again.status_code == 302
    assert unit_of(desk, INTRO_ZH).state == State.CURRENT


@pytest.mark.django_db
def test_also_where_it_changes_in_the_last_moment(desk: Desk):
    """Between what the page read and the lock."""
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    whole, field = unit_of(desk, INTRO_ZH), unit_of(desk, QUIZ, PROMPT)
    desk.write(NEW)
    desk.change("Where does the **loss** go?", "Why does the **loss** fall?")
    for unit in (whole, field):
        with pytest.raises(Overtaken):
            write_translation(by=desk.company.sven, draft=desk.draft, unit=unit, said="话。")
        with pytest.raises(Overtaken):
            confirm_translation(by=desk.company.sven, draft=desk.draft, unit=unit)


@pytest.mark.django_db(transaction=True)
def test_a_save_of_a_source_and_a_change_of_the_structure_both_come_through(
    company: Company, desk: Desk, monkeypatch
):
    """The translation lies before its source, as `intro.de.md` lies before `intro.en.md`."""
    first, source = desk.file(INTRO), desk.file(INTRO_ZH)
    assert first.pk < source.pk
    turn_languages(desk)
    DraftFile.objects.filter(pk=first.pk).update(stands_on={})
    has_first = threading.Event()
    note, in_turn = drafting.note_save, drafting.locked_texts

    def noted(file: DraftFile, before: str | None) -> None:
        if (
            file.path == INTRO_ZH
        ):  # this save has the row of the source, and will want that of its translation
            has_first.wait(2)
        note(file, before)

    def locked(draft):
        DraftFile.objects.select_for_update().get(pk=first.pk)
        has_first.set()
        return in_turn(draft)

    monkeypatch.setattr(drafting, "note_save", noted)
    monkeypatch.setattr(drafting, "locked_texts", locked)
    moved = lambda files: structure.move_lesson(files, "quiz", 0)  # noqa: E731
    told = threads.at_once(
        lambda: drafting.save_file(by=company.aisha, file=source, text="新的。\n", base=source.version),
        lambda: drafting.restructure(by=company.aisha, draft=desk.draft, change=moved),
    )
    assert not [one for one in told if isinstance(one, Exception)], told


@pytest.mark.django_db(transaction=True)
def test_a_translation_that_is_begun_anew_and_a_save_of_its_source_both_come_through(desk: Desk, monkeypatch):
    """A translation that was removed lies before its source."""
    first, source = desk.file(INTRO), desk.file(INTRO_ZH)
    turn_languages(desk)
    DraftFile.objects.filter(pk=first.pk).update(text=None)
    unit = unit_of(desk, INTRO)
    has_source, begin = threading.Event(), acts.begin_translation

    def begun(**told: Any) -> None:
        has_source.set()
        until = monotonic() + 5
        while not somebody_waits() and monotonic() < until:
            pass
        begin(**told)

    def saved() -> None:
        assert has_source.wait(5)
        drafting.save_file(by=desk.company.aisha, file=source, text="新的。\n", base=source.version)

    monkeypatch.setattr(acts, "begin_translation", begun)
    write = partial(write_translation, by=desk.company.aisha, draft=desk.draft, unit=unit)
    told = threads.at_once(lambda: write(said="New.\n"), saved)
    assert not [one for one in told if isinstance(one, Exception)], told
    assert desk.file(INTRO).text == "New.\n"
    assert desk.file(INTRO_ZH).text == "新的。\n"
