"""The catalogue: which courses there are for a reader who may have typed something and chosen some filters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from courses.access import enrolments_of, offered_courses
from courses.content.search import Query, read_query
from courses.finding.paths import PathCard, paths_found
from courses.finding.results import Result, results_of
from courses.finding.search import Found, find, meant
from courses.models import Block, BlockKind, Course, Enrolment, EnrolmentState, KnownByPlacement, Revision
from courses.needs import locked_among
from lms.kit.templatetags.texts import in_language
from lms.kit.titles import by_title, title_order
from people.models import User

COURSES_PER_PAGE = 24
RESULTS_PER_PAGE = 10
HITS_SHOWN, HITS_OF_ONE_COURSE = 4, 60

# The longest a course may take, in minutes; nothing for "longer".
TIMES = {"15": (0, 15), "30": (0, 30), "60": (0, 60), "longer": (61, None)}
TIME_LABELS = {
    "15": _("up to 15 minutes"),
    "30": _("up to 30 minutes"),
    "60": _("up to 1 hour"),
    "longer": _("more than 1 hour"),
}
PARTS = {"lab": BlockKind.LAB, "quiz": BlockKind.QUIZ}
PART_LABELS = {"lab": _("with a lab"), "quiz": _("with a quiz")}
STATE_LABELS = {
    "not_started": _("not started"),
    "in_progress": _("in progress"),
    "done": _("done"),
}
FILTERS = ("language", "time", "has", "state", "topic", "course")
ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. What it asks for in vain (an unknown filter) is left out, never an error."""

    query: Query
    language: str = ""
    time: str = ""
    has: tuple[str, ...] = ()
    state: str = ""
    topic: str = ""
    course: str = ""
    paths: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Wanted":
        return cls(
            query=read_query(asked.get("q", "")),
            language=_known(asked, "language", dict(settings.LANGUAGES)),
            time=_known(asked, "time", TIMES),
            has=tuple(name for name in PARTS if name in asked.getlist("has")),
            state=_known(asked, "state", STATE_LABELS),
            topic=read_query(asked.get("topic", "")).text,
            course=read_query(asked.get("course", "")).text,
            paths=_known(asked, "paths", [ALL]),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.language or self.time or self.has or self.state or self.topic or self.course)

    def address(self, **other: object) -> str:
        """The query of an address that asks for this, with something changed."""
        asked = QueryDict(mutable=True)
        told = {"q": self.query.text, **{name: getattr(self, name) for name in (*FILTERS, "paths")}, **other}
        for name, value in told.items():
            asked.setlist(name, [one for one in (value if isinstance(value, tuple) else (value,)) if one])
        return asked.urlencode()


@dataclass(frozen=True)
class Choice:
    value: str
    label: object
    is_chosen: bool


@dataclass(frozen=True)
class Catalogue:
    """Without a query `rows` are courses with the reader's enrolment; with one, `results` say where it was found.

    `locked` are the courses of either that wait for others, `known` all that a placement test spared the reader. `paths`
    stand above the first page, where no filter asks for courses of a kind; `more_paths` are left out there.
    """

    wanted: Wanted
    page: Page
    rows: Sequence[tuple[Course, Enrolment | None]] = ()
    results: Sequence[Result] = ()
    found: Found | None = None
    meant: str = ""
    topics: Sequence[Choice] = ()
    locked: Collection[int] = ()
    known: Collection[int] = ()
    paths: Sequence[PathCard] = ()
    more_paths: int = 0

    @property
    def is_search(self) -> bool:
        return bool(self.wanted.query.text)

    @property
    def keep(self) -> str:
        address = self.wanted.address()
        return f"{address}&" if address else ""

    @property
    def meant_address(self) -> str:
        return self.wanted.address(q=self.meant)

    @property
    def all_paths_address(self) -> str:
        return self.wanted.address(paths=ALL)

    @property
    def without_filters(self) -> str:
        return Wanted(self.wanted.query).address()

    @property
    def times(self) -> list[Choice]:
        return _choices(TIME_LABELS, self.wanted.time)

    @property
    def states(self) -> list[Choice]:
        return _choices(STATE_LABELS, self.wanted.state)

    @property
    def parts(self) -> list[Choice]:
        return _choices(PART_LABELS, *self.wanted.has)

    @property
    def languages(self) -> list[Choice]:
        return _choices(dict(settings.LANGUAGES), self.wanted.language)


