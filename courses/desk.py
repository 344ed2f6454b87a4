"""The author's desk: which courses there are, what is published, what is a draft, and who is on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from courses.content.drafts.structure import COURSE, title_in
from courses.labs import lab_registry
from courses.models import (
    AttemptToCount,
    Block,
    BlockKind,
    Clarity,
    Course,
    Draft,
    DraftFile,
    Enrolment,
    EnrolmentState,
    Publication,
    Revision,
    TotalSums,
)
from courses.part_titles import Titles
from courses.publishing.renewals import to_be_moved
from courses.roles.standing import courses_of
from courses.teamwork.waiting import open_threads_of
from lms.kit.titles import by_title
from people.models import User

PUBLICATIONS = 20


@dataclass(frozen=True)
class People:
    """How many learners stand where; those who have not started get whatever is published then."""

    not_started: int
    in_progress: int
    done: int


@dataclass(frozen=True)
class CourseRow:
    course: Course
    newest: Revision | None
    people: People
    open_remarks: int = 0
    open_threads: int = 0
    written_title: Mapping[str, str] | None = None

    @property
    def title(self) -> Mapping[str, str]:
        """Of the newest revision; before there is one, what its draft says."""
        return self.newest.title if self.newest else self.written_title or {}

    @property
    def draft(self) -> Revision | None:
        """The newest revision, where it is not what is published."""
        if self.newest is None or self.newest.pk == self.course.published_id:
            return None
        return self.newest


def _in_state(state: EnrolmentState, path: str) -> Count:
    return Count(f"{path}pk", filter=Q(**{f"{path}state": state}))


def _counts(path: str = "") -> dict[str, Count]:
    return {
        "not_started": _in_state(EnrolmentState.NOT_STARTED, path),
        "in_progress": _in_state(EnrolmentState.IN_PROGRESS, path),
        "done": _in_state(EnrolmentState.DONE, path),
    }


def courses_to_author(actor: User) -> QuerySet[Course]:
    """By the title of the newest revision; a draft that has none yet stands by its key."""
    courses = courses_of(actor).select_related("published").defer("published__source")
    written = Exists(Draft.objects.filter(course=OuterRef("pk")))
    newest = Revision.objects.filter(course=OuterRef("pk")).order_by("-number")
    by_name = by_title(Subquery(newest.values("title")[:1]))
    return courses.annotate(**_counts("enrolments__"), is_written=written).order_by(by_name, "key")


def course_rows(courses: Sequence[Course]) -> list[CourseRow]:
    """One row per course of a page; three queries for all of them. The courses come from `courses_to_author`."""
    revisions = Revision.objects.filter(course__in=courses).defer("source")
    newest = {r.course_id: r for r in revisions.order_by("course_id", "-number").distinct("course_id")}
    open_remarks, threads = open_remarks_of(courses), open_threads_of(courses)
    written = titles_of_drafts([course for course in courses if course.pk not in newest])
    return [
        CourseRow(
            course,
            newest.get(course.pk),
            _people(course),
            open_remarks.get(course.pk, 0),
            threads.get(course.pk, 0),
            written_title=written.get(course.pk),
        )
        for course in courses
    ]


def titles_of_drafts(courses: Sequence[Course]) -> dict[int, Mapping[str, str]]:
    """By course, as far as its draft can be read."""
    files = DraftFile.objects.present().filter(draft__course__in=courses, path=COURSE)
    read = {pk: title_in(text or "") for pk, text in files.values_list("draft__course", "text")}
    return {pk: title for pk, title in read.items() if title}


def title_of(course: Course) -> Mapping[str, str]:
    """Of its newest revision; before there is one, what its draft says."""
    newest = course.revisions.order_by("-number").values_list("title", flat=True).first()
    return newest or titles_of_drafts([course]).get(course.pk, {})


def open_remarks_of(courses: Sequence[Course]) -> dict[int, int]:
    """How many remarks of readers wait for an author, by course."""
    waiting = Clarity.objects.open().filter(course__in=courses).order_by().values("course")
    return dict(waiting.annotate(count=Count("pk")).values_list("course", "count"))


def _people(counted: object) -> People:
    return People(*(getattr(counted, name) for name in ("not_started", "in_progress", "done")))


def people_beside(revision: Revision) -> People:
    """Those for whom its publication is something new, as they are on another revision, or on none yet."""
    others = Enrolment.objects.filter(course=revision.course_id).exclude(revision=revision)
    return People(**others.aggregate(**_counts()))


def revisions_of(course: Course) -> QuerySet[Revision]:
    """Newest first, with how many learners are on each."""
    revisions = course.revisions.select_related("created_by", "published_by").defer("source")
    return revisions.annotate(**_counts("enrolments__")).order_by("-number")


@dataclass(frozen=True)
class PublicationLine:
    """A publication with how many people it moved, how many it has still to move, and what those do again."""

    publication: Publication
    moved: int
    waiting: int
    again: Sequence[str] = ()


def publications_of(course: Course) -> list[PublicationLine]:
    """The newest first; only the last one can have people waiting."""
    log = course.publications.select_related("revision", "by").defer("revision__source")
    counted = list(log.annotate(moved=Count("renewals")).order_by("-pk")[:PUBLICATIONS])
    titles = Titles(course.pk) if any(one.again for one in counted) else None
    return [
        PublicationLine(
            one,
            one.moved,
            0 if one.moved_at else to_be_moved(one).count(),
            [titles.part(tuple(part)) for part in one.again] if titles else (),
        )
        for one in counted
    ]


def quizzes_of(course: Course) -> QuerySet[Block]:
    """The quizzes of what is published, in order: each with its `title` by language and how many attempts are `counted`.

    Attempts at the same quiz count on whichever revision they were made, also those that the analysis has yet to take in.
    """
    waiting = AttemptToCount.objects.filter(
        attempt__revision__course=course,
        attempt__lesson_key=OuterRef("lesson__key"),
        attempt__quiz_key=OuterRef("key"),
        attempt__number=1,
    )
    new = waiting.order_by().values("attempt__revision__course").annotate(new=Count("pk")).values("new")
    sums = TotalSums.objects.filter(
        analysis__revision__course=course,
        analysis__lesson_key=OuterRef("lesson__key"),
        analysis__quiz_key=OuterRef("key"),
    )
    counted = (
        sums.order_by().values("analysis__revision__course").annotate(counted=Sum("n")).values("counted")
    )
    quizzes = Block.objects.filter(lesson__revision=course.published_id, kind=BlockKind.QUIZ)
    told = quizzes.select_related("lesson").defer("content").order_by("lesson__position", "position")
    taken = Coalesce(Subquery(counted), 0) + Coalesce(Subquery(new), 0)
    return told.annotate(title=F("content__quiz__title__texts"), counted=taken)


@dataclass(frozen=True)
class LabLine:
    block: Block
    title: dict[str, str]
    href: str


def labs_of(course: Course) -> list[LabLine]:
    """The labs of what is published, in order, each with the way to what its runs say about it."""
    labs = Block.objects.filter(lesson__revision=course.published_id, kind=BlockKind.LAB)
    told = labs.select_related("lesson").defer("content").order_by("lesson__position", "position")
    return [
        LabLine(block, title, lab_registry().analysis_href(course.key, block.lesson.key, block.key))
        for block in told.annotate(named=F("content__title"))
        if (title := block.named)
    ]
