"""Aisha asks Omar what he makes of her course; what he says stands where she publishes."""

import pytest
from django.test import Client

from courses.actions import publish_revision
from courses.content.reader import Reading
from courses.models import CourseRole, Review, ReviewRequest, Revision
from courses.roles.people import give_role, set_rules
from courses.teamwork.reviews import answer_review, approvals_of, ask_for_review, check_is_approved
from courses.teamwork.waiting import waiting_for
from lms.kit.refusals import Conflict, Denied
from tests.courses.deskwork import DESK, QUIZ, Desk


def ask(desk: Desk, note: str = "", *, written: str = "", **who: object) -> ReviewRequest:
    if written:
        desk.write(written)
    people = who.get("reviewers", [desk.company.omar])
    made = ask_for_review(by=desk.company.aisha, draft=desk.draft, reviewers=people, note=note)  # type: ignore[arg-type]
    assert isinstance(made, ReviewRequest)
    return made


def say(desk: Desk, request: ReviewRequest, verdict: str, words: str = "", *, by: str = "omar") -> None:
    review = Review.objects.get(request=request, reviewer__name=by.title())
    answer_review(by=getattr(desk.company, by), review=review, verdict=verdict, words=words)


def test_asking_makes_a_revision_that_can_be_tried(client: Client, desk: Desk):
    desk.write("New words.\n")
    request = ask(desk, note="Is the intro clear?")
    assert request.revision.number == 2
    client.force_login(desk.company.omar)
    page = client.get("/authoring/").content.decode()
    assert "Aisha asks you to review “Small course”, revision 2" in page
    assert "Is the intro clear?" in page
    assert client.get(f"/authoring/revisions/{request.revision.public_id}/read-1/").status_code == 200


def test_a_revision_was_made_only_where_there_was_none(client: Client, desk: Desk):
    client.force_login(desk.company.aisha)

    def told(note: str) -> str:
        sent = {"reviewers": [str(desk.company.omar.public_id)], "note": note}
        return client.post(f"{DESK}review/", sent, follow=True).content.decode()

    assert "Those you asked find revision 1 on their desks." in told("One")
    desk.write("New words.\n")
    assert "Revision 2 was made; those you asked find it on their desks." in told("Two")
    assert "Those you asked find revision 2 on their desks." in told("Three")


def test_an_answer_waits_for_whoever_asked(client: Client, desk: Desk):
    desk.write("New words.\n")
    request = ask(desk)
    client.force_login(desk.company.omar)
    mine = Review.objects.get()
    answered = {"verdict": "changes", "words": "Say what a loss is."}
    client.post(f"{DESK}review/{mine.public_id}/", answered)
    assert not waiting_for(desk.company.omar)
    client.force_login(desk.company.aisha)
    page = client.get("/authoring/").content.decode()
    assert "Omar wants changes of “Small course”, revision 2" in page
    assert "Say what a loss is." in page
    preview = client.get(f"/authoring/revisions/{request.revision.public_id}/").content.decode()
    assert "A reviewer wants changes of revision 2." in preview


def test_changes_may_be_wanted_of_what_is_published_already(desk: Desk):
    request = ask(desk)
    assert request.revision.published_at is not None
    say(desk, request, "approved")
    assert not waiting_for(desk.company.aisha).answers, "nothing is left to do"
    say(desk, request, "changes", "Say what a loss is.")
    assert [one.words for one in waiting_for(desk.company.aisha).answers] == ["Say what a loss is."]
    desk.write("New words.\n")
    ask(desk)
    assert not waiting_for(desk.company.aisha).answers


def test_an_answer_counts_where_the_same_was_asked_again_meanwhile(client: Client, desk: Desk):
    first = Review.objects.get(request=ask(desk))
    ask(desk, note="And the quiz?")
    client.force_login(desk.company.omar)
    said = {"verdict": "changes", "words": "Say what a loss is."}
    assert client.post(f"{DESK}review/{first.public_id}/", said).status_code == 302
    assert [one.words for one in waiting_for(desk.company.aisha).answers] == ["Say what a loss is."]
    desk.write("New words.\n")
    ask(desk)
    refused = client.post(f"{DESK}review/{first.public_id}/", said)
    assert refused.status_code == 409
    assert "Say what a loss is." in refused.content.decode(), "nobody's words are lost"


