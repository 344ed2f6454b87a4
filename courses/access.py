"""Who may open which course, lesson, revision or certificate. Hidden and absent look alike."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.certificates.numbers import read_number
from courses.clock import NOW
from courses.labs import LabPlace
from courses.models import (
    ASKING,
    Asset,
    Block,
    BlockKind,
    Bookmark,
    Certificate,
    Clarity,
    Completion,
    Course,
    Draft,
    DraftAssetSave,
    DraftFile,
    DraftSave,
    Enrolment,
    Lesson,
    QuizAttempt,
    QuizOverride,
    Revision,
)
from courses.paths.placing import tested
from courses.roles.asides import set_aside_by
from courses.roles.standing import Ability, courses_of, let_in, standing_of
from courses.states import AttemptState
from lms.kit.prepared import Prepared, Slot, among
from lms.kit.refusals import Denied, Rule
from people.access import may_see, visible_to
from people.models import Role, User

HEAVY = ("source",)  # the whole course as JSON: read only where it is exported


def published_courses() -> QuerySet[Course]:
    """Those that can be taken: a shared one is for other courses to have parts of."""
    courses = Course.objects.filter(published__shared=False).select_related("published")
    return courses.defer(*(f"published__{name}" for name in HEAVY))


def offered_courses() -> QuerySet[Course]:
    """What somebody may begin: the catalogue, and what is suggested. Archived courses are for those who are on them."""
    return published_courses().filter(archived_at__isnull=True)


def course_for(actor: User, key: str) -> Course:
    """A published course; every signed-in person may read what it is about."""
    return get_object_or_404(published_courses(), key=key)


def published_revision(actor: User, key: str) -> Revision:
    course = course_for(actor, key)
    assert course.published is not None  # what `published_courses` selects by
    course.published.course = course
    return course.published


def enrolments_of(user: User | Slot) -> QuerySet[Enrolment]:
    enrolments = Enrolment.objects.filter(user=user).select_related(
        "course", "revision__course", "completion", "renewal__publication"
    )
    return enrolments.defer(*(f"revision__{name}" for name in HEAVY))


# What few have: pages of all others ask no more for it.
RARE = {
    "may_have_overrides": Exists(QuizOverride.objects.filter(enrolment=OuterRef("pk"))),
    "may_be_placed": Exists(tested(OuterRef("user"))),
    "may_wait": Exists(QuizAttempt.objects.filter(enrolment=OuterRef("pk"), state=AttemptState.SUBMITTED)),
}


def _enrolment() -> QuerySet[Enrolment]:
    mine = Enrolment.objects.filter(user=Slot("user"), course__key=Slot("course"))
    whole = mine.select_related("course", "revision").annotate(**NOW, **RARE)
    return whole.defer(*(f"revision__{name}" for name in HEAVY))


ENROLMENT = Prepared(_enrolment)


def enrolment_of(user: User, course: Course | str) -> Enrolment | None:
    """A person's own in a course, in few columns: every page of a course asks for it."""
    key = course if isinstance(course, str) else course.key
    found = ENROLMENT.one(user=user.pk, course=key)
    if found is not None and found.revision is not None:
        found.revision.course = found.course
    return found


def started_enrolment_of(user: User, course_key: str) -> Enrolment | None:
    """The person's enrolment once it is bound to a revision; before that its lessons are closed."""
    found = enrolment_of(user, course_key)
    return found if found is not None and found.revision is not None else None


def revision_of(enrolment: Enrolment) -> Revision:
    """The revision a person is on. Before the start there is none, so nothing of it can be found."""
    if enrolment.revision is None:
        raise Http404
    return enrolment.revision


def lesson_of(actor: User, course_key: str, lesson_key: str) -> tuple[Enrolment, Lesson]:
    """The lesson as it stands in the revision the person is on."""
    enrolment = started_enrolment_of(actor, course_key)
    if enrolment is None:
        raise Http404
    return enrolment, get_object_or_404(Lesson, revision=enrolment.revision_id, key=lesson_key)


def quiz_block(
    actor: User, course_key: str, lesson_key: str, quiz_key: str
) -> tuple[Enrolment, Lesson, Block]:
    enrolment, block = _block_of(actor, course_key, lesson_key, quiz_key, ASKING)
    return enrolment, block.lesson, block


def _block() -> QuerySet[Block]:
    there = Block.objects.filter(
        lesson__revision=Slot("revision"), lesson__key=Slot("lesson"), key=Slot("key")
    )
    return there.filter(among("kind", "kinds")).select_related("lesson")


BLOCK = Prepared(_block)


def _block_of(
    actor: User, course_key: str, lesson_key: str, key: str, kinds: Iterable[str]
) -> tuple[Enrolment, Block]:
    """A block with its lesson, in the revision the person is on."""
    enrolment = started_enrolment_of(actor, course_key)
    if enrolment is None:
        raise Http404
    block = BLOCK.one(revision=enrolment.revision_id, lesson=lesson_key, key=key, kinds=sorted(kinds))
    if block is None:
        raise Http404
    return enrolment, block


def quiz_of_attempt(attempt: QuizAttempt) -> Block:
    """The quiz as the attempt took it; the caller has opened the attempt."""
    quizzes = Block.objects.select_related("lesson").filter(kind__in=ASKING, key=attempt.quiz_key)
    return quizzes.get(lesson__revision=attempt.revision_id, lesson__key=attempt.lesson_key)


