"""What was found as a page shows it: the course, its best places with a piece of their text, and where they lead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courses.access import enrolments_of, offered_courses
from courses.content.search import Kind, Term, marked
from courses.finding.search import Hit
from courses.models import Course, Enrolment, Lesson, SearchEntry
from courses.models import material as glossary
from lms.kit.templatetags.texts import said
from people.models import User

KIND_LABELS: dict[str, object] = {
    Kind.LESSON: _("lesson"),
    Kind.TEXT: _("text"),
    Kind.QUIZ: _("quiz"),
    Kind.LAB: _("lab"),
    Kind.TERM: _("term"),
    Kind.WIDGET: _("widget"),
    Kind.IMAGE: _("picture"),
    Kind.VIDEO: _("video"),
    Kind.FILE: _("file"),
    Kind.REPLAY: _("replay of a run"),
    Kind.REVEAL: _("question to think about"),
    Kind.ACKNOWLEDGE: _("confirmation"),
    Kind.RESOURCES: _("resources"),
}
LONGEST_TITLE, LONGEST_SUMMARY, WIDTH = 300, 1000, 200


@dataclass(frozen=True)
class _There:
    """What there is in the editions that a line may lead to, by revision and key."""

    lessons: Mapping[tuple[int | None, str], Lesson]
    terms: Collection[tuple[int | None, str]]


@dataclass(frozen=True)
class Line:
    """One place: what it is called, the lesson it lies in where that is something else, and what stands there."""

    kind: object
    title: SafeString
    href: str
    excerpt: SafeString
    language: str
    lesson: str = ""


@dataclass(frozen=True)
class Result:
    """A course in which something was found; `left` places of it are not among its lines."""

    course: Course
    enrolment: Enrolment | None
    title: SafeString
    summary: SafeString
    language: str
    lines: Sequence[Line]
    left: int
    elsewhere: "Elsewhere | None" = None


@dataclass(frozen=True)
class Elsewhere:
    """Title and summary in a language that the page does not show them in, where what was searched for stands there."""

    title: SafeString
    summary: SafeString
    language: str


def results_of(
    actor: User, terms: Sequence[Term], found: Sequence[tuple[int, Sequence[Hit]]], *, most: int
) -> list[Result]:
    """Five queries, whatever was found; at most `most` lines of a course. What was unpublished meanwhile is left out.

    `terms` are what is marked.
    """
    ids = [course for course, _hits in found]
    courses = offered_courses().defer("published__parts").in_bulk(ids)
    mine = {one.course_id: one for one in enrolments_of(actor).filter(course__in=ids)}
    inside = {course: [hit for hit in hits if hit.kind != Kind.COURSE] for course, hits in found}
    own = {hit.course_id: hit.entry_id for _course, hits in found for hit in hits if hit.kind == Kind.COURSE}
    shown = [*own.values(), *(hit.entry_id for hits in inside.values() for hit in hits[:most])]
    entries = SearchEntry.objects.defer("names", "vector").in_bulk(shown)
    there = _there(courses.values(), mine.values(), entries.values())
    results = []
    for course in (courses[one] for one in ids if one in courses):
        hits, enrolment = inside[course.pk], mine.get(course.pk)
        places = [entries[hit.entry_id] for hit in hits[:most] if hit.entry_id in entries]
        lines = [_line(entry, terms, course, enrolment, there) for entry in places]
        result = _result(course, enrolment, terms, lines, len(hits) - len(lines))
        results.append(
            replace(result, elsewhere=_elsewhere(entries.get(own.get(course.pk, 0)), course, terms))
        )
    return results


def _result(
    course: Course, enrolment: Enrolment | None, terms: Sequence[Term], lines: Sequence[Line], left: int
) -> Result:
    assert course.published is not None  # what `offered_courses` selects by
    title, summary = said(course.published.title), said(course.published.summary)
    return Result(
        course,
        enrolment,
        _html(title, terms, LONGEST_TITLE),
        _html(summary, terms, LONGEST_SUMMARY),
        title.language,
        lines,
        left,
    )


def _elsewhere(entry: SearchEntry | None, course: Course, terms: Sequence[Term]) -> Elsewhere | None:
    assert course.published is not None  # what `offered_courses` selects by
    told = {said(text).language for text in (course.published.title, course.published.summary)}
    if entry is None or entry.language in told:
        return None
    title, summary = _html(entry.title, terms, LONGEST_TITLE), _html(entry.text, terms)
    return Elsewhere(title, summary, entry.language)


def _there(
    courses: Iterable[Course], enrolments: Iterable[Enrolment], entries: Collection[SearchEntry]
) -> _There:
    """The lessons and terms of these entries in what is published and in what the reader is on."""
    revisions = {course.published_id for course in courses} | {one.revision_id for one in enrolments}
    keys = {entry.lesson_key for entry in entries}
    here = Q(revision__in=[revision for revision in revisions if revision])
    lessons = Lesson.objects.filter(here, key__in=keys).only("revision_id", "key", "title")
    named = {entry.key for entry in entries if entry.kind == Kind.TERM}
    terms = glossary.Term.objects.filter(here, key__in=named).values_list("revision", "key") if named else ()
    return _There({(lesson.revision_id, lesson.key): lesson for lesson in lessons}, set(terms))


def _line(
    entry: SearchEntry,
    terms: Sequence[Term],
    course: Course,
    enrolment: Enrolment | None,
    there: _There,
) -> Line:
    lesson = there.lessons.get((entry.revision_id, entry.lesson_key))
    named = said(lesson.title) if lesson else entry.lesson_key
    title = entry.title or named
    return Line(
        kind=KIND_LABELS.get(entry.kind, entry.kind),
        title=_html(title, terms, LONGEST_TITLE),
        href=_href(entry, course, enrolment, there),
        excerpt=_html(_below(title, entry.text), terms),
        language=entry.language,
        lesson=named if entry.kind != Kind.LESSON and title != named else "",
    )


def _below(title: str, text: str) -> str:
    """What follows the title where it is the first line of the text as well."""
    first, _end, rest = text.partition("\n")
    return rest if first.strip() == title.strip() else text


def _href(entry: SearchEntry, course: Course, enrolment: Enrolment | None, there: _There) -> str:
    """The place itself for who is on a revision that has its lesson, a term for whose edition has it; else the course."""
    read = (enrolment.revision_id if enrolment else None) or course.published_id
    if entry.kind == Kind.TERM and (read, entry.key) in there.terms:
        return f"{reverse('courses:glossary', args=[course.key])}#term_{entry.key}"
    if enrolment is None or (enrolment.revision_id, entry.lesson_key) not in there.lessons:
        return reverse("courses:course", args=[course.key])
    lesson = reverse("courses:lesson", args=[course.key, entry.lesson_key])
    return lesson if entry.kind == Kind.LESSON else f"{lesson}#{entry.kind}-{entry.key}"


def _html(text: str, terms: Sequence[Term], width: int = WIDTH) -> SafeString:
    """Escaped, with what was found in <mark>."""
    pieces = marked(text, terms, width=width)
    drawn = ((format_html("<mark>{}</mark>", one.text) if one.is_found else one.text,) for one in pieces)
    return format_html_join("", "{}", drawn)
