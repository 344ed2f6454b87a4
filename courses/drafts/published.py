"""What of a draft learners have met: names in it that must stay, since what they did is filed under them."""

from functools import cache, partial

from django.db.models import F, Func, JSONField, QuerySet, Value

from courses.content.drafts.past import KnownFiles
from courses.models import Block, Draft, DraftFile, Revision
from courses.models.content import ASKING
from courses.places import place_of


def published_question_keys(file: DraftFile) -> set[str]:
    """The keys of the questions that any published revision has in this file."""
    place = place_of(file.path)
    published = _published(file.draft)
    if place.kind == "bank":
        banks = (
            bank for listed in published.values_list("source__banks", flat=True) for bank in listed or ()
        )
        asked = [bank["questions"] for bank in banks if bank["key"] == place.block]
    else:
        here = Block.objects.filter(lesson__revision__in=published, lesson__key=place.lesson)
        ours = here.filter(kind=place.kind, key=place.block)
        asked = list(ours.values_list("content__quiz__questions", flat=True))
    return {question["key"] for questions in asked for question in questions or ()}


def known_files(draft: Draft, files: dict[str, str | None]) -> KnownFiles:
    """Those of `files` that are there, with the names that are used up; a file without a text was removed.

    What was published is read once, however many parts are begun in one change.
    """
    now = {path: text for path, text in files.items() if text is not None}
    gone = [path for path, text in files.items() if text is None]
    return KnownFiles(now, gone, cache(partial(_parts, draft)), cache(partial(_questions, draft)))


def _parts(draft: Draft) -> set[str]:
    """The paths of all blocks and banks of published revisions, in two queries however many those are."""
    blocks = Block.objects.filter(lesson__revision__in=_published(draft)).order_by()
    named = blocks.values_list("lesson__key", "key", "kind").distinct()
    banks = _found(_published(draft), "source", "$.banks[*].key")
    return {f"lessons/{lesson}/{key}.{kind}" for lesson, key, kind in named} | {
        f"banks/{key}" for key in banks
    }


def _questions(draft: Draft) -> set[str]:
    """The keys of all that published revisions ask: found by the database, as the questions themselves are long."""
    asking = Block.objects.filter(lesson__revision__in=_published(draft), kind__in=ASKING)
    return _found(asking, "content", "$.quiz.questions[*].key")


def _found(rows: QuerySet[Block] | QuerySet[Revision], field: str, path: str) -> set[str]:
    steps = Func(Value(path), template="%(expressions)s::jsonpath")
    found = Func(F(field), steps, function="jsonb_path_query", output_field=JSONField())
    return set(rows.order_by().values_list(found, flat=True).distinct())


def _published(draft: Draft) -> QuerySet[Revision]:
    return Revision.objects.filter(course=draft.course_id, published_at__isnull=False)
