"""Reviewing a revision: asking for it, answering, and what that means for publishing."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.content.reader import Reading
from courses.drafts.drafting import make_revision
from courses.models import Course, CourseMember, CourseRole, Draft, Review, ReviewRequest, Revision, Verdict
from courses.roles.standing import Ability, check_may, let_in
from lms.kit.refusals import Conflict, Denied, Rule
from lms.kit.templatetags.texts import listed
from lms.kit.titles import by_name
from people.audit import Did, record
from people.models import User

REVIEWING = (CourseRole.AUTHOR, CourseRole.REVIEWER)


def who_can_review(course: Course, *, asked_by: User) -> QuerySet[User]:
    """The course's authors and reviewers, but whoever asks."""
    able = CourseMember.objects.filter(course=course, role__in=REVIEWING).values("user")
    return User.objects.filter(pk__in=able, is_active=True).exclude(pk=asked_by.pk).order_by(by_name(), "pk")


def newest_request(course: Course) -> ReviewRequest | None:
    """With its reviews; it is open unless `closed_at` is set."""
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    requests = course.review_requests.select_related("by", "revision").defer("revision__source")
    return requests.prefetch_related(reviews).first()


def review_for(actor: User, course_key: str, public_id: uuid.UUID) -> Review:
    """What somebody was asked themselves; where the same was asked again since, the newer one."""
    course = let_in(actor, Course.objects.filter(key=course_key).first(), Ability.REVIEW)
    mine = Review.objects.filter(request__course=course, reviewer=actor)
    mine = mine.select_related("request__course", "request__revision")
    asked = get_object_or_404(mine, public_id=public_id)
    again = mine.filter(request__closed_at__isnull=True, request__revision=asked.request.revision_id)
    return again.first() or asked


@transaction.atomic
def ask_for_review(
    *, by: User, draft: Draft, reviewers: Collection[User], note: str = ""
) -> ReviewRequest | Reading:
    """Freeze the draft as a revision and ask what others make of it; or what keeps it from being one.

    Asking anew closes what was asked before. Asking the same people about the same revision again changes nothing.
    """
    check_may(by, draft.course, Ability.WRITE)
    check_reviewers(draft.course, by, reviewers)
    revision = make_revision(by=by, draft=draft)
    if isinstance(revision, Reading):
        return revision
    open_ones = ReviewRequest.objects.select_for_update().filter(course=draft.course, closed_at__isnull=True)
    earlier = open_ones.first()
    if earlier and _is_the_same(earlier, by, revision, reviewers, note):
        return earlier
    open_ones.update(closed_at=Now())
    request = ReviewRequest.objects.create(course=draft.course, revision=revision, by=by, note=note.strip())
    Review.objects.bulk_create(Review(request=request, reviewer=person) for person in reviewers)
    names = sorted(str(person.public_id) for person in reviewers)
    record(by=by, did=Did.ASKED_FOR_REVIEW, to=revision, course=draft.course.key, reviewers=names)
    return request


def _is_the_same(
    earlier: ReviewRequest, by: User, revision: Revision, reviewers: Collection[User], note: str
) -> bool:
    asked = set(earlier.reviews.values_list("reviewer", flat=True))
    same = (earlier.by_id, earlier.revision_id, earlier.note) == (by.pk, revision.pk, note.strip())
    return same and asked == {person.pk for person in reviewers}


@Rule
def check_reviewers(course: Course, by: User, reviewers: Collection[User]) -> None:
    if not reviewers:
        raise Conflict(_("Choose who shall review it."))
    able = who_can_review(course, asked_by=by).filter(pk__in=[person.pk for person in reviewers]).count()
    if able < len({person.pk for person in reviewers}):
        raise Conflict(
            _("Only authors and reviewers of this course can be asked, and nobody asks themselves.")
        )


@Rule
def check_answers(verdict: str, words: str) -> None:
    if verdict not in {Verdict.APPROVED, Verdict.CHANGES}:
        raise Conflict(_("Choose whether you approve it or want changes."))
    if verdict == Verdict.CHANGES and not words.strip():
        raise Conflict(_("Say what you want changed."))


@transaction.atomic
def answer_review(*, by: User, review: Review, verdict: str, words: str = "") -> None:
    """A reviewer's word on the revision they were asked about; a later word of theirs replaces it."""
    request = ReviewRequest.objects.select_for_update().select_related("course").get(pk=review.request_id)
    check_may(by, request.course, Ability.REVIEW)
    if review.reviewer_id != by.pk:
        raise Denied(_("Only whoever was asked can answer."))
    if request.closed_at is not None:
        raise Conflict(_("The author has asked about a newer revision since. Answer that."))
    check_answers(verdict, words)
    told = {"verdict": verdict, "words": words.strip()}
    if not Review.objects.filter(pk=review.pk, **told).exists():
        Review.objects.filter(pk=review.pk).update(**told, at=Now())
        record(by=by, did=Did.REVIEWED, to=request.revision, verdict=verdict, course=request.course.key)


def approvals_of(revision: Revision) -> QuerySet[Review]:
    """Whose last word on this content approves it: also as another revision, for equal content has an equal digest."""
    said = Review.objects.exclude(verdict=Verdict.WAITING).filter(request__course=revision.course_id)
    here = said.filter(request__revision__digest=revision.digest)
    later = here.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), reviewer=OuterRef("reviewer")
    )
    approved = here.filter(~Exists(later), verdict=Verdict.APPROVED)
    return approved.select_related("reviewer").order_by("at")


@Rule
def check_is_approved(revision: Revision) -> None:
    """Where the rules of the course ask for it. What was published before may be again, and the site ships without."""
    if not revision.course.needs_approval or revision.published_at is not None:
        return
    if not approvals_of(revision).exists():
        raise Conflict(_missing_approval(revision))


def _missing_approval(revision: Revision) -> str:
    """With what can be done about it: whoever was asked about this content already is not to be asked again."""
    asked = Review.objects.filter(request__course=revision.course_id, request__closed_at__isnull=True)
    here = list(asked.filter(request__revision__digest=revision.digest).select_related("reviewer"))
    waiting, refused = (
        listed(review.reviewer.name for review in here if review.verdict == verdict)
        for verdict in (Verdict.WAITING, Verdict.CHANGES)
    )
    if waiting:
        told = _(
            "This course is published only after a reviewer has approved the revision. It waits for an answer of: %(names)s."
        )
        return told % {"names": waiting}
    if refused:
        told = _(
            "This course is published only after a reviewer has approved the revision. "
            "%(names)s asked for changes: make them, and ask again."
        )
        return told % {"names": refused}
    return _(
        "This course is published only after a reviewer has approved the revision. Ask for a review first."
    )
