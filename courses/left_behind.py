"""A learner's own tries at quizzes that the edition they are on no longer has."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from courses.models import Block, BlockKind, Enrolment, Lesson, QuizAttempt
from courses.part_titles import titles_of_work
from courses.states import ENDED
from lms.kit.templatetags.texts import said


@dataclass(frozen=True)
class LeftBehind:
    """A quiz as it was called where it was taken last, with the page of that try."""

    lesson: str
    quiz: str
    href: str


def left_behind(enrolment: Enrolment) -> list[LeftBehind]:
    """The newest first. No query for who is where they began, three at most for all others."""
    if enrolment.renewal_id is None and enrolment.cycle == 1:
        return []
    place = {"lesson__key": OuterRef("lesson_key"), "key": OuterRef("quiz_key"), "kind": BlockKind.QUIZ}
    still_there = Block.objects.filter(lesson__revision=enrolment.revision_id, **place)
    ended = QuizAttempt.objects.filter(enrolment=enrolment, state__in=sorted(ENDED)).of_quizzes()
    tries = ended.exclude(Exists(still_there)).order_by("number", "pk")
    newest = {(one.lesson_key, one.quiz_key): one for one in tries}
    if not newest:
        return []
    revisions = {one.revision_id for one in newest.values()}
    lessons = Lesson.objects.filter(revision__in=revisions, key__in={key for key, _quiz in newest})
    titles = {(at, key): said(title) for at, key, title in lessons.values_list("revision", "key", "title")}
    work = titles_of_work(revisions)
    return [
        LeftBehind(
            titles[one.revision_id, one.lesson_key],
            work.get((one.revision_id, one.lesson_key, one.quiz_key), one.quiz_key),
            reverse("courses:attempt", args=[enrolment.course.key, *place, one.number]),
        )
        for place, one in sorted(newest.items(), key=lambda item: -item[1].pk)
    ]
