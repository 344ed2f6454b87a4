"""What authors do about marks: compare, apply, take back, drop a comparison. Each act is one transaction."""

from collections.abc import Collection
from functools import partial

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from courses.locks import change_keys
from courses.models import Block, Course, Regrade, RegradedAttempt
from courses.regrades.comparing import attempts_of
from courses.regrades.figures import WENT_DOWN, WENT_UP
from courses.regrades.outdated import outdated
from courses.regrades.work import begin, move
from courses.roles.standing import Ability, check_may
from courses.states import AT_WORK, RegradeState
from lms.kit.refusals import Conflict, Rule
from lms.kit.typed import typed
from people.audit import Did, record
from people.models import User

LONGEST_REASON = 500

FORGET = (
    """DELETE FROM courses_regradedanswer a USING courses_regradedattempt r
    WHERE a.remarking_id = r.id AND r.regrade_id = %s""",
    "DELETE FROM courses_regradedattempt WHERE regrade_id = %s",
    "DELETE FROM courses_regrade WHERE id = %s",
)


@transaction.atomic
def compare_marks(
    *, by: User, block: Block, questions: Collection[str], lowers: bool = False, reason: str = ""
) -> Regrade:
    """Begin a dry run with the key of the revision that `block` belongs to. It replaces one that was not applied."""
    check_may(by, block.lesson.revision.course, Ability.LOOK_BACK)
    check_can_compare(block, questions, lowers=lowers, reason=reason)
    revision = block.lesson.revision
    # Who hands in meanwhile must be able to name both rows.
    course = Course.objects.select_for_update(no_key=True).get(pk=revision.course_id)
    place = {"course": course, "lesson_key": block.lesson.key, "quiz_key": block.key}
    here = Regrade.objects.select_for_update(no_key=True).filter(**place)
    for earlier in here.filter(state__in=sorted({*AT_WORK, RegradeState.COMPARED})):
        check_can_discard(earlier)
        _forget(earlier)
    regrade = Regrade(**place, revision=revision, questions=sorted(questions), lowers=lowers, asked_by=by)
    regrade.reason = typed(reason).strip()[:LONGEST_REASON]
    regrade.all_attempts = attempts_of(regrade).count()
    regrade.save()
    transaction.on_commit(partial(begin, regrade.pk), robust=True)
    return regrade


@Rule
def check_says_why(reason: str) -> None:
    """Marks that go down are explained to those who lose them."""
    if not reason.strip():
        raise Conflict(_("Say why marks may go down: the people concerned read it."))


@Rule
def check_can_compare(block: Block, questions: Collection[str], *, lowers: bool, reason: str) -> None:
    known = {question["key"] for question in block.content["quiz"]["questions"]}
    if not known.intersection(questions):
        raise Conflict(_("Choose at least one question."))
    if lowers:
        check_says_why(reason)


@Rule
def check_can_discard(regrade: Regrade) -> None:
    if regrade.state in (RegradeState.APPLYING, RegradeState.UNDOING):
        raise Conflict(_("A regrade of this quiz is at work. Wait until it is done, or take it back first."))
    if regrade.state not in (RegradeState.COMPARING, RegradeState.COMPARED):
        raise Conflict(_("Only a comparison that was not applied can be dropped."))


@Rule
def check_can_apply(regrade: Regrade) -> None:
    if regrade.state == RegradeState.COMPARING:
        raise Conflict(_("The comparison is not complete yet."))
    if regrade.state != RegradeState.COMPARED:
        raise Conflict(_("This regrade was applied already."))
    if not regrade.attempts.exists() and not _corrects_a_key(regrade):
        raise Conflict(_("There is nothing to apply: no attempt was marked by another key."))


def _corrects_a_key(regrade: Regrade) -> bool:
    """Whether a question of it would still be marked by another key, though no attempt was."""
    left = outdated(regrade.revision, (regrade.lesson_key, regrade.quiz_key))
    return any(one.key in regrade.questions for one in left)


@Rule
def check_can_undo(regrade: Regrade) -> None:
    if regrade.state not in (RegradeState.APPLYING, RegradeState.APPLIED):
        raise Conflict(_("Only a regrade that was applied can be taken back."))


@transaction.atomic
def apply_regrade(*, by: User, regrade: Regrade) -> None:
    """Give the marks that the comparison listed. Sent twice, it is refused the second time and nothing happens twice."""
    check_may(by, regrade.course, Ability.LOOK_BACK)
    check_can_apply(regrade)
    move(regrade, RegradeState.APPLYING, applied_by=by)
    _wait_for_marking(regrade)
    record(
        by=by, did=Did.REGRADED, to=regrade, **_told(regrade), reason=regrade.reason, lowers=regrade.lowers
    )
    transaction.on_commit(partial(begin, regrade.pk), robust=True)


@transaction.atomic
def undo_regrade(*, by: User, regrade: Regrade, reason: str) -> None:
    """Give back the marks that there were before; whatever was done by the new ones stays done."""
    check_may(by, regrade.course, Ability.LOOK_BACK)
    check_can_undo(regrade)
    check_says_why(reason)
    told = typed(reason).strip()[:LONGEST_REASON]
    move(regrade, RegradeState.UNDOING, undone_by=by, undo_reason=told)
    _wait_for_marking(regrade)
    record(by=by, did=Did.TOOK_BACK_REGRADE, to=regrade, **_told(regrade), reason=told)
    transaction.on_commit(partial(begin, regrade.pk), robust=True)


@transaction.atomic
def discard_regrade(*, by: User, regrade: Regrade) -> None:
    """Drop a comparison, also while it is made."""
    check_may(by, regrade.course, Ability.LOOK_BACK)
    here = Regrade.objects.select_for_update().get(pk=regrade.pk)
    check_can_discard(here)
    _forget(here)


def _wait_for_marking(regrade: Regrade) -> None:
    """Whoever marks the quiz at this moment has read which keys hold: their marks are there before the work begins."""
    change_keys(regrade.course_id, regrade.lesson_key, regrade.quiz_key)


def _forget(regrade: Regrade) -> None:
    """By statements of our own: there can be hundreds of thousands of rows."""
    with connection.cursor() as cursor:
        for statement in FORGET:
            cursor.execute(statement, [regrade.pk])


def _told(regrade: Regrade) -> dict[str, object]:
    rows = RegradedAttempt.objects.filter(regrade=regrade)
    counts = rows.aggregate(
        attempts=Count("pk"), up=Count("pk", filter=WENT_UP), down=Count("pk", filter=WENT_DOWN)
    )
    earlier = rows.order_by().values_list("attempt__revision__number", flat=True).distinct()
    return {
        "course": regrade.course.key,
        "lesson": regrade.lesson_key,
        "quiz": regrade.quiz_key,
        "questions": regrade.questions,
        "from_revisions": sorted(earlier),
        "to_revision": regrade.revision.number,
        **counts,
    }
