"""Finding places of courses: a query becomes a condition on the index, what it finds becomes a ranking."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from itertools import groupby
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Func, IntegerField, QuerySet, Value, When
from django.db.models.expressions import OrderBy

from courses.content.search import Kind, Query, Term
from courses.models import Course, SearchEntry

# Of so many places the best are told apart. They are those that are named so, in the reader's language, courses first;
# a word that stands in more places than this tells them apart too little for anybody to turn the pages.
CANDIDATES = 400
RARE = 20  # places that a word may have, to be among what is told apart all the same
WEIGHTS = [0.05, 0.1, 0.4, 1.0]  # no place known (a stem), text, heading, title
NAMED, MINE, TELLING = 1.0, 2.0, 0.5
WORTH = {Kind.COURSE.value: 1.5, Kind.LESSON.value: 1.25}

# So many words of names are looked through for one that was meant, and so like it must be what was typed.
NAMES_LOOKED_AT = 20_000
LIKENESS = 0.75
SHORTEST_SLIP = 4  # letters below which every word is like another

Place = tuple[int, str, str, str]
Asked = SearchQuery


@dataclass(frozen=True)
class Hit:
    """A place that was found, by the id of its entry in the best language."""

    entry_id: int
    course_id: int
    kind: str
    lesson_key: str
    key: str
    score: float

    @property
    def place(self) -> Place:
        return self.course_id, self.lesson_key, self.kind, self.key


@dataclass(frozen=True)
class Found:
    """Places by course, the best course first, the best place of each first.

    `is_loose`: no place holds everything that was asked for; these hold some of it. `is_cut`: there may be more.
    """

    by_course: Sequence[tuple[int, Sequence[Hit]]] = ()
    is_loose: bool = False
    is_cut: bool = False

    @property
    def places(self) -> int:
        return sum(len(hits) for _course, hits in self.by_course)


def find(query: Query, *, among: QuerySet[Course], language: str) -> Found:
    """Two queries on the index, or three where only some of the words are found; four where that is in many places."""
    for terms, join in ((query.terms, and_), (query.loose, or_)):
        if not terms:
            continue
        conditions = [_condition(term) for term in terms]
        asked = reduce(join, conditions)
        if candidates := _candidates(asked, among, language):
            is_loose, is_cut = join is or_, len(candidates) == CANDIDATES
            rare = _rare(conditions, among) if is_loose and is_cut and len(conditions) > 1 else ()
            hits = _ranked(asked, candidates, language, rare)
            return Found(_by_course(hits), is_loose, is_cut)
    return Found()


def meant(query: Query, *, among: QuerySet[Course]) -> str:
    """The query with words of titles and headings for those that look like a slip of them; "" where none does."""
    entries = SearchEntry.objects.filter(course__in=among.order_by().values("pk"))
    names = Func(
        F("names"),
        template="unnest(tsvector_to_array(ts_filter(%(expressions)s, '{a}')))",
        output_field=CharField(),
    )
    known = set(entries.values_list(names, flat=True)[:NAMES_LOOKED_AT])
    words = [_known_word(term, known) for term in query.terms]
    return " ".join(words) if words != [" ".join(term.parts) for term in query.terms] else ""


def _known_word(term: Term, known: Collection[str]) -> str:
    typed = term.joined
    begins = term.is_open and any(word.startswith(typed) for word in known)
    if term.is_run or typed in known or begins or len(typed) < SHORTEST_SLIP:
        return " ".join(term.parts)
    near = [word for word in known if word[0] == typed[0] and abs(len(word) - len(typed)) <= 2]
    return next(iter(get_close_matches(typed, near, n=1, cutoff=LIKENESS)), " ".join(term.parts))


def _rare(conditions: Sequence[Asked], among: QuerySet[Course]) -> set[int]:
    """The places of each condition that few have: among those of the others they would be lost."""
    first, *others = (
        _entries(one, among).order_by().values_list("pk", Value(number))[: RARE + 1]
        for number, one in enumerate(conditions)
    )
    with _by_index():
        rows = list(first.union(*others, all=True))
    places = Counter(number for _pk, number in rows)
    return {pk for pk, number in rows if places[number] <= RARE}


def _candidates(asked: Asked, among: QuerySet[Course], language: str) -> list[int]:
    """Chosen by what costs little to look at."""
    order: list[OrderBy | str] = [
        _is(names=asked).desc(),
        _is(language=language).desc(),
        _is(kind=Kind.COURSE.value).desc(),
        "pk",
    ]
    with _by_index():
        return list(_entries(asked, among).order_by(*order).values_list("pk", flat=True)[:CANDIDATES])


def _entries(asked: Asked, among: QuerySet[Course]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(vector=asked, course__in=among.order_by().values("pk"))


@contextmanager
def _by_index() -> Iterator[None]:
    """The long vectors lie apart from their rows, which the planner does not reckon with: for a common word it would read
    them all, where the index knows the answer.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _ranked(asked: Asked, candidates: Sequence[int], language: str, rare: Collection[int] = ()) -> list[Hit]:
    """The best language of each place, best places first; what has a `rare` word counts more."""
    entries = SearchEntry.objects.filter(pk__in={*candidates, *rare}).annotate(
        is_named=_is(names=asked), rank=SearchRank(F("vector"), asked, weights=WEIGHTS)
    )
    columns = "pk", "course_id", "kind", "lesson_key", "key", "language", "is_named", "rank"
    best: dict[Place, Hit] = {}
    for pk, course, kind, lesson, key, told_in, is_named, rank in entries.values_list(*columns):
        mine = MINE if told_in == language else 1.0
        told = NAMED * is_named + TELLING * (pk in rare) + rank
        score = told * WORTH.get(kind, 1.0) * mine
        hit = Hit(pk, course, kind, lesson, key, score)
        if hit.place not in best or best[hit.place].score < score:
            best[hit.place] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id))


def _by_course(hits: Iterable[Hit]) -> list[tuple[int, list[Hit]]]:
    """Courses in the order of their best place."""
    order = {course: place for place, course in enumerate(dict.fromkeys(hit.course_id for hit in hits))}
    together = sorted(hits, key=lambda hit: order[hit.course_id])
    return [(course, list(those)) for course, those in groupby(together, key=lambda hit: hit.course_id)]


def _is(**what: object) -> Case:
    return Case(When(**what, then=Value(1)), default=Value(0), output_field=IntegerField())


def _condition(term: Term) -> Asked:
    """A run of Han as pairs one after the other; a word as typed or by its stem; one with a hyphen whole or in parts."""
    if term.is_run:
        pairs = [_quoted(pair) for pair in term.pairs] or [_quoted(term.joined) + ":*"]
        return _raw(" <-> ".join(pairs))
    *whole, last = term.parts
    apart = reduce(and_, [*(_word(part) for part in whole), _word(last, is_open=term.is_open)])
    return apart | _word(term.joined, is_open=term.is_open) if whole else apart


def _word(word: str, *, is_open: bool = False) -> Asked:
    return _raw(_quoted(word) + (":*" if is_open else "")) | _raw(_quoted(word), config="english")


def _raw(expression: str, config: str = "simple") -> Asked:
    return SearchQuery(expression, config=config, search_type="raw")


def _quoted(word: str) -> str:
    """Words are letters and digits only (`courses.content.search.terms`), so nothing in them ends the quotation."""
    return f"'{word}'"
