"""Finds what a person should do next: reads the tables, lets `next_step` decide, says it with an address."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.access import offered_courses
from courses.content.needs import barriers, first_open
from courses.models import CertificateState, Course, Enrolment, EnrolmentState, Lesson, Revision
from courses.needs import known_to, needs_of_published
from courses.paths.offers import Offer
from courses.paths.progress import PathProgress
from courses.publishing.words import renewed
from courses.standings import certificate_label, score_shown
from lms.kit.prepared import Prepared, Slot
from lms.kit.templatetags.texts import day_said, said, sentences
from people.models import User
from reporting.begun import Next, read_next
from reporting.expiring import ExpiringLine
from reporting.lab_standing import lab_standing
from reporting.next_step import Action, LabStanding, Part, Step, action_label, reason, what_to_do
from reporting.ordering import (
    Candidate,
    Reason,
    by_expiry,
    clock_text,
    expiry_text,
    first,
    paused_text,
    rank,
    review_text,
)
from reporting.path_steps import PathStep, path_steps, said_of_due, under_way

LESSON = Prepared(lambda: Lesson.objects.filter(revision=Slot("revision"), key=Slot("key")))
NEVER = datetime.min.replace(tzinfo=UTC)
FRESH = 20  # the oldest published courses among which something new is looked for


def title_of(enrolment: Enrolment) -> str:
    revision: Revision | None = enrolment.revision or enrolment.course.published
    return said(revision.title) if revision else enrolment.course.key


@dataclass(frozen=True)
class Situation:
    """What somebody could go on with, read for the page: courses (begun ones first), paths, questions that come back,
    certificates to renew."""

    user: User
    rows: Sequence[Enrolment]
    paths: Sequence[PathProgress] = ()
    offers: Sequence[Offer] = ()
    reviews: int = 0
    labs_at_work: Collection[str] = ()
    expiring: Sequence[ExpiringLine] = ()


Build = Callable[[], Step | None]


def next_step(here: Situation) -> Step | None:
    """The first of all that somebody could do, by `ordering`. None when nothing is published."""
    found = list(_candidates(here))
    best = first(candidate for candidate, _build in found)
    if best is None or not best.reason.is_possible:
        found.extend(_fresh(here, is_waiting=best is not None and best.reason != Reason.FINISHED))
    for _candidate, build in sorted(found, key=lambda pair: rank(pair[0])):
        if (step := build()) is not None:
            return step
    return None


def _candidates(here: Situation) -> Iterator[tuple[Candidate, Build]]:
    """Each with what makes its step, which may read more."""
    steps = path_steps(here.paths, here.offers)
    for one in steps:
        if one.step is not None:
            yield Candidate(one.reason, one.path.source.key, one.urgency), partial(_given, one.step)
    due = {one.course: one for one in steps if one.course}
    begun = under_way(here.rows, here.paths)
    parts = read_next(begun, here.labs_at_work)
    latest = sorted(begun, key=lambda row: _touched(row, parts.get(row.pk)) or NEVER, reverse=True)
    for number, row in enumerate(latest, start=1):
        if (part := parts.get(row.pk)) is not None:
            yield _begun(here.user, row, part, due.get(row.course.key), number)
    if here.reviews:
        yield Candidate(Reason.REVIEW, "review"), partial(_given, _review(here.reviews))
    yield from _assigned(here)
    for line in here.expiring:
        if line.can_renew:
            why = by_expiry(line.days, is_over=line.is_over)
            yield Candidate(why, line.course, line.days), partial(_given, _renew(line))
    done = [row for row in here.rows if row.state == EnrolmentState.DONE]
    for number, row in enumerate(done):
        yield Candidate(Reason.FINISHED, row.course.key, number), partial(_finished, row)


def _touched(row: Enrolment, part: Next | None) -> datetime | None:
    """When its person last did something in a course: saving an answer is not noted there."""
    known = [at for at in (row.last_activity_at, part and part.answered_at) if at]
    return max(known, default=None)


def _given(step: Step) -> Step:
    return step


def _begun(
    user: User, row: Enrolment, part: Next, due: PathStep | None, number: int
) -> tuple[Candidate, Build]:
    """A course that was begun; where a path of it is due soon, that is the reason."""
    is_pressing = due is not None and part.reason == Reason.PAUSED and due.reason < Reason.REVIEW
    if due is not None and is_pressing:
        candidate = Candidate(due.reason, row.course.key, due.urgency)
    else:
        urgency = number if part.reason == Reason.PAUSED else part.urgency
        candidate = Candidate(part.reason, row.course.key, urgency)
    lead = said_of_due(due.path) if due else ""
    return candidate, partial(_continue, user, row, part, lead)


def _review(count: int) -> Step:
    return Step(
        over=_("Review"),
        title=_("What you missed, once more"),
        reason=review_text(count),
        action=_("Review"),
        href=reverse("courses:spaced_review"),
        minutes=count,
    )


def _renew(line: ExpiringLine) -> Step:
    return Step(
        over=_("Renew your certificate"),
        title=line.title,
        reason=expiry_text(line.last, is_over=line.is_over),
        action=_("Take it again"),
        href=line.renew_href,
    )


def _assigned(here: Situation) -> Iterator[tuple[Candidate, Build]]:
    """Courses that somebody was put on and has not begun, without those that they know; a locked one gives way."""
    rows = [row for row in here.rows if row.state == EnrolmentState.NOT_STARTED and row.course.published]
    known = known_to(here.user) if rows else set()
    needs = needs_of_published() if any(_has_needs(row.course) for row in rows) else {}
    for number, row in enumerate(rows):
        if row.course.key in known:
            continue
        opens = first_open(row.course.key, needs, known)
        why = _("You were enrolled on %(day)s.") % {"day": _day(row.created_at)}
        candidate = Candidate(Reason.ASSIGNED, row.course.key, number)
        if opens == row.course.key:
            yield candidate, partial(_begin, row.course, why)
        else:
            text = _("It opens “%(course)s”, which waits for you.") % {"course": title_of(row)}
            yield candidate, partial(_begin_by_key, opens, text)


def _has_needs(course: Course) -> bool:
    return course.published is not None and bool(course.published.needs)


def _begin_by_key(key: str, why: str) -> Step | None:
    course = offered_courses().filter(key=key).first()
    return _begin(course, why) if course else None


def _fresh(here: Situation, *, is_waiting: bool) -> Iterator[tuple[Candidate, Build]]:
    """The first published course that is new for somebody, and open."""
    courses = offered_courses().exclude(enrolments__user=here.user).order_by("created_at", "pk")
    listed = list(courses[:FRESH])
    needs = needs_of_published() if any(_has_needs(course) for course in listed) else {}
    known = known_to(here.user) if listed else set()
    here_open = (one for one in listed if one.key not in known and not barriers(one.key, needs, known))
    if (course := next(here_open, None)) is None:
        return
    if is_waiting:
        why = _("What you have begun waits. This course is new for you.")
    elif here.rows:
        why = _("You have finished what you began. This course is new for you.")
    else:
        why = _("Nothing is begun yet. This is a good first course.")
    yield Candidate(Reason.NEW, course.key), partial(_begin, course, why)


def _begin(course: Course, why: str) -> Step | None:
    if course.published is None:
        return None
    text = said(course.published.title)
    href = reverse("courses:course", args=[course.key])
    return Step(_("Start here"), text, why, _("Start the course"), href, course.published.minutes)


def _finished(enrolment: Enrolment) -> Step | None:
    completion = enrolment.completion
    if completion is None:
        return None
    is_revoked = getattr(enrolment, "certificate_state", None) == CertificateState.REVOKED
    certified = certificate_label(enrolment) and not is_revoked
    score = score_shown(enrolment)
    words = {"day": _day(completion.completed_at), "score": round(100 * (score or 0))}
    told = _("Finished on %(day)s with a score of %(score)d %%.")
    told = (_("Finished on %(day)s.") if score is None else told) % words
    if is_revoked:
        told = sentences(told, _("Your certificate was revoked. What you did in this course stays done."))
    return Step(
        over=_("Everything is done"),
        title=title_of(enrolment),
        reason=told,
        action=_("See your certificate") if certified else _("Open the course"),
        href=reverse("courses:certificate", args=[completion.public_id])
        if certified
        else reverse("courses:course", args=[enrolment.course.key]),
    )


def _continue(user: User, enrolment: Enrolment, here: Next, lead: str) -> Step:
    if here.reason == Reason.MARKS:
        return _waiting(enrolment)
    part = here.part
    lesson = LESSON.one(revision=enrolment.revision_id, key=part[0])
    lab = lab_standing(user, enrolment, part) if part[1] == "lab" else None
    action = what_to_do(part[1], lab)
    is_half_done = here.reason == Reason.PAUSED and bool(here.says)
    number = {"course": title_of(enrolment), "number": lesson.position + 1 if lesson else 0}
    return Step(
        over=_("Next step · %(course)s · lesson %(number)d") % number,
        title=said(lesson.title) if lesson else part[0],
        reason=sentences(lead, *_why(enrolment, here, action, lab)),
        note=renewed(enrolment.renewal).note if enrolment.renewal else "",
        renewed=enrolment.course.key if enrolment.renewal else "",
        action=_("Continue the quiz") if is_half_done else action_label(action),
        href=_href(action, enrolment.course.key, part, lab) + (f"#quiz-{part[2]}" if is_half_done else ""),
        minutes=lesson.minutes if lesson else None,
    )


def _why(enrolment: Enrolment, here: Next, action: Action, lab: LabStanding | None) -> Iterator[str]:
    """What opened it again, and what it waits for, or when it was paused and how far it is."""
    if enrolment.renewal is not None:
        told = renewed(enrolment.renewal)
        yield from (told.happens, told.means)
    if here.reason == Reason.CLOCK:
        yield clock_text(here.urgency)
    elif here.reason == Reason.OPENS:
        yield here.says
    elif here.reason == Reason.STUCK:
        yield here.says
        yield _("Your manager or an author can grant you other terms.")
    else:
        at, now = _touched(enrolment, here), getattr(enrolment, "now", None)
        if at is not None and now is not None and action != "watch" and _is_since_renewal(enrolment, at):
            yield paused_text(timezone.localdate(at), timezone.localdate(now))
        done, of = enrolment.done_parts, enrolment.all_parts
        begins = enrolment.revision is not None and enrolment.revision.parts[0] == list(here.part)
        yield here.says or reason(action, done=done, of=of, begins=begins, lab=lab)


def _is_since_renewal(enrolment: Enrolment, at: datetime) -> bool:
    """What somebody paused before a renewal is not what comes next after it."""
    return enrolment.renewal is None or at > enrolment.renewal.at


def _waiting(enrolment: Enrolment) -> Step:
    """Everything is handed in, and something of it has no result yet."""
    return Step(
        over=_("Handed in"),
        title=title_of(enrolment),
        reason=_(
            "%(done)d of %(of)d parts are done. The rest waits for its result; there is nothing for you to do."
        )
        % {"done": enrolment.done_parts, "of": enrolment.all_parts},
        action=_("Open the course"),
        href=reverse("courses:course", args=[enrolment.course.key]),
    )


def _href(action: str, course: str, part: Part, lab: LabStanding | None) -> str:
    lesson, _kind, key = part
    run = lab and {"watch": lab.open_run, "grade": lab.best_run}.get(action)
    if run:
        return reverse("training_jobs:run", args=[run])
    if action == "lab":
        return reverse("training_jobs:lab", args=[course, lesson, key])
    return reverse("courses:lesson", args=[course, lesson])


def _day(moment: datetime) -> str:
    return day_said(timezone.localdate(moment))
