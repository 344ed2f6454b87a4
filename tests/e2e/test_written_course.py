"""A course from its first word to a mended mark: Aisha writes it in the browser, Ling takes it, Marco sees what came of it.

Each test goes on where the one before ended.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import written
from tests.e2e.conftest import Visit
from tests.e2e.looks import scrolls_sideways
from tests.e2e.taking import PHONE, RUN_MS, Phone
from tests.e2e.writing import Editor

UNTRIED = ("Three steps", "Two messages")
SHIPPED_LAB = "/labs/first-classifier/sort-messages/sort-messages/"
FIRST, SECOND, THIRD = written.LESSONS
Told = dict[str, str]


@pytest.fixture(scope="module")
def told() -> Told:
    """What one step of the journey hands to the next."""
    return {}


def resumed(page: Page, told: Told) -> Editor:
    editor = Editor(page)
    editor.home = told["home"]
    return editor


def answer_the_first(phone: Phone, *, taking_it_for: str) -> None:
    phone.choose("A lower loss", "False")
    phone.choose("the validation loss rises", taking_it_for)


def answer_the_middle(phone: Phone) -> None:
    phone.choose("a curve jump", "A large learning rate", "A small batch")
    phone.type("480 rows", "30")


def answer_the_last(phone: Phone) -> None:
    phone.type("The way against", "Downhill")
    phone.assign("What comes first", {"Forward": "1", "Backward": "2"})
    phone.assign("belongs together", {"Warm-up": "at the start", "Decay": "at the end"})


def test_aisha_has_a_run_of_her_own_to_show(visit: Visit):
    page = visit("author", "/courses/first-classifier/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.goto(SHIPPED_LAB)
    page.get_by_label("head", exact=False).first.check()
    page.fill("input[name=epochs]", "1")
    page.fill("input[name=prediction]", "0.5")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/runs/"))


def test_she_writes_a_text_with_all_that_texts_can_hold(visit: Visit, told: Told):
    editor = Editor(visit("author"))
    editor.begin(written.TITLE)
    told["home"] = editor.home
    editor.describe("What a curve tells, and what to do about it.")
    for title in (SECOND, THIRD):
        editor.add_lesson(title)
    editor.begin_glossary()
    editor.fill(written.TERM)
    editor.save()
    expect(editor.preview).to_contain_text("also step size, rate")
    editor.open_lesson("First lesson")
    editor.describe("One step at a time.", title=FIRST)
    editor.open_block("text")
    editor.write(written.TEXT)
    editor.save()
    for piece in (
        "math",
        "svg",
        ".callout, .note",
        "pre .k, pre code",
        ".footnotes",
        ".term, [data-term], dfn, a[href*=term]",
    ):
        expect(editor.preview.locator(piece).first).to_be_visible()


def test_she_adds_files_and_everything_to_try_and_to_think_about(visit: Visit, told: Told):
    editor = resumed(visit("author"), told)
    editor.open_lesson(FIRST)
    editor.add_file(written.PICTURE, "A falling curve")
    editor.add_file(written.VIDEO, "A run in two minutes")
    editor.send_into("captions.en", written.CAPTIONS)
    editor.fill({"transcript.en": "Nothing is said."})
    editor.save()
    editor.add_file(written.MESSAGES, "The messages")
    editor.add("check", "Quick check")
    editor.ask_as("One choice")
    editor.fill(written.CHECK)
    editor.save()
    editor.add("question to think about", "Why does it fall?")
    editor.fill(written.REVEAL)
    editor.save()
    for kind, title, fields in written.WIDGETS:
        editor.add(kind, title)
        editor.fill(fields)
        editor.save()
        expect(editor.preview.locator(".widget, [data-widget]").first).to_be_visible()


def test_she_writes_a_quiz_of_seven_kinds_and_tries_it(visit: Visit, told: Told):
    editor = resumed(visit("author"), told)
    editor.open_lesson(SECOND)
    editor.describe("Seven questions.")
    editor.open_block("text")
    editor.write("Now you.\n")
    editor.save()
    editor.add("quiz", "Seven curves")
    editor.fill({f"questions.0.{name}": value for name, value in written.TRUE_FALSE.items()})
    for at, (kind, fields) in enumerate(written.QUESTIONS, 1):
        editor.add_part("questions", kind)
        editor.fill({f"questions.{at}.{name}": value for name, value in fields.items()})
    editor.save()
    expect(editor.preview).to_contain_text("What belongs together?")
    trying = Phone(editor.page)
    answer_the_first(trying, taking_it_for="Underfitting")
    answer_the_middle(trying)
    answer_the_last(trying)
    trying.press("Try it")
    expect(trying.verdict).to_contain_text("7 of 7 points. This would pass.")


def test_she_sets_labs_replays_her_run_and_moves_it_by_keyboard(visit: Visit, told: Told):
    editor = resumed(visit("author"), told)
    editor.open_lesson(THIRD)
    editor.describe("Your turn.")
    editor.open_block("text")
    editor.write("Now train.\n")
    editor.save()
    editor.add("Lab: fine-tune a model", "Three steps")
    editor.remove_part("knobs.1")
    editor.fill(written.FINE_TUNE)
    editor.save()
    editor.add("Lab: write a prompt", "Two messages")
    editor.fill(written.PROMPT)
    editor.save()
    editor.add("confirmation", "Rules for data")
    editor.fill(written.RULES)
    editor.save()
    editor.add("resources", "To read on")
    editor.fill(written.FURTHER)
    editor.save()
    editor.wait_for_run(RUN_MS)
    editor.add_replay("It learns")
    editor.fill(written.REPLAY)
    editor.save()
    editor.page.goto(editor.lesson)
    editor.move_up("It learns", to=5)
    editor.move_up("It learns", to=4)


def test_she_checks_and_publishes_it(visit: Visit, told: Told):
    editor = resumed(visit("author"), told)
    editor.check(*UNTRIED)
    editor.publish(1)
    told["course"] = editor.page.url


def test_ling_finds_it_and_reads_the_first_lesson_on_her_phone(visit: Visit, told: Told):
    phone = Phone(visit("learner", **PHONE))
    phone.find(written.TITLE)
    told["address"] = phone.course
    phone.start(FIRST)
    assert not scrolls_sideways(phone.page)
    phone.page.get_by_role("tab", name="Words").click()
    expect(phone.page.get_by_text("Go downhill.")).to_be_visible()
    phone.choose("What does a gradient tell?", "Which way is uphill")
    phone.press("Check my answer")
    expect(phone.verdict).to_contain_text("Right.")
    phone.page.get_by_text("Show the answer").click()
    expect(phone.page.get_by_text("Because each step goes")).to_be_visible()
    phone.press("I have read this")
    phone.arrives_at(SECOND)


def test_a_lost_connection_and_a_crash_in_the_middle_of_the_quiz_cost_her_no_answer(visit: Visit, told: Told):
    phone = Phone(visit("learner", **PHONE))
    phone.course = told["address"]
    phone.open(SECOND)
    answer_the_first(phone, taking_it_for="Overfitting")
    expect(phone.saved).to_contain_text("Saved")
    phone.page.context.set_offline(True)
    answer_the_middle(phone)
    expect(phone.saved).to_contain_text("No connection")
    phone.crash()
    expect(phone.question("a curve jump").get_by_label("A small batch")).to_be_checked()
    expect(phone.question("480 rows").locator("input").last).to_have_value("30")
    answer_the_last(phone)
    expect(phone.saved).to_contain_text("Saved")
    phone.page.context.set_offline(True)
    phone.press("Hand in")
    expect(phone.page.locator("[data-unsent]").last).to_contain_text("Not handed in yet")
    phone.page.context.set_offline(False)
    phone.press("Hand in")
    expect(phone.verdict).to_contain_text("6 of 7 points")


def test_she_runs_both_labs_and_holds_her_certificate(visit: Visit, told: Told):
    phone = Phone(visit("learner", **PHONE))
    phone.course = told["address"]
    phone.open(THIRD)
    phone.run_lab("Three steps", prediction="0.3")
    phone.run_lab("Two messages")
    phone.page.get_by_label("I will not").check()
    phone.press("Confirm")
    phone.page.get_by_role("link", name="See your certificate").click()
    expect(phone.page.locator(".certificate-name")).to_have_text("Ling Zhao")


def test_aisha_mends_the_key_and_regrades_what_was_answered(visit: Visit, told: Told):
    editor = resumed(visit("author"), told)
    editor.open_lesson(SECOND)
    editor.open_block("Seven curves")
    editor.fill({"questions.1.choices.0.correct": False, "questions.1.choices.1.correct": True})
    editor.save()
    editor.check(*UNTRIED)
    editor.publish(2, says="its key was mended")
    editor.page.get_by_role("link", name="See what a regrade would change").click()
    editor.page.get_by_role("button", name="See what would change").click()
    editor.page.get_by_role("button", name=re.compile("Apply")).click()
    expect(editor.page.get_by_role("heading", name="Applied on")).to_be_visible()


def test_ling_and_marco_see_the_new_mark(visit: Visit, told: Told):
    phone = Phone(visit("learner", **PHONE))
    phone.course = told["address"]
    phone.open(SECOND)
    expect(phone.verdict).to_contain_text("7 of 7 points")
    page = visit("manager", "/team/")
    page.get_by_role("link", name="Ling Zhao").click()
    sheet = page.get_by_role("region", name=f"Parts of {written.TITLE}")
    expect(sheet.get_by_role("row", name="Seven curves")).to_contain_text("100 %")
