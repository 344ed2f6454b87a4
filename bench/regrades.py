"""A regrade's people who now pass: done a batch at a time, against one after the other, in milliseconds a person."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from bench import world
from bench.analysis import ENROLMENTS, PEOPLE, run
from bench.figures import Figure, figure
from bench.ingest import milliseconds
from bench.quizzes import course

PEOPLE_EACH, ROUNDS = 100, 4  # a batch of a regrade has as many
DONE = """
INSERT INTO courses_partdone (enrolment_id, cycle, revision_id, lesson_key, kind, key)
SELECT id, 1, revision_id, 'read-1', 'read', 'read-1' FROM courses_enrolment WHERE revision_id = %(revision)s
ON CONFLICT DO NOTHING
"""


def readers(revision: Any, first: int) -> list[Any]:
    """People who have everything but the quiz, so that with it they get a certificate."""
    from courses.models import Enrolment

    told = {"first": first, "last": first + PEOPLE_EACH - 1, "course": revision.course_id}
    run(PEOPLE, ENROLMENTS, DONE, revision=revision.pk, **told)
    return list(Enrolment.objects.order_by("-pk")[:PEOPLE_EACH])


def one_by_one(by: Any, people: Sequence[Any]) -> None:
    from courses.actions import complete_part

    for enrolment in people:
        place: dict[str, Any] = {"lesson_key": "quiz", "kind": "quiz", "key": "check"}
        complete_part(enrolment=enrolment, score=0.8, made_on=enrolment.revision_id, by=by, **place)


def at_once(by: Any, people: Sequence[Any]) -> None:
    from courses.progress_of_many import Deed, complete_parts

    deeds = [Deed(enrolment.pk, enrolment.revision_id, 0.8) for enrolment in people]
    complete_parts(by=by, part=("quiz", "quiz", "check"), deeds=deeds)


def figures() -> Iterator[Figure]:
    world.prepare()
    from courses.models import Certificate

    author, revision = world.learner("Aisha"), course("regraded")
    values, controls = [], []
    for round_ in range(ROUNDS):
        slow, quick = (readers(revision, (2 * round_ + half) * PEOPLE_EACH + 1) for half in (0, 1))
        controls.append(milliseconds(partial(one_by_one, author, slow)) / PEOPLE_EACH)
        values.append(milliseconds(partial(at_once, author, quick)) / PEOPLE_EACH)
    assert Certificate.objects.count() == 2 * ROUNDS * PEOPLE_EACH
    yield figure(
        "regrades.newly_passed_person", values, "ms", control="one after the other", controls=controls
    )
