"""The index of what is published: written anew in the transaction that publishes, and for older content at upgrades."""

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Exists, Func, OuterRef, Value

from courses.content.search import Entry, entries_of, indexed, latin
from courses.models import Course, Revision, SearchEntry
from courses.read_models import source_of

MADE = 5
"""Raised whenever what is written here changes; `index_older` brings what is published up to date."""

AT_ONCE = 100


@transaction.atomic
def index_published(revision: Revision) -> None:
    """Make this revision, and nothing else of its course, what can be found."""
    SearchEntry.objects.filter(course=revision.course_id).delete()
    entries = [] if revision.shared else [_row(revision, entry) for entry in entries_of(source_of(revision))]
    SearchEntry.objects.bulk_create(entries, batch_size=AT_ONCE)


def index_older() -> int:
    """Index every published revision that is not, or not in this way; how many there were."""
    present = SearchEntry.objects.filter(revision=OuterRef("published"), made=MADE)
    older = Course.objects.filter(~Exists(present), published__shared=False).order_by("pk")
    keys = list(older.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            course = Course.objects.select_for_update(of=("self",)).select_related("published").get(pk=key)
            if course.published:
                index_published(course.published)
    return len(keys)


def _row(revision: Revision, entry: Entry) -> SearchEntry:
    """As written and, for words with endings, as the stem; stems have no place, so that they cost little."""
    names = f"{entry.title}\n{entry.headings}"
    first_heading = entry.headings.partition("\n")[0]
    return SearchEntry(
        course_id=revision.course_id,
        revision=revision,
        made=MADE,
        kind=entry.kind,
        lesson_key=entry.lesson_key,
        key=entry.key,
        language=entry.language,
        title=entry.title or first_heading,
        text=entry.text.replace("\0", ""),
        names=_vector(_words(names, "A"), _stems(names)),
        vector=_vector(
            _words(entry.title, "A"),
            _words(entry.headings, "B"),
            _words(entry.text, "C"),
            _stems(f"{names}\n{entry.text}"),
        ),
    )


def _vector(*pieces: Func) -> Func:
    return Func(*pieces, template="%(expressions)s", arg_joiner=" || ", output_field=SearchVectorField())


def _words(text: str, weight: str) -> Func:
    template = f"setweight(to_tsvector('simple', %(expressions)s::text), '{weight}')"
    return Func(Value(indexed(text)), template=template)


def _stems(text: str) -> Func:
    return Func(Value(latin(text)), template="strip(to_tsvector('english', %(expressions)s::text))")