def test_what_was_published_before_says_that_it_needs_no_approval(client: Client, desk: Desk):
    set_rules(by=desk.company.aisha, course=desk.course, open_to_authors=False, needs_approval=True)
    first = desk.course.published
    assert first is not None
    desk.write("New words.\n")
    request = ask(desk)
    say(desk, request, "approved")
    publish_revision(by=desk.company.aisha, revision=request.revision)
    client.force_login(desk.company.aisha)
    page = client.get(f"/authoring/revisions/{first.public_id}/").content.decode()
    assert "It was published before, so it needs no approval now." in page
    assert "is approved" not in page


def test_the_last_word_of_a_reviewer_counts(desk: Desk):
    request = ask(desk)
    say(desk, request, "changes", "No.")
    say(desk, request, "approved", "Yes, now that you explained.")
    assert [one.reviewer for one in approvals_of(request.revision)] == [desk.company.omar]
    say(desk, request, "changes", "No after all.")
    assert not approvals_of(request.revision).exists()


def test_the_last_word_counts_also_where_it_was_said_to_a_later_request(desk: Desk):
    first = ask(desk)
    say(desk, first, "approved")
    second = ask(desk, note="Look again, please.")
    assert second.revision_id == first.revision_id
    assert approvals_of(second.revision).exists(), "until they say otherwise"
    say(desk, second, "changes", "It is wrong after all.")
    assert not approvals_of(second.revision).exists()


def test_an_approval_is_of_one_content(desk: Desk):
    desk.write("New words.\n")
    request = ask(desk)
    say(desk, request, "approved")
    desk.write("Other words.\n")
    later = ask(desk)
    assert later.revision.number == 3
    assert approvals_of(request.revision).exists()
    assert not approvals_of(later.revision).exists()
    desk.write("New words.\n")
    again = ask(desk)
    assert again.revision.number == 4
    assert approvals_of(again.revision).exists(), "the same content was approved before"


def test_a_course_may_need_an_approval(client: Client, desk: Desk):
    set_rules(by=desk.company.aisha, course=desk.course, open_to_authors=False, needs_approval=True)
    desk.write("New words.\n")
    request = ask(desk)
    with pytest.raises(Conflict, match="only after a reviewer has approved"):
        publish_revision(by=desk.company.aisha, revision=request.revision)
    client.force_login(desk.company.aisha)
    address = f"/authoring/revisions/{request.revision.public_id}/"
    page = client.get(address).content.decode()
    assert "only after a reviewer has approved the revision. It waits for an answer of: Omar." in page
    assert "Ask for a review first" not in page
    assert client.post(f"{address}publish/").status_code == 409
    say(desk, request, "approved")
    page = client.get(address).content.decode()
    assert "by Omar on" in page
    assert client.post(f"{address}publish/").status_code == 302
    desk.course.refresh_from_db()
    assert desk.course.published_id == request.revision_id


def test_whoever_wanted_changes_is_named_where_an_approval_is_missing(desk: Desk):
    set_rules(by=desk.company.aisha, course=desk.course, open_to_authors=False, needs_approval=True)
    request = ask(desk, written="New words.\n")
    say(desk, request, "changes", "Say what a loss is.")
    assert "Omar asked for changes: make them, and ask again." in check_is_approved.refusal(request.revision)
    later = ask(desk, written="Other words.\n")
    say(desk, later, "approved")
    assert not check_is_approved.refusal(later.revision)
    assert "Ask for a review first." in check_is_approved.refusal(request.revision), "that one is closed"


def test_a_reviewer_is_led_to_what_changed(client: Client, desk: Desk):
    request = ask(desk, written="New words.\n")
    client.force_login(desk.company.omar)
    link = f"{DESK}edit/changes/?from=1&amp;to=2"
    for address in (f"{DESK}review/", f"/authoring/revisions/{request.revision.public_id}/"):
        assert f'<a href="{link}">What differs from revision 1, word by word</a>' in (
            client.get(address).content.decode()
        )
    assert "New words" in client.get(link.replace("amp;", "")).content.decode()


def test_a_later_request_closes_the_one_before(desk: Desk):
    first = ask(desk, note="One")
    second = ask(desk, note="Two")
    assert [review.request for review in waiting_for(desk.company.omar).to_review] == [second]
    with pytest.raises(Conflict, match="newer revision"):
        say(desk, first, "approved")


