"""What a learner is told at an attempt whose marks were made anew, and which version of a question it is shown with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cards.parts import said
from courses.models import Answer, Block, BlockKind, QuizAttempt, RegradedAttempt, RemarkState
from lms.kit.templatetags.texts import listed


@dataclass(frozen=True)
class Note:
    text: str
    reason: str = ""


def keys_of(attempt: QuizAttempt, answers: Mapping[str, Answer]) -> dict[str, Block]:
    """The quiz as its key marked each question that was marked anew; one query, and none without such questions."""
    by_key = {key: answer.key_revision_id for key, answer in answers.items() if answer.key_revision_id}
    if not by_key:
        return {}
    place = {"lesson__key": attempt.lesson_key, "kind": BlockKind.QUIZ, "key": attempt.quiz_key}
    blocks = Block.objects.select_related("lesson").filter(lesson__revision__in=set(by_key.values()), **place)
    found = {block.lesson.revision_id: block for block in blocks}
    return {key: found[revision] for key, revision in by_key.items() if revision in found}


def notes_of(attempt: QuizAttempt, order: Sequence[str]) -> list[Note]:
    """What was done to its marks, oldest first. `order` has the keys of its questions as they are shown."""
    notes = []
    for row in sorted(attempt.remarkings.all(), key=lambda row: row.pk):
        asked = [place for place, key in enumerate(order, 1) if key in row.regrade.questions]
        if row.applied_at and asked:
            notes.append(_given(attempt, row, asked))
        if _is_undone(row):
            notes.append(_taken_back(row))
    return notes


def _is_undone(row: RegradedAttempt) -> bool:
    return bool(row.undone_at) and row.state == RemarkState.UNDONE


def _given(attempt: QuizAttempt, row: RegradedAttempt, places: Sequence[int]) -> Note:
    told = {"day": _day(row.applied_at), "questions": _listed(places), **_marks(row)}
    if attempt.submitted_at and attempt.submitted_at > row.regrade.asked_at:
        return Note(_before_this_try(row, len(places)) % told, row.regrade.reason)
    if _stayed(told):
        kept = ngettext(
            "The key of question %(questions)s was corrected on %(day)s. Your points stay as they were.",
            "The keys of questions %(questions)s were corrected on %(day)s. Your points stay as they were.",
            len(places),
        )
        return Note(kept % told, row.regrade.reason)
    text = ngettext(
        "Re-marked on %(day)s: %(old)s of %(old_of)s → %(new)s of %(new_of)s, because the key of question %(questions)s was "
        "corrected.",
        "Re-marked on %(day)s: %(old)s of %(old_of)s → %(new)s of %(new_of)s, because the keys of questions %(questions)s "
        "were corrected.",
        len(places),
    )
    return Note(text % told, row.regrade.reason)


def _before_this_try(row: RegradedAttempt, count: int) -> str:
    """In the past once that was taken back, which the next note tells."""
    if _is_undone(row):
        return ngettext(
            "The key of question %(questions)s had been corrected before this try. It was marked by the corrected key.",
            "The keys of questions %(questions)s had been corrected before this try. It was marked by the corrected keys.",
            count,
        )
    return ngettext(
        "The key of question %(questions)s was corrected before this try. It is marked by the corrected key.",
        "The keys of questions %(questions)s were corrected before this try. It is marked by the corrected keys.",
        count,
    )


def _taken_back(row: RegradedAttempt) -> Note:
    told = {"day": _day(row.undone_at), **_marks(row)}
    if _stayed(told):
        text = _("This was taken back on %(day)s. Your points stay as they are.")
    else:
        text = _("This was taken back on %(day)s: %(new)s of %(new_of)s → %(old)s of %(old_of)s.")
    return Note(text % told, row.regrade.undo_reason)


def _marks(row: RegradedAttempt) -> dict[str, str]:
    return {
        "old": said(row.old_points),
        "old_of": said(row.old_of),
        "new": said(row.new_points),
        "new_of": said(row.new_of),
    }


def _stayed(told: Mapping[str, str]) -> bool:
    """As far as anybody can read it."""
    return (told["old"], told["old_of"]) == (told["new"], told["new_of"])


def _day(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def _listed(places: Sequence[int]) -> str:
    *first, last = (str(place) for place in places)
    return _("%(first)s and %(last)s") % {"first": listed(first), "last": last} if first else last
