"""Omar comments on a question; the comment stays with it wherever it moves and whatever it is called."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.content.drafts import structure
from courses.drafts.drafting import restructure
from courses.drafts.pages import DraftPage
from courses.models import CommentThread
from courses.teamwork.comments import answer, begin_thread, open_comments, settle_thread
from courses.teamwork.places import Place, href_of, path_of, place_of, questions_in, title_of
from courses.teamwork.waiting import waiting_for
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.courses.deskwork import DESK, INTRO, QUIZ, Desk

READ = Place("read-1", "text", "intro")
LOSS = {"lesson": "quiz", "kind": "quiz", "block": "check", "question": "loss"}


@pytest.fixture
def omar(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.omar)
    return client


def page_of(desk: Desk) -> DraftPage:
    return DraftPage(desk.draft, "en")


def said_by(desk: Desk, name: str = "omar", place: Place = READ) -> CommentThread:
    by = getattr(desk.company, name)
    about = title_of(place, page_of(desk))
    return begin_thread(by=by, course=desk.course, place=place, about=about, text=f"{name} wonders.")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("course.yaml", Place()),
        ("glossary.yaml", Place(kind="glossary")),
        ("banks/basics.bank.yaml", Place(kind="bank", block="basics")),
        ("lessons/read-1/lesson.yaml", Place("read-1")),
        (INTRO, Place("read-1", "text", "intro")),
        (QUIZ, Place("quiz", "quiz", "check")),
    ],
)
def test_a_file_is_a_place(path: str, place: Place):
    assert place_of(path) == place


def test_both_languages_of_a_text_are_one_place(desk: Desk):
    assert place_of(INTRO) == place_of(INTRO.replace(".en.", ".zh-hans."))
    assert path_of(place_of(INTRO), page_of(desk)) == INTRO


def test_a_comment_on_a_question_is_shown_beside_it_and_counted(omar: Client, desk: Desk):
    told = omar.post(f"{DESK}comments/", {**LOSS, "comment": "Is <b>this</b> one clear?"})
    assert told["Location"] == f"{DESK}edit/file/?path={QUIZ}#comments"
    beside = omar.get(f"{DESK}edit/file/?path={QUIZ}").content.decode()
    assert "Is &lt;b&gt;this&lt;/b&gt; one clear?" in beside
    assert "1. What does the **loss** do?" in beside
    assert "1 comment" in omar.get(f"{DESK}edit/").content.decode()
    assert "1 comment" in omar.get(f"{DESK}edit/lessons/quiz/").content.decode()
    assert "1 comment<" not in omar.get(f"{DESK}edit/lessons/read-1/").content.decode()
    assert "1 open comment" in omar.get("/authoring/").content.decode()


def test_a_comment_stays_with_its_question(omar: Client, desk: Desk):
    omar.post(f"{DESK}comments/", {**LOSS, "comment": "Clear?"})
    moved = lambda files: structure.move_lesson(files, "quiz", 0)  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=moved)
    desk.change("en: Check yourself", "en: What stuck?")
    desk.change("What does the **loss** do?", "Where does the loss go?")
    page = omar.get(f"{DESK}comments/").content.decode()
    assert "Lesson quiz › What stuck? › 1. Where does the loss go?" in page
    assert open_comments(desk.course).on_block("quiz", "quiz", "check") == 1


def test_what_is_gone_keeps_its_name_and_its_comments(omar: Client, desk: Desk):
    omar.post(f"{DESK}comments/", {**LOSS, "comment": "Clear?"})
    gone = lambda files: structure.remove_lesson(files, "quiz")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=gone)
    page = omar.get(f"{DESK}comments/").content.decode()
    assert "not in the draft any more" in page
    assert "What does the **loss** do?" in page


def test_a_thread_is_answered_settled_and_opened_again(omar: Client, desk: Desk):
    thread = said_by(desk)
    answer(by=desk.company.aisha, thread=thread, text="Because.")
    omar.post(f"{DESK}comments/{thread.public_id}/", {"comment": "I see.", "settled": "1"})
    thread.refresh_from_db()
    assert [comment.text for comment in thread.comments.all()] == ["omar wonders.", "Because.", "I see."]
    assert (thread.settled_by, open_comments(desk.course).total) == (desk.company.omar, 0)
    page = omar.get(f"{DESK}comments/").content.decode()
    assert "Because." not in page
    assert "Settled by Omar" in omar.get(f"{DESK}comments/?show=all").content.decode()
    omar.post(f"{DESK}comments/{thread.public_id}/", {"settled": "0"})
    assert open_comments(desk.course).total == 1
    told = AuditEvent.objects.filter(object_id=str(thread.public_id)).order_by("pk")
    assert [event.did for event in told] == ["settled comment", "reopened comment"]


def test_what_is_sent_twice_stands_there_once(desk: Desk):
    thread = said_by(desk)
    for _twice in range(2):
        answer(by=desk.company.aisha, thread=thread, text="Because.")
        settle_thread(by=desk.company.aisha, thread=thread, is_settled=True)
    assert thread.comments.count() == 2
    assert AuditEvent.objects.filter(did="settled comment").count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_a_comment_says_something_and_not_too_much(omar: Client, text: str):
    assert omar.post(f"{DESK}comments/", {**LOSS, "comment": text}).status_code == 409
    assert not CommentThread.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        {"lesson": "nowhere"},
        {"lesson": "quiz", "kind": "quiz", "block": "other"},
        {**LOSS, "question": "no-such"},
        {"lesson": "../../etc", "kind": "passwd", "block": "x"},
        {"kind": "bank", "block": "none"},
    ],
)
def test_there_is_no_comment_on_what_is_not_there(omar: Client, place: dict[str, str]):
    assert omar.post(f"{DESK}comments/", {**place, "comment": "Hm."}).status_code == 409


def test_learners_and_strangers_hear_nothing(client: Client, desk: Desk):
    thread = said_by(desk)
    client.force_login(desk.company.ling)
    assert client.get(f"{DESK}comments/").status_code == 403
    with pytest.raises(Denied):
        answer(by=desk.company.ling, thread=thread, text="Hello?")
    with pytest.raises(Denied):
        said_by(desk, "ling")


def test_an_answer_waits_on_the_desk_of_whoever_asked(client: Client, desk: Desk):
    thread = said_by(desk)
    assert not waiting_for(desk.company.omar), "their own last word does not wait for them"
    answer(by=desk.company.aisha, thread=thread, text="Because it does.")
    assert list(waiting_for(desk.company.omar).threads) == [thread]
    client.force_login(desk.company.omar)
    page = client.get("/authoring/").content.decode()
    assert "Aisha answered on" in page
    assert "Because it does." in page
    settle_thread(by=desk.company.aisha, thread=thread, is_settled=True)
    assert not waiting_for(desk.company.omar)


def test_the_place_of_nothing_is_the_course(desk: Desk):
    page = page_of(desk)
    assert (title_of(Place(), page), href_of(Place(), page)) == ("Small course", f"{DESK}edit/#comments")
    assert href_of(Place("read-1"), page) == f"{DESK}edit/lessons/read-1/#comments"


def test_a_file_that_is_broken_has_no_questions_and_no_harm():
    assert questions_in(": not yaml: [") == []
    assert questions_in("questions: 3\n") == []
    assert [one.title for one in questions_in("question: {key: a, prompt: {en: Why}}\n")] == ["1. Why"]


def test_pages_of_comments_take_the_same_queries_for_many(omar: Client, desk: Desk):
    counts = []
    for more in (1, 12):
        for _number in range(more):
            thread = said_by(desk)
            answer(by=desk.company.aisha, thread=thread, text="Because.")
        for address in (f"{DESK}comments/", f"{DESK}edit/", f"{DESK}edit/file/?path={INTRO}", "/authoring/"):
            with CaptureQueriesContext(connection) as queries:
                omar.get(address)
            counts.append(len(queries))
    assert counts[:4] == counts[4:]


def test_a_comment_that_fits_its_field_fits_with_its_lines(desk: Desk):
    lines = "\r\n".join(["x" * 99] * 40)  # as browsers send them; their field counts each end as one
    said = answer(by=desk.company.aisha, thread=said_by(desk), text=f"{lines}!")
    assert len(said.text) == 4000


def test_two_answers_at_once_both_stay(desk: Desk):
    thread = said_by(desk)
    answer(by=desk.company.aisha, thread=thread, text="One.")
    answer(by=desk.company.sven, thread=thread, text="Two.")
    assert thread.comments.count() == 3
    with pytest.raises(Conflict):
        answer(by=desk.company.sven, thread=thread, text=" ")
