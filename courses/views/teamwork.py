"""Comments on a draft and reviews of a revision."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import authored_course_for, draft_for
from courses.changes.links import changes_since_published
from courses.content.reader import Reading
from courses.drafts.drafting import open_draft
from courses.drafts.pages import DraftPage
from courses.models import Course, Draft
from courses.roles.standing import Ability, standing_of
from courses.teamwork import comments as talk
from courses.teamwork.pages import Answering, Asking, CommentsPage, ReviewPage
from courses.teamwork.places import Place, href_of, place_of_thread, title_of
from courses.teamwork.reviews import (
    answer_review,
    ask_for_review,
    check_answers,
    check_reviewers,
    review_for,
    who_can_review,
)
from courses.views import PersonRequest
from lms.kit.typed import typed

ASKING = "asking for a review of "
"""Before the key of a course, where a session keeps the form that could not be taken yet."""

PARTS = ("lesson", "kind", "block", "question")


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: PersonRequest, course: str) -> HttpResponse:
    """All of them; posting begins a new one at its place."""
    here = draft_for(request.user, course, Ability.COMMENT)
    page = DraftPage(here, get_language() or "")
    if request.method == "POST":
        return _begin(request, page)
    only_open, number = request.GET.get("show") != "all", request.GET.get("page")
    standing = standing_of(request.user, here.course)
    told = CommentsPage(page, standing, only_open=only_open, number=number)
    return render(request, "courses/comments.html", {"talk": told, "page": told.page, "keep": told.keep})


def _begin(request: PersonRequest, page: DraftPage) -> HttpResponse:
    place = Place(*(request.POST.get(part, "") for part in PARTS))
    text, about = request.POST.get("comment", ""), title_of(place, page)
    talk.begin_thread(by=request.user, course=page.course, place=place, about=about, text=text)
    return redirect(href_of(place.whole, page))


@require_POST
def comment(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    """Answer, settle or open again; then back to where the thread is shown."""
    thread = talk.thread_for(request.user, course, public_id)
    if request.POST.get("comment", "").strip() or "settled" not in request.POST:
        talk.answer(by=request.user, thread=thread, text=request.POST.get("comment", ""))
    if "settled" in request.POST:
        talk.settle_thread(by=request.user, thread=thread, is_settled=request.POST["settled"] == "1")
    if request.POST.get("back") == "list":
        return redirect(f"{reverse('courses:comments', args=[course])}?show=all#thread-{thread.pk}")
    page = DraftPage(draft_for(request.user, course), get_language() or "")
    place = place_of_thread(thread)
    return redirect(href_of(place.whole, page) or reverse("courses:comments", args=[course]))


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, course: str) -> HttpResponse:
    """What was asked and answered; posting asks anew."""
    if request.method == "POST":
        home = authored_course_for(request.user, course, Ability.WRITE)
        return _ask(request, open_draft(by=request.user, course=home))
    return _review(request, authored_course_for(request.user, course))


def _review(
    request: PersonRequest, home: Course, *, answering: Answering | None = None, asking: Asking | None = None
) -> HttpResponse:
    """With a form that was refused, if there is one."""
    kept = None if asking else _kept(request, home)
    page = ReviewPage(
        home,
        request.user,
        standing_of(request.user, home),
        open_comments=talk.open_comments(home).total,
        answering=answering,
        asking=asking or kept,
    )
    changes = changes_since_published(home, page.request.revision) if page.request else ""
    status = 409 if answering or asking else 200
    context = {"page": page, "changes_href": changes}
    return render(request, "courses/review_request.html", context, status=status)


MADE = gettext_lazy("Revision %(number)d was made; those you asked find it on their desks.")
ASKED = gettext_lazy("Those you asked find revision %(number)d on their desks.")


def _ask(request: PersonRequest, draft: Draft) -> HttpResponse:
    chosen = request.POST.getlist("reviewers")
    able = who_can_review(draft.course, asked_by=request.user)
    people = [person for person in able if str(person.public_id) in chosen]
    note = typed(request.POST.get("note", ""))[:1000]
    if wrong := check_reviewers.refusal(draft.course, request.user, people):
        asking = Asking({person.pk for person in people}, note, wrong)
        return _review(request, draft.course, asking=asking)
    made_before = draft.course.revisions.count()
    asked = ask_for_review(by=request.user, draft=draft, reviewers=people, note=note)
    if isinstance(asked, Reading):
        return _mend_first(request, draft.course, {"people": [person.pk for person in people], "note": note})
    request.session.pop(ASKING + draft.course.key, None)
    is_new = draft.course.revisions.count() > made_before
    messages.success(request, (MADE if is_new else ASKED) % {"number": asked.revision.number})
    return redirect("courses:review_request", draft.course.key)


def _mend_first(request: PersonRequest, home: Course, asking: dict[str, object]) -> HttpResponse:
    request.session[ASKING + home.key] = asking
    messages.warning(request, _("Nobody was asked yet: mend these first."))
    return redirect(f"{reverse('courses:draft', args=[home.key])}?check=1#problems")


def _kept(request: PersonRequest, home: Course) -> Asking | None:
    """What was sent while the draft had mistakes, until somebody is asked."""
    kept = request.session.get(ASKING + home.key)
    return Asking(set(kept["people"]), kept["note"]) if kept else None


@require_POST
def answer(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    mine = review_for(request.user, course, public_id)
    verdict, words = request.POST.get("verdict", ""), typed(request.POST.get("words", ""))[:4000]
    if mine.request.closed_at is None and (wrong := check_answers.refusal(verdict, words)):
        return _review(request, mine.request.course, answering=Answering(verdict, words, wrong))
    answer_review(by=request.user, review=mine, verdict=verdict, words=words)
    messages.success(request, _("Your answer is on the author's desk."))
    return redirect("courses:review_request", course)
