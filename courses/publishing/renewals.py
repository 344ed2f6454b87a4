"""Moving people on to what was published, as its author decided: nothing they did is lost, and what still counts counts."""

from collections.abc import Collection, Sequence
from functools import cache

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from courses.content.changes import Part, still_counts
from courses.locks import touch_paths
from courses.models import (
    Enrolment,
    EnrolmentState,
    PartDone,
    PartKind,
    Policy,
    Publication,
    QuizAttempt,
    Renewal,
    Revision,
)
from courses.progress import prints_on, recount
from courses.states import AttemptState
from courses.turns import each_alone
from lms.kit.prepared import Prepared, Slot

BATCH = 100


def _waiting() -> QuerySet[Publication]:
    here = Publication.objects.filter(course=Slot("course"), moved_at__isnull=True)
    return here.select_related("revision").defer("revision__source")


WAITING = Prepared(_waiting)


def to_be_moved(publication: Publication) -> QuerySet[Enrolment]:
    """Whoever the publication moves and is not there yet."""
    moved = Q(pk__in=[])
    if publication.started != Policy.KEEP:
        moved |= Q(state=EnrolmentState.IN_PROGRESS)
    if publication.finished != Policy.KEEP:
        moved |= Q(state=EnrolmentState.DONE)
    people = Enrolment.objects.filter(moved, course=publication.course_id, revision__isnull=False)
    return people.exclude(revision=publication.revision_id)


def move_first(*, revision: Revision) -> int:
    """Move the first people at once, so that a small course is done with its publication; the rest follows by the minute."""
    publication = revision.publications.filter(moved_at__isnull=True).first()
    return move_people(publication, most=BATCH) if publication else 0


def move_everywhere() -> int:
    """Go on with every publication that has people to move; returns how many were."""
    waiting = Publication.objects.filter(moved_at__isnull=True).order_by("pk")
    return each_alone(waiting, move_people, failed="people cannot be moved")


def move_people(publication: Publication, *, most: int | None = None) -> int:
    """Move who can be moved now, up to `most`; returns how many were. Doing it twice at once is harmless.

    Nobody is moved in the middle of a quiz: their turn comes when it is handed in. Questions in a text keep nobody, for they
    count for nothing: what is open of them ends.
    """
    mover = _Mover(publication)
    moved, after = 0, 0
    while most is None or moved < most:
        batch = mover.batch(after)
        if not batch:
            break
        moved, after = moved + len(batch), batch[-1].pk
    if not to_be_moved(publication).exists():
        Publication.objects.filter(pk=publication.pk, moved_at__isnull=True).update(moved_at=Now())
    return moved


def ahead_of(enrolment: Enrolment) -> Publication | None:
    """The publication that moves this person and has not yet."""
    publication = WAITING.one(course=enrolment.course_id)
    if publication is None or not to_be_moved(publication).filter(pk=enrolment.pk).exists():
        return None
    return publication


def move_on(*, enrolment: Enrolment) -> bool:
    """Move one person who waited for their quiz to end; whether they moved. Asking it again is harmless."""
    publication = ahead_of(enrolment)
    return publication is not None and bool(_Mover(publication).batch(0, of=enrolment))


