"""Commenting on a place of a draft: beginning a thread, answering, settling, opening again."""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.models import Comment, CommentThread, Course
from courses.roles.standing import Ability, check_may, let_in
from courses.teamwork.places import Place
from lms.kit.refusals import Conflict, Rule
from lms.kit.typed import typed
from people.audit import Did, record
from people.models import User

LONGEST = 4000


def threads_of(course: Course) -> QuerySet[CommentThread]:
    """With their comments and who wrote them: two queries, however many there are."""
    comments = Prefetch("comments", Comment.objects.select_related("by"))
    return course.comment_threads.select_related("settled_by").prefetch_related(comments)


def thread_for(actor: User, course_key: str, public_id: uuid.UUID) -> CommentThread:
    course = let_in(actor, Course.objects.filter(key=course_key).first(), Ability.COMMENT)
    return get_object_or_404(course.comment_threads.select_related("course"), public_id=public_id)


@dataclass(frozen=True)
class OpenComments:
    """How many open threads there are, by place."""

    by_place: Counter[Place]

    def in_lesson(self, lesson: str) -> int:
        return sum(count for place, count in self.by_place.items() if place.lesson == lesson)

    def on_block(self, lesson: str, kind: str, key: str) -> int:
        return self.by_place[Place(lesson, kind, key)]

    @property
    def total(self) -> int:
        return self.by_place.total()


def open_comments(course: Course) -> OpenComments:
    """One query; what is said of a question counts for its block."""
    rows = CommentThread.objects.open().filter(course=course).order_by()
    counted = rows.values_list("lesson_key", "kind", "block_key").annotate(count=Count("pk"))
    return OpenComments(Counter({Place(lesson, kind, key): n for lesson, kind, key, n in counted}))


@Rule
def check_says_something(text: str) -> None:
    if not text.strip():
        raise Conflict(_("Write what you want to say."))
    if len(text) > LONGEST:
        raise Conflict(_("A comment has at most %(most)d characters.") % {"most": LONGEST})


@transaction.atomic
def begin_thread(*, by: User, course: Course, place: Place, about: str, text: str) -> CommentThread:
    """`about` is what the place is called now; without it there is no such place. Sent twice it begins one thread."""
    check_may(by, course, Ability.COMMENT)
    text = typed(text)
    check_says_something(text)
    if not about or not _can_be_kept(place):
        raise Conflict(_("What you comment on is not in the draft any more."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks: one after the other
    said = (
        Comment.objects.filter(thread__course=course, by=by).select_related("thread").order_by("-pk").first()
    )
    if said is not None and said.text == text.strip() and _is_begun_by(said, place):
        return said.thread
    thread = CommentThread.objects.create(course=course, about=about[:200], **place.columns)
    Comment.objects.create(thread=thread, by=by, text=text.strip())
    return thread


def _is_begun_by(comment: Comment, place: Place) -> bool:
    """Whether it is the first of an open thread at this place."""
    thread = comment.thread
    is_here = all(getattr(thread, name) == said for name, said in place.columns.items())
    return is_here and thread.settled_at is None and not thread.comments.filter(pk__lt=comment.pk).exists()


def _can_be_kept(place: Place) -> bool:
    """Keys that are too long belong to nothing that could be published."""
    most = {field.name: getattr(field, "max_length", 0) for field in CommentThread._meta.fields}
    return all(len(said) <= most[name] for name, said in place.columns.items())


@transaction.atomic
def answer(*, by: User, thread: CommentThread, text: str) -> Comment:
    """Sent twice it stands there once: nobody says the same twice in a row."""
    check_may(by, thread.course, Ability.COMMENT)
    text = typed(text)
    check_says_something(text)
    here = CommentThread.objects.select_for_update().get(pk=thread.pk)
    last = here.comments.order_by("-pk").first()
    if last is not None and (last.by_id, last.text) == (by.pk, text.strip()):
        return last
    return Comment.objects.create(thread=here, by=by, text=text.strip())


@transaction.atomic
def settle_thread(*, by: User, thread: CommentThread, is_settled: bool) -> None:
    """It is dealt with, or not after all. Doing it again changes nothing."""
    check_may(by, thread.course, Ability.COMMENT)
    settled = (
        {"settled_at": Now(), "settled_by": by} if is_settled else dict.fromkeys(("settled_at", "settled_by"))
    )
    here = CommentThread.objects.filter(pk=thread.pk, settled_at__isnull=is_settled)
    if here.update(**settled):
        record(by=by, did=Did.SETTLED_COMMENT if is_settled else Did.REOPENED_COMMENT, to=thread)
