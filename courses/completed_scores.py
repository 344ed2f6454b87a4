"""The score of a course that is done, where marks that it rests on were raised since: by a corrected key, or an appeal.

A score stays that of the day on which the course was done, whatever is tried later. What the tries until then come to
is another matter: when it turns out to have been more, the score was wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models.functions import Now

from courses.content.regrading import Points
from courses.models import Completion, PartDone, PartKind, QuizAttempt
from courses.states import AttemptState

Row = TypeVar("Row", QuizAttempt, PartDone)
Place = tuple[str, str]
"""A quiz, by the keys of its lesson and its own."""


def raise_scores(quiz: Place, was: Mapping[int, Points]) -> None:
    """`was` is what attempts at the quiz came to, by their ids, before they got the marks that they have now.

    The caller holds the locks of their enrolments. Certificates stay as they are printed: one that is issued anew has the
    new score.
    """
    people = set(QuizAttempt.objects.filter(pk__in=was).values_list("enrolment", flat=True))
    marked = {"lesson_key": quiz[0], "quiz_key": quiz[1], "state": AttemptState.GRADED}
    tries = _by_person(QuizAttempt.objects.filter(enrolment__in=people, **marked))
    evidence = _by_person(PartDone.objects.filter(enrolment__in=people, score__isnull=False))
    done = Completion.objects.filter(enrolment__in=people).select_related("revision")
    higher = []
    for completion in done.defer("revision__source"):
        here = completion.enrolment_id
        score = _score(completion, quiz, was, tries[here], evidence[here])
        if score > completion.score:
            completion.score, completion.updated_at = score, Now()
            higher.append(completion)
    Completion.objects.bulk_update(higher, ["score", "updated_at"])


def _by_person(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(row)
    return found


def _score(
    completion: Completion,
    quiz: Place,
    was: Mapping[int, Points],
    tries: Sequence[QuizAttempt],
    evidence: Sequence[PartDone],
) -> float:
    """Never more than what is known of its parts by now."""
    parts = {tuple(part) for part in completion.revision.parts}
    scored = {
        part: row
        for row in evidence
        if row.cycle == completion.cycle and (part := (row.lesson_key, row.kind, row.key)) in parts
    }
    own = scored.get((quiz[0], PartKind.QUIZ.value, quiz[1]))
    counted = [one for one in tries if own and _was_part_of(completion, own, one)]
    if not counted:
        return completion.score
    now = {one.pk: Points(one.points or 0.0, one.of or 0.0) for one in counted}
    before, after = (max(marks[one.pk].share for one in counted) for marks in ({**now, **was}, now))
    most = sum(row.score or 0.0 for row in scored.values()) / len(scored)
    return min(completion.score + (after - before) / len(scored), most)


def _was_part_of(completion: Completion, evidence: PartDone, attempt: QuizAttempt) -> bool:
    return (
        attempt.cycle == completion.cycle
        and attempt.revision_id == evidence.revision_id
        and attempt.submitted_at is not None
        and attempt.submitted_at <= completion.completed_at
    )