class _Mover:
    """One publication at work: what is compared is read once, however many people are moved."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.again: set[Part] = {tuple(part) for part in publication.again}
        self.prints = cache(prints_on)

    @transaction.atomic
    def batch(self, after: int, *, of: Enrolment | None = None) -> list[Enrolment]:
        """The next people, or the one; whoever is at work on the course at this moment is left for the next time."""
        if not Publication.objects.filter(pk=self.publication.pk, moved_at__isnull=True).exists():
            return []
        answering = QuizAttempt.objects.at_work().of_quizzes().filter(enrolment=OuterRef("pk"))
        people = to_be_moved(self.publication).filter(~Exists(answering), pk__gt=after)
        people = people.filter(pk=of.pk) if of else people
        rows = people.select_for_update(of=("self",), skip_locked=True).select_related("user")
        batch = list(rows.order_by("pk")[:BATCH])
        # What lies ready for them is of the revision that they leave, and nobody has begun it.
        QuizAttempt.objects.prepared().filter(enrolment__in=batch).delete()
        begun = QuizAttempt.objects.at_work().filter(enrolment__in=batch)  # of questions in a text
        begun.update(state=AttemptState.ABANDONED, submitted_at=Now())
        done, tried = _evidence(batch), self._tried(batch)
        finishers: list[int] = []
        for enrolment in batch:
            self._move(enrolment, done[enrolment.pk], tried=tried[enrolment.pk], finishers=finishers)
        touch_paths(finishers)
        return batch

    def _move(
        self, here: Enrolment, done: Sequence[PartDone], *, tried: Collection[Part], finishers: list[int]
    ) -> None:
        """`done` is evidence of all cycles since everything was to be done again, the newest first; `tried` are quizzes.

        `finishers` gains whoever is done with the course by it.
        """
        finished = here.state == EnrolmentState.DONE
        policy = self.publication.policy_for(here)
        revision = self.publication.revision
        asked = {tuple(part) for part in revision.parts}
        now = [row for row in done if row.cycle == here.cycle and _part(row) in asked]
        kept, back = self._that_count(here, done, asked) if policy == Policy.DELTA else ([], [])
        opened = len(now) - len(kept)
        assert here.revision is not None
        earlier = here.revision
        is_again = policy == Policy.RETAKE or self._tries_anew(here, tried, [*kept, *back])
        if opened or is_again or (finished and len(kept) + len(back) < len(asked)):
            here.cycle += 1
            _take_over([*kept, *back], here.cycle)
        else:
            _take_over(back, here.cycle)
        here.revision = revision
        here.renewal = Renewal.objects.create(
            enrolment=here,
            publication=self.publication,
            policy=policy,
            earlier=earlier,
            cycle=here.cycle,
            opened=opened,
        )
        recount(here, touch=finishers.extend)

    def _that_count(
        self, here: Enrolment, done: Sequence[PartDone], asked: Collection[Part]
    ) -> tuple[list[PartDone], list[PartDone]]:
        """What is evidence now and stays so, and what was done earlier of what is asked again as it was then."""
        now = self.prints(self.publication.revision_id)
        kept: dict[Part, PartDone] = {}
        back: dict[Part, PartDone] = {}
        for row in done:
            part, was = _part(row), self.prints(row.revision_id)
            if part not in asked:
                continue
            if row.cycle == here.cycle and still_counts(part, done_on=was, now=now, again=self.again):
                kept[part] = row
            elif part not in kept and part in now and was.get(part) == now[part]:
                back.setdefault(part, row)
        return list(kept.values()), list(back.values())

    def _tried(self, people: Sequence[Enrolment]) -> dict[int, set[Part]]:
        """By their ids, the quizzes to be done again that they tried in this cycle."""
        found: dict[int, set[Part]] = {one.pk: set() for one in people}
        if self.again:
            tries = QuizAttempt.objects.of_quizzes().filter(enrolment__in=people, cycle=F("enrolment__cycle"))
            for one, lesson, quiz in tries.values_list("enrolment_id", "lesson_key", "quiz_key"):
                found[one] |= {(lesson, PartKind.QUIZ.value, quiz)} & self.again
        return found

    def _tries_anew(self, here: Enrolment, tried: Collection[Part], counts: Sequence[PartDone]) -> bool:
        """Whether tries begin anew: at a quiz that is another one now than the person has, and is not done."""
        assert here.revision_id is not None
        left = set(tried) - {_part(row) for row in counts}
        was, now = (
            self.prints(one) if left else {} for one in (here.revision_id, self.publication.revision_id)
        )
        return any(was.get(part) != now.get(part) for part in left)


def _evidence(people: Sequence[Enrolment]) -> dict[int, list[PartDone]]:
    """Of each by their id, since they last had to do everything again: the newest first."""
    retakes = Renewal.objects.filter(enrolment=OuterRef("enrolment"), policy=Policy.RETAKE)
    later = ~Exists(retakes.filter(cycle__gt=OuterRef("cycle")))
    found: dict[int, list[PartDone]] = {one.pk: [] for one in people}
    for row in PartDone.objects.filter(later, enrolment__in=people).order_by("-cycle", "-pk"):
        found[row.enrolment_id].append(row)
    return found


def _part(row: PartDone) -> Part:
    return (row.lesson_key, row.kind, row.key)


def _take_over(rows: list[PartDone], cycle: int) -> None:
    copied = ("enrolment_id", "revision_id", "lesson_key", "kind", "key", "score", "done_at")
    PartDone.objects.bulk_create(
        PartDone(cycle=cycle, **{name: getattr(row, name) for name in copied}) for row in rows
    )
