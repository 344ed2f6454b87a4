"""What of a draft learners have met: names in it that must stay, since what they did is filed under them."""

from courses.models import Block, DraftFile, Revision
from courses.places import place_of


def published_question_keys(file: DraftFile) -> set[str]:
    """The keys of the questions that any published revision has in this file."""
    place = place_of(file.path)
    published = Revision.objects.filter(course=file.draft.course, published_at__isnull=False)
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