def lab_block(actor: User, course_key: str, lesson_key: str, lab_key: str) -> LabPlace:
    """The lab as it stands in the revision the person is on."""
    enrolment, block = _block_of(actor, course_key, lesson_key, lab_key, [BlockKind.LAB])
    return LabPlace(enrolment, revision_of(enrolment), block.lesson, block)


@dataclass(frozen=True)
class NotePlace:
    """Where a reader may leave something: a lesson of the revision they are on, or a text block of it."""

    enrolment: Enrolment
    lesson: Lesson
    block_key: str = ""


def note_place(actor: User, course_key: str, lesson_key: str, block_key: str) -> NotePlace:
    enrolment, lesson = lesson_of(actor, course_key, lesson_key)
    texts = Block.objects.filter(lesson=lesson, kind=BlockKind.TEXT).values_list("key", flat=True)
    if block_key and block_key not in set(texts):
        raise Http404
    return NotePlace(enrolment, lesson, block_key)


def bookmarks_of(user: User) -> QuerySet[Bookmark]:
    return Bookmark.objects.filter(user=user).select_related("course")


def remark_for(actor: User, course_key: str, public_id: uuid.UUID) -> Clarity:
    course = authored_course_for(actor, course_key, Ability.LOOK_BACK)
    return get_object_or_404(Clarity.objects.remarks(), course=course, public_id=public_id)


def acknowledge_block(
    actor: User, course_key: str, lesson_key: str, key: str
) -> tuple[Enrolment, Lesson, Block]:
    enrolment, block = _block_of(actor, course_key, lesson_key, key, [BlockKind.ACKNOWLEDGE])
    return enrolment, block.lesson, block


def asset_for(actor: User, sha256: str, name: str) -> Asset | DraftAssetSave:
    """A file by its digest and name: of what was ever published, for the people of a course also of its drafts."""
    published = Q(revision__published_at__isnull=False)
    assets = Asset.objects.filter(published | Q(revision__course__in=courses_of(actor)), sha256=sha256)
    found = assets.filter(path__endswith=f"/{name}").order_by("pk").first()
    if found is not None:
        return found
    mine = DraftAssetSave.objects.select_related("asset").filter(asset__draft__course__in=courses_of(actor))
    kept = mine.filter(sha256=sha256, asset__path__endswith=f"/{name}").order_by("pk").first()
    if kept is None:
        raise Http404
    return kept


def certificate_for(actor: User, public_id: uuid.UUID) -> Completion:
    """The learner's own, their managers', the administrators' and HR's, which reads every completion anyway."""
    completions = Completion.objects.select_related("user", "course", "revision").defer("revision__source")
    seen = completions if Role.HR in actor.roles else completions.filter(user__in=visible_to(actor))
    return get_object_or_404(seen, public_id=public_id, revision__certified=True)


def completion_to_administer(actor: User, public_id: uuid.UUID) -> Completion:
    """For those who revoke and re-issue."""
    check_can_administer_certificates(actor)
    return certificate_for(actor, public_id)


def verified_certificate(typed: str) -> Certificate | None:
    """What a number proves to anybody who has it; None for one that was never given. One query, whatever it finds."""
    certificates = Certificate.objects.with_state()
    return certificates.filter(number=read_number(typed)).first()


def revision_for(actor: User, public_id: uuid.UUID, ability: Ability = Ability.READ) -> Revision:
    revisions = Revision.objects.select_related("course__published", "created_by", "published_by")
    found = revisions.defer("source", "course__published__source").filter(public_id=public_id).first()
    let_in(actor, found.course if found else None, ability)
    assert found is not None  # nobody is let in where nothing is
    return found


def authored_course_for(actor: User, key: str, ability: Ability = Ability.READ) -> Course:
    courses = Course.objects.select_related("published").defer("published__source")
    return let_in(actor, courses.filter(key=key).first(), ability)


def draft_for(actor: User, course_key: str, ability: Ability = Ability.READ) -> Draft:
    """The course's draft; 404 until somebody has opened one."""
    course = authored_course_for(actor, course_key, ability)
    return get_object_or_404(Draft.objects.select_related("course", "revision"), course=course)


def draft_file_for(actor: User, course_key: str, path: str) -> DraftFile:
    """A file to be looked at; what a save may change in it is asked when it is saved."""
    course = authored_course_for(actor, course_key)
    files = DraftFile.objects.present().select_related("draft__course", "by")
    return get_object_or_404(files, draft__course=course, path=path)


def set_aside_for(actor: User, course_key: str, pk: int) -> DraftSave:
    """What somebody wrote and could not be merged; only they decide what becomes of it, or any author if it is nobody's."""
    course = authored_course_for(actor, course_key)
    theirs = set_aside_by(actor, standing_of(actor, course))
    saves = DraftSave.objects.filter(theirs, version=None, file__draft__course=course)
    return get_object_or_404(saves.select_related("file__draft__course", "file__by"), pk=pk)


@Rule
def check_can_enrol(actor: User, user: User) -> None:
    may = actor.pk == user.pk or actor.is_admin or Role.HR in actor.roles or may_see(actor, user)
    if not may:
        raise Denied(_("You can enrol yourself and the people of your team."))


@Rule
def check_can_administer_certificates(actor: User) -> None:
    if not (actor.is_admin or Role.HR in actor.roles):
        raise Denied(_("Only administrators and HR can revoke or re-issue certificates."))