def test_asking_twice_asks_once(desk: Desk):
    assert ask(desk, note="One") == ask(desk, note="One")
    assert Review.objects.count() == 1


def test_a_draft_with_mistakes_is_mended_first(client: Client, desk: Desk):
    desk.write(f"{desk.file(QUIZ).text}surprise: 1\n", QUIZ)
    made = ask_for_review(by=desk.company.aisha, draft=desk.draft, reviewers=[desk.company.omar])
    assert isinstance(made, Reading)
    client.force_login(desk.company.aisha)
    told = client.post(f"{DESK}review/", {"reviewers": str(desk.company.omar.public_id)}, follow=True)
    assert "One thing to mend" in told.content.decode()
    assert "Nobody was asked yet: mend these first." in told.content.decode()
    assert (ReviewRequest.objects.count(), Revision.objects.count()) == (0, 1)


def test_what_was_chosen_stays_while_the_draft_is_mended(client: Client, desk: Desk):
    whole = desk.file(QUIZ).text or ""
    desk.write(f"{whole}surprise: 1\n", QUIZ)
    client.force_login(desk.company.aisha)
    chosen = {"reviewers": str(desk.company.omar.public_id), "note": "Is the intro clear?"}
    client.post(f"{DESK}review/", chosen)
    page = client.get(f"{DESK}review/").content.decode()
    assert f'value="{desk.company.omar.public_id}" checked' in page
    assert "Is the intro clear?</textarea>" in page
    desk.write(whole, QUIZ)
    client.post(f"{DESK}review/", chosen)
    assert ReviewRequest.objects.get().note == "Is the intro clear?"
    assert "Is the intro clear?</textarea>" not in client.get(f"{DESK}review/").content.decode()


def test_nobody_is_asked_who_could_not_answer(desk: Desk):
    for person in (desk.company.sven, desk.company.ling, desk.company.aisha):
        with pytest.raises(Conflict):
            ask(desk, reviewers=[person])
    with pytest.raises(Conflict):
        ask(desk, reviewers=[])


def test_what_lacks_in_an_answer_is_said_at_its_field_and_what_was_filled_in_stays(
    client: Client, desk: Desk
):
    ask(desk)
    review = Review.objects.get()
    client.force_login(desk.company.omar)
    refused = client.post(f"{DESK}review/{review.public_id}/", {"verdict": "changes", "words": " "})
    page = refused.content.decode()
    assert (refused.status_code, "That is not possible now" in page) == (409, False)
    assert 'role="alert" id="words-wrong">Say what you want changed.<' in page
    assert 'value="changes" checked' in page
    refused = client.post(f"{DESK}review/{review.public_id}/", {"words": "Say what a loss is."})
    page = refused.content.decode()
    assert 'role="alert" id="answer-wrong">Choose whether you approve it or want changes.<' in page
    assert "Say what a loss is.</textarea>" in page
    assert Review.objects.get().at is None


def test_whoever_asks_nobody_finds_the_note_as_it_was_typed(client: Client, desk: Desk):
    client.force_login(desk.company.aisha)
    refused = client.post(f"{DESK}review/", {"note": "Is the intro clear?"})
    page = refused.content.decode()
    assert (refused.status_code, "That is not possible now" in page) == (409, False)
    assert 'role="alert" id="people-wrong">Choose who shall review it.<' in page
    assert "Is the intro clear?</textarea>" in page
    assert not ReviewRequest.objects.exists()


def test_only_whoever_was_asked_answers_and_says_what_to_change(client: Client, desk: Desk):
    request = ask(desk)
    review = Review.objects.get()
    with pytest.raises(Denied):
        answer_review(by=desk.company.aisha, review=review, verdict="approved")
    for verdict, words in (("changes", " "), ("waiting", ""), ("maybe", "")):
        with pytest.raises(Conflict):
            answer_review(by=desk.company.omar, review=review, verdict=verdict, words=words)
    client.force_login(desk.company.aisha)
    assert client.post(f"{DESK}review/{review.public_id}/", {"verdict": "approved"}).status_code == 404
    assert not approvals_of(request.revision).exists()


def test_a_second_author_may_review(desk: Desk):
    give_role(by=desk.company.aisha, course=desk.course, person=desk.company.marco, role=CourseRole.AUTHOR)
    request = ask(desk, reviewers=[desk.company.marco])
    say(desk, request, "approved", by="marco")
    assert approvals_of(request.revision).exists()
