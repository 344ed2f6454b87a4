"""Two people say what a course or a lesson is: each field is saved, and of a field that both changed both versions stand."""

from django.test import Client

from courses.drafts.drafting import texts_of
from courses.drafts.pages import DraftPage
from courses.models import Draft

EDIT = "/authoring/small/edit/"
LESSON = "lessons/read-1/lesson.yaml"


def said(here: Draft, **typed: str) -> dict[str, str]:
    """What the form of the lesson sends where these fields were typed into it as it is now."""
    seen = {name: str(word) for name, word in DraftPage(here, "en").lesson_words("read-1").items()}
    shown = {f"seen_{name}": word for name, word in seen.items()}
    return {"do": "describe-lesson", "lesson": "read-1", "language": "en", **shown, **seen, **typed}


def words(here: Draft) -> dict[str, str]:
    return DraftPage(here, "en").lesson_words("read-1")


def test_saving_says_so_and_stays_in_the_language(aisha: Client, here: Draft):
    answer = aisha.post(f"{EDIT}structure/", said(here, title="Other words"), follow=True)
    assert answer.redirect_chain == [(f"{EDIT}lessons/read-1/?language=en", 302)]
    assert "Saved." in answer.content.decode()
    told = {"do": "describe-course", "language": "en", "title": "All new", "summary": "S", "minutes": "5"}
    assert "Saved." in aisha.post(f"{EDIT}structure/", told, follow=True).content.decode()


def test_what_only_one_changed_is_saved_and_the_rest_stands_side_by_side(aisha: Client, here: Draft):
    mine = said(here, title="My title", summary="My summary")
    aisha.post(f"{EDIT}structure/", said(here, summary="Their summary", minutes="7"))
    answer = aisha.post(f"{EDIT}structure/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert words(here) == {"title": "My title", "summary": "Their summary", "minutes": 7}
    assert "Summary, as somebody else saved it" in page
    assert "Title, as somebody else saved it" not in page
    assert "Your other changes are saved." in page
    assert ">Their summary</div>" in page
    assert ">My summary</textarea>" in page
    assert 'name="seen_summary" value="Their summary"' in page
    assert 'name="minutes" id="about-minutes" min="1" max="6000" required value="7"' in page


def test_what_was_put_together_is_saved(aisha: Client, here: Draft):
    mine = said(here, summary="My summary")
    aisha.post(f"{EDIT}structure/", said(here, summary="Their summary"))
    assert aisha.post(f"{EDIT}structure/", mine).status_code == 409
    both = {**mine, "summary": "Their and my summary", "seen_summary": "Their summary"}
    assert "Saved." in aisha.post(f"{EDIT}structure/", both, follow=True).content.decode()
    assert words(here)["summary"] == "Their and my summary"


def test_a_course_has_its_page_too_and_nothing_else_of_it_changes(aisha: Client, here: Draft):
    seen = {f"seen_{name}": str(word) for name, word in DraftPage(here, "en").words.items()}
    told = {
        "do": "describe-course",
        "language": "en",
        **seen,
        "title": "Mine",
        "summary": "S",
        "minutes": "5",
    }
    aisha.post(f"{EDIT}structure/", {**told, "title": "Theirs"})
    before = texts_of(here)
    page = aisha.post(f"{EDIT}structure/", told)
    assert (page.status_code, "Title, as somebody else saved it" in page.content.decode()) == (409, True)
    assert texts_of(here) == before
