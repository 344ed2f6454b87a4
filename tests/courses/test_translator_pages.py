"""What a translator finds in the editor: texts by the names of their places, and only doors that open."""

import pytest
from django.test import Client

from courses.changes.words import describe_place
from courses.content.drafts.texts import data_of
from tests.courses.deskwork import DESK, INTRO_ZH, QUIZ, Desk

EDIT = f"{DESK}edit/"
TRANSLATE = f"{EDIT}translate/zh-hans/"


@pytest.fixture
def sven(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.sven)
    return client


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("title", "Title"),
        ("questions.loss.prompt", "Question 1 › Question"),
        ("questions.loss.choices.rises.text", "Question 1 › choice B"),
        ("questions.loss.choices.rises.feedback", "Question 1 › choice B › Said to who answers so"),
        ("questions.gone.prompt", "Question 0 › Question"),
    ],
)
def test_a_text_is_named_by_the_place_that_people_see(desk: Desk, place: str, words: str):
    told = describe_place(place, data_of(desk.file(QUIZ).text))
    assert told.split(" › ")[:2] == words.split(" › ")[:2]
    assert "rises" not in told


def test_the_one_question_of_a_check_and_a_term_are_named_once():
    assert describe_place("question.prompt", {"question": {"prompt": {"en": "Why?"}}}) == "Question"
    term = {"terms": [{"key": "loss", "term": {"en": "Loss"}}]}
    assert describe_place("tags.2", {"tags": [{"en": "One"}, {"en": "Two"}]}) == "Tags 2"
    assert describe_place("terms.loss.term", term) == "The term “Loss” › Term"


def test_texts_come_in_the_order_of_the_course(sven: Client, desk: Desk):
    page = sven.get(f"{TRANSLATE}?show=all").content.decode()
    order = [
        "course.yaml:title",
        "lessons/read-1/lesson.yaml:title",
        INTRO_ZH,
        "lessons/quiz/lesson.yaml:title",
        QUIZ,
    ]
    assert sorted(order, key=page.index) == order


def test_the_link_of_a_lesson_leads_to_its_own_texts(sven: Client, desk: Desk):
    desk.write("Other words.\n")
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    assert (
        'href="/authoring/small/edit/translate/zh-hans/?in=lessons/quiz/"' in sven.get(EDIT).content.decode()
    )
    page = sven.get(f"{TRANSLATE}?in=lessons/quiz/").content.decode()
    assert "These are the texts of “Lesson quiz”." in page
    assert INTRO_ZH not in page
    assert f"?at={QUIZ}:questions.loss.prompt&amp;in=lessons/quiz/#unit" in page
    assert INTRO_ZH in sven.get(f"{TRANSLATE}?in=lessons/nowhere/").content.decode(), "then all are shown"


def test_a_translator_is_offered_what_they_may_do(sven: Client, aisha: Client, desk: Desk):
    sven.force_login(desk.company.sven)
    page = sven.get(f"{EDIT}?language=en").content.decode()
    assert "Make it a shared course" not in page
    assert 'name="do" value="describe-course"' not in page
    lesson = sven.get(f"{EDIT}lessons/read-1/?language=en").content.decode()
    assert 'name="do" value="describe-lesson"' not in lesson
    assert "Import questions" not in sven.get("/authoring/").content.decode()
    own = sven.get(f"{EDIT}?language=zh-hans").content.decode()
    assert 'name="do" value="describe-course"' in own
    assert 'type="number" name="minutes"' not in own
    form = {
        "do": "describe-course",
        "language": "zh-hans",
        "title": "标题",
        "summary": "摘要",
        "minutes": "0",
    }
    minutes = own.partition('name="minutes" value="')[2].partition('"')[0]
    assert sven.post(f"{EDIT}structure/", {**form, "minutes": minutes}).status_code == 302
    assert "标题" in (desk.file("course.yaml").text or "")


def test_an_author_is_offered_all_of_it(aisha: Client, desk: Desk):
    page = aisha.get(f"{EDIT}?language=en").content.decode()
    assert "Make it a shared course" in page
    assert 'type="number" name="minutes"' in page
    assert "Import questions" in aisha.get("/authoring/").content.decode()


def test_an_outdated_text_shows_the_words_that_changed_in_its_source(sven: Client, desk: Desk):
    """Of a field of a form as of a text that is a file of its own; the first look shows it."""
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    desk.change("How many steps?", "How many steps are there?")
    page = sven.get(f"{TRANSLATE}?at={QUIZ}:questions.loss.prompt").content.decode()
    marks = page.partition('<div class="marks"')[2].partition("</div>")[0]
    assert '<details open><summary class="small">What changed in the source since' in page
    assert '<del><span class="visually-hidden">removed: </span>What</del>' in marks
    assert '<ins><span class="visually-hidden">added: </span>Where</ins>' in marks
    assert "steps" not in marks
    current = sven.get(f"{TRANSLATE}?at={QUIZ}:title&show=all").content.decode()
    assert '<div class="marks"' not in current
