"""Aisha fills in forms whose fields follow from each other, and reads at its field what is to be mended."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.content import located_yaml
from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
EDIT = "/authoring/small/edit/"
QUIZ = "lessons/quiz/check.quiz.yaml"


def data_of(here: Draft, path: str) -> dict[str, object]:
    data: dict[str, object] = located_yaml.load(here.files.get(path=path).text or "").data
    return data


def test_a_course_that_leads_back_is_told_at_its_field_while_it_is_chosen(
    opened: Opened, company: Company, publish: Publish, here: Draft
):
    publish(key="later", needs=[{"course": "small"}])
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(EDIT)
        page.get_by_role("link", name="Languages, tags, courses to know before, certificate").click()
        page.get_by_role("button", name="Add a course to know before").click()
        need = page.locator("[id='f.needs.0']")
        need.locator("select").first.select_option("later")
        expect(need.locator(".notes")).to_contain_text("Circular prerequisites: small → later → small")
        need.locator("select").nth(1).select_option("recommended")
        expect(need.locator(".notes .error")).to_have_count(0)
        languages = page.locator("[id='f.languages'] select")
        languages.last.select_option("de")
        expect(page.locator("[id='f.title']").get_by_text("Deutsch")).to_be_visible()
        expect(languages).to_have_count(4)
        assert violations(page) == []
        assert not scrolls_sideways(page)
    assert data_of(here, "course.yaml")["languages"] == ["en", "zh-hans", "de"]


def test_a_bank_is_chosen_and_its_tags_follow(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(EDIT)
        bank = page.locator("form", has=page.locator("[value='begin-bank']"))
        bank.locator("[name=title]").fill("Rates")
        bank.get_by_role("button").click()
        page.locator("[name='f.questions.0.prompt.en']").fill("Is it high?")
        page.get_by_text("More settings").first.click()
        page.locator("[name='f.questions.0.tags']").fill("学习率, 损失")
        expect(page.locator("[name='f.questions.0.key']")).to_have_value("rates-first")
        page.locator("[name='f.questions.0.key']").fill("is-it-high")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.locator("form[data-editor]").get_by_text("More settings").last.click()
        page.get_by_role("button", name="Draw from a bank").click()
        page.locator("[name='f.draw.0.bank']").select_option(label="Rates")
        drawn = page.locator("[id='f.draw.0']")
        drawn.get_by_role("checkbox", name="学习率").check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        assert violations(page) == []
    assert data_of(here, QUIZ)["draw"] == [{"bank": "rates", "count": 1, "tags": ["学习率"]}]


def test_a_closed_cell_follows_its_labels(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        adding = page.locator("details.menu", has=page.locator("[value='add f.questions hotspot']"))
        adding.locator("summary").click()
        adding.locator("[value='add f.questions hotspot']").click()
        head = page.locator("[id='f.questions.3.matrix.right.0'] > summary .said")
        page.locator("[name='f.questions.3.matrix.labels.0.text.en']").fill("Spam")
        page.locator("[name='f.questions.3.matrix.labels.1.text.en']").fill("Ham")
        page.locator("[name='f.questions.3.matrix.right.0.row']").select_option("a")
        page.locator("[name='f.questions.3.matrix.right.0.column']").select_option("b")
        expect(head).to_have_text("Spam → Ham")


def test_questions_are_tried_one_by_one_beside_their_form(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        look = page.locator("[data-look]")
        look.locator("[name='q.loss'][value=falls]").check()
        look.get_by_role("button", name="Try it").click()
        expect(look.get_by_text("So far 1 of 1 point, for what is answered and marked.")).to_be_visible()
        expect(look.locator("#look-loss-whole")).to_contain_text("Right.")
        expect(look.locator(".question .error")).to_have_count(0)
        look.locator("[name='q.loss'][value=rises]").check()
        look.get_by_role("button", name="Try it").click()
        expect(look.locator("#look-loss-whole")).to_contain_text("Not right.")
        assert violations(page) == []


def test_a_try_leads_to_the_question_that_it_marked(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, viewport={"width": 1280, "height": 500}) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        look = page.locator("[data-look]")
        trying = look.get_by_role("button", name="Try it")
        trying.click()
        expect(look.get_by_text("Answer a question to see its marks.")).to_be_focused()
        for value, told in (("rises", "Not right."), ("stays", "Not right."), ("falls", "Right.")):
            look.locator(f"[name='q.loss'][value={value}]").check()
            trying.click()
            mark = look.locator("#look-loss-whole .explanation")
            expect(mark).to_contain_text(told)
            expect(mark).to_be_focused()
            expect(mark).to_be_in_viewport()
        look.locator("[name='q.true'][value=one]").check()
        trying.press("Enter")
        expect(look.locator("#look-true-whole .explanation")).to_be_focused()
        look.get_by_role("link", name="Start over").click()
        expect(look.locator("#look-loss-whole")).to_be_focused()


def test_an_arrow_that_can_do_nothing_is_the_fainter_one(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        for place in ("1 up", "2 up"):
            arrow = page.get_by_role("button", name=f"Questions: move {place}")
            expect(arrow).to_have_css("border-top-color", "rgba(0, 0, 0, 0)")
            expect(arrow).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_a_question_is_asked_as_several_choices_by_the_same_button(
    opened: Opened, company: Company, here: Draft
):
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.click("[id='f.questions.0'] > summary")
        page.get_by_role("button", name="Ask it as “Several choices”").press("Enter")
        back = page.locator("[id='f.questions.0']").get_by_role("button", name="Ask it as “One choice”")
        expect(back).to_be_focused()
        assert violations(page) == []
    assert data_of(here, QUIZ)["questions"][0]["kind"] == "multiple"  # type: ignore[index]


def test_what_check_leads_to_is_said_once_at_its_field(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.fill("[name='f.pass']", "7")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        page.goto(f"{EDIT}?check=1")
        page.locator("#problems").get_by_role("link").first.click()
        passing, said = page.locator("[name='f.pass']"), page.locator("form[data-editor] .notes li")
        expect(passing).to_be_focused()
        expect(said).to_have_text(["“Share of the points that passes” must be at most 1."])
        passing.fill("8")
        expect(said).to_have_text(["“Share of the points that passes” must be at most 1."])
        passing.fill("0.5")
        expect(said).to_have_count(0)


def test_a_question_is_moved_on_by_the_same_key_and_not_removed(
    opened: Opened, company: Company, here: Draft
):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        parts = page.locator("[id='f.questions'] > .movable")
        parts.first.locator("summary").first.click()
        parts.first.get_by_role("button", name="Questions: move 1 down").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Questions: move 2 down")).to_be_focused()
        page.keyboard.press("Enter")
        expect(parts.nth(2)).to_contain_text("What does the **loss** do?")
        expect(parts.nth(2).locator("summary").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(parts).to_have_count(3)
    asked = data_of(here, QUIZ)["questions"]
    assert [one["key"] for one in asked] == ["true", "steps", "loss"]  # type: ignore[union-attr]


def test_a_removed_question_is_undone_by_the_next_key(opened: Opened, company: Company, here: Draft):
    before = data_of(here, QUIZ)
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.fill("[name='f.title.en']", "Typed before")
        page.get_by_role("button", name="Questions: remove 2").focus()
        page.keyboard.press("Enter")
        undo = page.get_by_role("button", name="Undo")
        expect(undo).to_be_focused()
        expect(undo).to_have_accessible_description("Removed “Which are true?”.")
        assert violations(page) == []
        page.fill("[name='f.title.en']", "Typed after")
        undo.press("Enter")
        expect(page.locator("[name='f.questions.1.prompt.en']")).to_be_focused()
        expect(undo).to_have_count(0)
    after = data_of(here, QUIZ)
    assert after["questions"] == before["questions"]
    assert after["title"]["en"] == "Typed after"  # type: ignore[index]


def removed(page: Page, number: int) -> Locator:
    """The way back for a question that was taken out of the form; it has the focus."""
    page.get_by_role("button", name=f"Questions: remove {number}").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    return undo


def test_the_way_back_stays_when_the_form_is_drawn_anew(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        undo = removed(page, 1)
        file = here.files.get(path=QUIZ)
        theirs = (file.text or "").replace("How many steps?", "How many then?")
        save_file(by=company.dana, file=file, text=theirs, base=file.version)
        page.fill("[name='f.title.en']", "Mine")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-status]")).to_contain_text("together with what somebody else changed")
        expect(page.locator("[name='f.questions.1.prompt.en']")).to_have_value("How many then?")
        undo.click()
        expect(page.locator("[name='f.questions.0.prompt.en']")).to_have_value("What does the **loss** do?")
        expect(page.locator("[name='f.questions.2.prompt.en']")).to_have_value("How many then?")


def test_questions_are_put_into_order_at_their_heads_and_by_dragging(
    opened: Opened, company: Company, here: Draft
):
    with opened(company.aisha, viewport={"width": 1280, "height": 1600}) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        heads = page.locator("[id='f.questions'] > .movable > details > summary")
        expect(page.get_by_role("button", name="Questions: move 3 up")).to_be_visible()
        heads.nth(0).drag_to(heads.nth(2))
        expect(heads.nth(2)).to_contain_text("What does the loss do?")
        page.locator("[name='f.title.en']").fill("Typed and dragged")
        heads.nth(2).drag_to(heads.nth(0))
        expect(heads.nth(0)).to_contain_text("What does the loss do?")
        expect(page.locator("[name='f.title.en']")).to_have_value("Typed and dragged")
    data = data_of(here, QUIZ)
    assert [one["key"] for one in data["questions"]] == ["loss", "true", "steps"]  # type: ignore[attr-defined]
    assert data["title"]["en"] == "Typed and dragged"  # type: ignore[index]


def test_enter_in_a_field_takes_nothing_back(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        undo = removed(page, 1)
        page.fill("[name='f.title.en']", "Typed")
        page.press("[name='f.title.en']", "Enter")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        expect(undo).to_be_visible()
    assert len(data_of(here, QUIZ)["questions"]) == 2  # type: ignore[arg-type]


def test_arrows_cover_nothing_on_a_phone(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, viewport={"width": 390, "height": 900}) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.click("[id='f.questions.1'] > summary")
        page.locator("[id='f.questions.1.choices'] > .movable").first.wait_for()
        covered = page.evaluate(
            """() => [...document.querySelectorAll('.movable')].filter((one) => {
              if (!one.checkVisibility()) return false;
              const parts = [one.querySelector('.moves'), ...one.querySelector('summary').children];
              const [moves, ...words] = parts.map((part) => part.getBoundingClientRect());
              return words.some((box) => box.width && box.right > moves.left + 1 && box.top < moves.bottom - 1);
            }).map((one) => one.querySelector('summary').textContent)"""
        )
        assert covered == []
        assert not scrolls_sideways(page)


def test_the_answer_that_is_called_right_last_is_the_right_one(
    opened: Opened, company: Company, publish: Publish, here: Draft
):
    right = "[name^='f.questions.0.choices.'][name$='.correct']"
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}file/?path={QUIZ}")
        page.locator("[id='f.questions.0'] > summary").click()
        boxes = page.locator(right)
        expect(boxes.nth(0)).to_be_checked()
        boxes.nth(1).check()
        expect(page.locator(f"{right}:checked")).to_have_count(1)
        several = page.locator("[name^='f.questions.1.choices.'][name$='.correct']")
        page.locator("[id='f.questions.1'] > summary").click()
        several.nth(2).check()
        expect(several.nth(0)).to_be_checked()
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
            page.get_by_role("button", name="Save").first.click()
    questions = data_of(here, QUIZ)["questions"]
    assert [choice.get("correct", False) for choice in questions[0]["choices"]] == [False, True, False]
