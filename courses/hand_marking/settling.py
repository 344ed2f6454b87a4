"""What follows from a mark that was changed: points, verdict, progress, figures; nothing that is done is taken away."""

from contextlib import suppress

from courses.attempts.grading import grade
from courses.completed_scores import raise_scores
from courses.content.quiz import is_passed
from courses.content.regrading import Points, total
from courses.hand_marking.questions import Asked
from courses.item_sums import take_back
from courses.locks import touch_paths
from courses.models import Answer, Marking, PartKind, QuizAttempt
from courses.paths.placing import place
from courses.progress import complete_part
from lms.kit.refusals import Conflict
from people.models import User


def settle(*, by: User, answer: Answer, marking: Marking, asked: Asked) -> None:
    """Let the newest mark count. The caller holds the enrolment's lock."""
    attempt = answer.attempt
    if attempt.waits_for_marks:
        grade(attempt, asked.block, by=by)
        return
    take_back([attempt.pk])
    Answer.objects.filter(pk=answer.pk).update(points=marking.points, of=marking.of)
    marks = attempt.answers.values_list("points", "of")
    whole = total([Points(points or 0.0, of or 0.0) for points, of in marks])
    passed = is_passed(whole.share, asked.quiz.pass_mark)
    QuizAttempt.objects.filter(pk=attempt.pk).update(points=whole.points, of=whole.of, passed=passed)
    placed = place(attempt)  # before the course is done: it locks enrolments, and paths are touched last
    if passed:
        _complete(by, attempt, whole.share)
        before = Points(attempt.points or 0.0, attempt.of or 0.0)
        raise_scores((attempt.lesson_key, attempt.quiz_key), {attempt.pk: before})
    touch_paths(placed)


def _complete(by: User, attempt: QuizAttempt, share: float) -> None:
    with suppress(Conflict):  # the course was renewed, and has no such part any more or asks for it anew
        complete_part(
            enrolment=attempt.enrolment,
            lesson_key=attempt.lesson_key,
            kind=PartKind.QUIZ,
            key=attempt.quiz_key,
            score=share,
            made_on=attempt.revision_id,
            made_at=attempt.started_at,
            by=by,
        )
