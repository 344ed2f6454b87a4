"""Every kind of question on a real page: answered by form and by keyboard, marked, and telling nothing before."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, expect

from courses.answers import read_answers
from courses.attempts.selection import Selection, selected_keys
from courses.authoring import redraw_older
from courses.cards.drawing import blank_card, preview_card, preview_of
from courses.cards.question import FIELD
from courses.cards.quiz import QuizCard
from courses.content.questions import KINDS
from courses.models import Block, BlockKind, Enrolment, Revision
from courses.templatetags.questions import asked
from tests.axe import violations
from tests.conftest import Company
from tests.content.test_question_kinds import CANARY, EXAMPLES, question
from tests.courses.folders import both
from tests.e2e.looks import scrolls_sideways

LESSON = "/courses/small/quiz/"
ANSWER = f"{LESSON}quiz/check/"
STANDS_BESIDE = """rows => rows.map((row) => {
    const [choice, mark] = [...row.children].map((one) => one.getBoundingClientRect());
    return mark.left >= choice.right && mark.right <= row.getBoundingClientRect().right + 1;
})"""
AT_ONCE = [kind for kind, asked in KINDS.items() if asked.is_marked_at_once()]


@pytest.fixture
def every_kind(publish: Callable[..., Revision]) -> Revision:
    """Those that are marked at once; the others have a test of their own."""
    about = [
        {
            "key": kind,
            "kind": kind,
            "prompt": both(f"A question of the kind *{kind}*?"),
            "feedback": both(CANARY),
            **more,
        }
        for kind, (more, _right) in EXAMPLES.items()
        if kind in AT_ONCE
    ]
    return publish(questions=json.loads(json.dumps(about)))  # written out, without YAML's anchors


@pytest.fixture
def ling_learns(every_kind: Revision, company: Company, begin: Callable[..., Enrolment]) -> Enrolment:
    return begin(company.ling, every_kind)


def filled(**instead: Any) -> dict[str, Any]:
    """The form with every answer right, but for those that are given."""
    form: dict[str, Any] = {}
    for kind in AT_ONCE:
        right = EXAMPLES[kind][1]
        given = question(kind).given(instead.get(kind, right))
        form |= {f"{FIELD}{kind}": list(given.values)} if given.values else {}
        form |= {f"{FIELD}{kind}.{part}": value for part, value in given.parts.items()}
    return form


@pytest.mark.django_db
def test_a_page_of_every_kind_tells_no_answer_before_it_is_given(ling: Client, ling_learns: Enrolment):
    html = ling.get(LESSON).content.decode()
    assert CANARY not in html
    assert "overfitting" not in html
    for kind in AT_ONCE:
        assert f'name="{FIELD}{kind}' in html


@pytest.mark.django_db
def test_right_answers_of_every_kind_pass_and_stay_on_the_page(ling: Client, ling_learns: Enrolment):
    answer = ling.post(ANSWER, filled(), follow=True)
    for html in (answer.content.decode(), ling.get(LESSON).content.decode()):
        assert f"{len(AT_ONCE)} of {len(AT_ONCE)} points" in html
        assert html.count(CANARY) >= len(AT_ONCE)
        assert '<option value="rate" selected>' in html


@pytest.mark.django_db
def test_wrong_parts_are_marked_where_they_stand(ling: Client, ling_learns: Enrolment):
    wrong = {"match": {"i0": "loss", "i1": "step", "i2": "step"}, "order": ["s1", "s0", "s2", "s3", "s4"]}
    html = ling.post(ANSWER, filled(**wrong, **{"true-false": "true"}), follow=True).content.decode()
    assert html.count('<li class="wrong">') == 2, "one pair, and the one step that could not stay"
    assert "item 1 → rate" in html, "it passed, so the answer is told"


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", ["match.i1", "order.s0", "text", "true-false"])
def test_what_is_left_out_is_asked_again_and_the_rest_is_kept_in_the_form(
    ling: Client, ling_learns: Enrolment, left_out: str
):
    form = {name: value for name, value in filled().items() if name != f"{FIELD}{left_out}"}
    answer = ling.post(ANSWER, form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count('<p class="error"') == 1
    assert '<option value="rate" selected>' in html
    assert ling_learns.quiz_attempts.get().state == "in_progress"


def drawn_both_ways(card: QuizCard) -> list[str]:
    """The questions as their page draws them, most from memory, which must be what their template draws."""
    told = [
        {"question": one, "number": number, "id": f"{card.anchor}-{one.key}"}
        for number, one in enumerate(card.questions, 1)
    ]
    drawn = [asked(Context(), one["question"], card.anchor, one["number"]) for one in told]
    assert drawn == [render_to_string("courses/question.html", about) for about in told]
    return drawn


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_what_is_drawn_once_for_many_is_what_each_of_them_would_get(
    every_kind: Revision, language: str, shuffle: bool
):
    (block,) = Block.objects.filter(lesson__revision=every_kind, kind=BlockKind.QUIZ)
    block.content["quiz"]["shuffle"] = shuffle
    keys, now = tuple(selected_keys(block, "")), datetime.now(UTC)
    right = {kind: question(kind).given(EXAMPLES[kind][1]) for kind in AT_ONCE}
    wrong = {**right, "match": question("match").given({"i0": "loss", "i1": "step", "i2": "step"})}
    answers = [read_answers(preview_of(block), given) for given in (right, wrong)]
    with translation.override(language):
        blank = [Selection(seed, "", keys) for seed in ("a", "b", "a")]
        pages = [drawn_both_ways(blank_card(block, one, None, number=1, used=0, now=now)) for one in blank]
        marked = [drawn_both_ways(preview_card(block, given)) for given in answers]
    assert pages[0] == pages[2]
    asked_for = [one.shown["kind"] for one in preview_card(block).questions]
    differ = {kind for kind, one, other in zip(asked_for, *pages[:2], strict=True) if one != other}
    assert differ - {"match", "order"} != set() if shuffle else differ <= {"match", "order"}
    assert len({"".join(page) for page in (*marked, pages[0])}) == 3


@pytest.mark.django_db
def test_pages_that_an_earlier_version_drew_are_drawn_anew_and_keep_their_content(every_kind: Revision):
    (block,) = Block.objects.filter(lesson__revision=every_kind, kind=BlockKind.QUIZ)
    drawn = block.content
    Block.objects.filter(pk=block.pk).update(content={"quiz": drawn["quiz"], "pages": {}})
    Revision.objects.filter(pk=every_kind.pk).update(drawn=1)
    assert redraw_older() == 1
    assert Block.objects.get(pk=block.pk).content == drawn
    assert redraw_older() == 0


@pytest.mark.django_db(transaction=True)
def test_every_kind_is_answered_by_keyboard_alone(opened, ling_learns: Enrolment, company: Company):
    with opened(company.ling) as page:
        page.goto(LESSON)
        page.focus("input[value=c0] >> nth=0")
        page.keyboard.press("ArrowDown")
        for key in ("Tab", "Space", "Tab", "Space"):
            page.keyboard.press(key)
        for key in ("Tab", "Tab", "ArrowDown", "Space"):
            page.keyboard.press(key)
        expect(page.locator("input[name='q.true-false'][value=false]")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("30")
        page.keyboard.press("Tab")
        page.keyboard.type("overfitting")
        for word in ("loss", "rate", "step"):
            page.keyboard.press("Tab")
            page.keyboard.type(word)
        expect(page.locator("select[name='q.match.i2']")).to_have_value("step")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_on_any_kind_before_and_after_the_answer(
    opened, ling_learns: Enrolment, company: Company, scheme: str, language: str
):
    company.ling.language = language
    company.ling.save()
    look = {"bypass_csp": True, "color_scheme": scheme, "viewport": {"width": 390, "height": 844}}
    with opened(company.ling, **look) as page:
        page.goto(LESSON)
        assert violations(page) == []
        assert not scrolls_sideways(page)
        for name, value in filled(match={"i0": "rate", "i1": "rate", "i2": "step"}).items():
            fill(page, name, value)
        page.click("#quiz-check button.primary")
        expect(page.locator(".verdict").first).to_be_visible()
        assert violations(page) == []
        assert not scrolls_sideways(page)
        assert page.locator(".rows.ordered .chosen").evaluate_all(STANDS_BESIDE) == [True] * 5


def fill(page: Page, name: str, value: Any) -> None:
    for one in value if isinstance(value, list) else [value]:
        place = page.locator(f"[name='{name}']")
        kind = place.first.evaluate("e => e.type")
        if kind == "select-one":
            place.select_option(one)
        elif kind in ("text", "textarea"):
            place.fill(one)
        else:
            page.check(f"[name='{name}'][value='{one}']")