def read_catalogue(actor: User, wanted: Wanted, number: str | None) -> Catalogue:
    """A fixed number of queries, whatever there is and whatever is found."""
    courses = courses_wanted(actor, wanted)
    known = KnownByPlacement.objects.filter(user=actor).values_list("course", flat=True)
    found = replace(_read(actor, wanted, courses, number), known=set(known))
    if wanted.is_filtered or found.page.number > 1:
        return found
    paths, more = paths_found(actor, wanted.query, is_all=wanted.paths == ALL)
    return replace(found, paths=paths, more_paths=more)


def _read(actor: User, wanted: Wanted, courses: QuerySet[Course], number: str | None) -> Catalogue:
    topics = _topics(wanted)
    if not wanted.query.text:
        page = Paginator(courses.order_by(by_title("published__title"), "key"), COURSES_PER_PAGE).get_page(
            number
        )
        rows = _with_enrolments(actor, list(page.object_list))
        locked = locked_among(actor, [course for course, _mine in rows])
        return Catalogue(wanted, page, rows=rows, topics=topics, locked=locked)
    return _search(actor, wanted, courses, topics, number)


def _search(
    actor: User, wanted: Wanted, courses: QuerySet[Course], topics: Sequence[Choice], number: str | None
) -> Catalogue:
    found = find(wanted.query, among=courses, language=translation.get_language() or "en")
    is_short = found.is_loose or not found.by_course
    page = Paginator(found.by_course, RESULTS_PER_PAGE).get_page(number)
    most = HITS_OF_ONE_COURSE if wanted.course else HITS_SHOWN
    terms = wanted.query.some if found.is_loose else wanted.query.terms
    results = results_of(actor, terms, list(page.object_list), most=most)
    return Catalogue(
        wanted,
        page,
        results=results,
        locked=locked_among(actor, [result.course for result in results]),
        found=found,
        meant=meant(wanted.query, among=courses) if is_short else "",
        topics=topics,
    )


def courses_wanted(actor: User, wanted: Wanted) -> QuerySet[Course]:
    """The published courses that pass the filters."""
    courses = offered_courses()
    if wanted.language:
        courses = courses.filter(published__languages__contains=[wanted.language])
    if wanted.time:
        least, most = TIMES[wanted.time]
        courses = courses.filter(published__minutes__gte=least)
        courses = courses.filter(published__minutes__lte=most) if most else courses
    for name in wanted.has:
        courses = courses.filter(
            Exists(Block.objects.filter(lesson__revision=OuterRef("published"), kind=PARTS[name]))
        )
    if wanted.topic:
        courses = courses.filter(published__tags__contains=[{"key": wanted.topic}])
    if wanted.course:
        courses = courses.filter(key=wanted.course)
    return _in_state(courses, actor, wanted.state)


def _in_state(courses: QuerySet[Course], actor: User, state: str) -> QuerySet[Course]:
    mine = Enrolment.objects.filter(user=actor, course=OuterRef("pk"))
    if state == EnrolmentState.NOT_STARTED:
        spared = KnownByPlacement.objects.filter(user=actor, course=OuterRef("pk"))
        return courses.filter(~Exists(mine.exclude(state=EnrolmentState.NOT_STARTED)), ~Exists(spared))
    return courses.filter(Exists(mine.filter(state=state))) if state else courses


def _with_enrolments(actor: User, courses: Sequence[Course]) -> list[tuple[Course, Enrolment | None]]:
    mine = {enrolment.course_id: enrolment for enrolment in enrolments_of(actor).filter(course__in=courses)}
    return [(course, mine.get(course.pk)) for course in courses]


def _topics(wanted: Wanted) -> list[Choice]:
    """Every topic of a published course, by name."""
    published = Revision.objects.filter(pk__in=offered_courses().values("published")).exclude(tags=[])
    labels = {
        tag["key"]: in_language(tag["title"])
        for tags in published.values_list("tags", flat=True)
        for tag in tags
    }
    return _choices(dict(sorted(labels.items(), key=lambda item: title_order(str(item[1])))), wanted.topic)


def _known(asked: QueryDict, name: str, values: Collection[str]) -> str:
    value = asked.get(name, "")
    return value if value in values else ""


def _choices(labels: Mapping[str, object], *chosen: str) -> list[Choice]:
    return [Choice(value, label, value in chosen) for value, label in labels.items()]
