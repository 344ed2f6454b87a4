"""What waits for somebody on their desk: reviews they were asked for, answers to what they asked or said."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from courses.models import Comment, CommentThread, Course, Review, Revision, Verdict
from courses.roles.standing import courses_of
from people.models import User

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """Three lists, the newest first, each of at most `MOST`."""

    to_review: Sequence[Review]
    answers: Sequence[Review]
    threads: Sequence[CommentThread]

    def __bool__(self) -> bool:
        return bool(self.to_review or self.answers or self.threads)


def waiting_for(actor: User) -> Waiting:
    """Four queries, however much waits."""
    return Waiting(
        list(_asked_of(actor)[:MOST]), list(_answered_to(actor)[:MOST]), list(_spoken_to(actor)[:MOST])
    )


def _open_reviews() -> QuerySet[Review]:
    reviews = Review.objects.filter(request__closed_at__isnull=True)
    told = reviews.select_related("request__course", "request__revision", "request__by", "reviewer")
    return told.defer("request__revision__source").order_by("-pk")


def _asked_of(actor: User) -> QuerySet[Review]:
    here = {"reviewer": actor, "request__course__in": courses_of(actor)}
    return _open_reviews().filter(**here, verdict=Verdict.WAITING)


def _answered_to(actor: User) -> QuerySet[Review]:
    """Words on what the person asked about, until it is published or something newer is asked.

    Changes may be wanted of what was published already.
    """
    said = _open_reviews().filter(request__by=actor, request__course__in=courses_of(actor))
    answered = said.exclude(verdict=Verdict.WAITING)
    is_late = Q(verdict=Verdict.CHANGES, request__revision__published_at__lt=F("at"))
    return answered.filter(Q(request__revision__published_at__isnull=True) | is_late).order_by("-at")


def _spoken_to(actor: User) -> QuerySet[CommentThread]:
    """Open threads that the person takes part in and somebody else spoke in last."""
    said = Comment.objects.filter(thread=OuterRef("pk"))
    last = said.order_by("-pk")
    titles = Revision.objects.filter(course=OuterRef("course")).order_by("-number").values("title")[:1]
    threads = CommentThread.objects.open().filter(Exists(said.filter(by=actor)), course__in=courses_of(actor))
    told = threads.annotate(
        last_by=Subquery(last.values("by")[:1]),
        last_name=Subquery(last.values("by__name")[:1]),
        last_text=Subquery(last.values("text")[:1]),
        last_pk=Subquery(last.values("pk")[:1]),
        course_title=Subquery(titles),
    )
    return told.exclude(last_by=actor.pk).select_related("course").order_by("-last_pk")


def open_threads_of(courses: Sequence[Course]) -> dict[int, int]:
    """How many comments are open, by course; one query."""
    open_ones = CommentThread.objects.open().filter(course__in=courses).order_by().values("course")
    return dict(open_ones.annotate(count=Count("pk")).values_list("course", "count"))
