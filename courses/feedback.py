"""What readers said about a course, for its authors: how clear each place is, and the remarks, without names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from courses.models import Clarity, Course, Lesson
from courses.part_titles import PastTitles, titles_of_texts
from lms.kit.templatetags.texts import in_language

REMARKS_PER_PAGE = 25
FEW = 5  # answers below which a share says nothing
UNCLEAR_BELOW = 0.7


@dataclass(frozen=True)
class Place:
    """Where something was said: the lesson's title, the first words of a text, and the page that shows it to an author."""

    title: str
    block: str
    href: str


@dataclass(frozen=True)
class PlaceRow:
    place: Place
    answers: int
    clear: int
    open: int

    @property
    def percent(self) -> int:
        return round(100 * self.clear / self.answers)

    @property
    def is_unclear(self) -> bool:
        return self.answers >= FEW and self.clear / self.answers < UNCLEAR_BELOW


@dataclass(frozen=True)
class Remark:
    said: Clarity
    place: Place

    @property
    def name(self) -> str:
        return self.said.user.name if self.said.is_signed else ""


@dataclass(frozen=True)
class FeedbackPage:
    course: Course
    rows: Sequence[PlaceRow]
    page: Page
    remarks: Sequence[Remark]
    only_open: bool

    @property
    def keep(self) -> str:
        return "" if self.only_open else "show=all&"

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)


def feedback_page(course: Course, *, only_open: bool, number: str | None) -> FeedbackPage:
    """Six queries, however many have said something, and two where something of it is about what is gone."""
    places = _Places(course)
    said = Clarity.objects.filter(course=course)
    remarks = said.open() if only_open else said.remarks()
    told = remarks.select_related("user", "revision", "settled_by").defer("revision__source")
    page = Paginator(told.order_by("-given_at", "-pk"), REMARKS_PER_PAGE).get_page(number)
    listed = [Remark(one, places.of(one.lesson_key, one.block_key)) for one in page.object_list]
    return FeedbackPage(course, _rows(said, places), page, listed, only_open)


class _Places:
    """Titles and order of the lessons as they are published now; a lesson that is gone comes last, by its last title."""

    def __init__(self, course: Course) -> None:
        self.course, self.revision = course.pk, course.published
        self.lessons = {lesson.key: lesson for lesson in Lesson.objects.filter(revision=course.published_id)}
        named = set(
            Clarity.objects.filter(course=course).order_by().values_list("lesson_key", "block_key").distinct()
        )
        self.texts = titles_of_texts(self.lessons.values(), {block for _lesson, block in named if block})
        self.gone = PastTitles([(course.pk, *at) for at in named if not self._is_there(*at)])

    def _is_there(self, lesson_key: str, block_key: str) -> bool:
        lesson = self.lessons.get(lesson_key)
        return lesson is not None and (not block_key or (lesson.pk, block_key) in self.texts)

    def of(self, lesson_key: str, block_key: str) -> Place:
        lesson = self.lessons.get(lesson_key)
        if lesson is None or self.revision is None:
            text = self.gone.text(self.course, lesson_key, block_key) if block_key else ""
            return Place(self.gone.lesson(self.course, lesson_key), text, "")
        href = reverse("courses:preview_lesson", args=[self.revision.public_id, lesson_key])
        words = self.texts.get((lesson.pk, block_key)) or ""
        if block_key and not words:
            words = self.gone.text(self.course, lesson_key, block_key)
        return Place(str(in_language(lesson.title)), words, f"{href}#text-{block_key}" if block_key else href)

    def order(self, lesson_key: str, block_key: str) -> tuple[int, str, str]:
        lesson = self.lessons.get(lesson_key)
        position = lesson.position if lesson else len(self.lessons)
        return position, lesson_key, block_key


def _rows(said: QuerySet[Clarity], places: _Places) -> list[PlaceRow]:
    counted = said.values("lesson_key", "block_key").annotate(
        answers=Count("pk"),
        clear=Count("pk", filter=Q(is_clear=True)),
        open=Count("pk", filter=Q(settled_at__isnull=True) & ~Q(remark="")),
    )
    return [
        PlaceRow(places.of(one["lesson_key"], one["block_key"]), one["answers"], one["clear"], one["open"])
        for one in sorted(counted, key=lambda one: places.order(one["lesson_key"], one["block_key"]))
    ]
