"""Saving answers as they are given: a crash, a lost connection or another window costs nothing that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from courses.answers import stored
from courses.content.questions import Given
from courses.models import Answer, AnswerSave, QuizAttempt


@dataclass(frozen=True)
class Saved:
    """What became of a save: `versions` by question; `replaced` holds what another window had given in between.

    `is_open` is False when the attempt takes no answers any more; nothing was kept then.
    """

    is_open: bool
    at: datetime | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    replaced: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    *, attempt: QuizAttempt, given: Mapping[str, Given], seen: Mapping[str, int] | None = None
) -> Saved:
    """Keep what is given now; the newest word counts, and every earlier one stays on record.

    `seen` tells which version of each answer the page knew: where another one came in between, it is told.
    """
    here = QuizAttempt.objects.select_for_update().timed().get(pk=attempt.pk)
    if not here.takes_answers:
        return Saved(is_open=False)
    answers = list(here.answers.filter(question_key__in=list(given)))
    replaced, changed = {}, []
    for answer in answers:
        known = (seen or {}).get(answer.question_key, answer.version)
        now = stored(given[answer.question_key])
        if now == answer.given:
            continue
        if known < answer.version:
            replaced[answer.question_key] = answer.given
        answer.given, answer.version, answer.saved_at = now, answer.version + 1, here.now
        changed.append(answer)
    if changed:
        Answer.objects.bulk_update(changed, ["given", "version", "saved_at"])
        AnswerSave.objects.bulk_create(
            AnswerSave(answer=answer, version=answer.version, given=answer.given) for answer in changed
        )
        QuizAttempt.objects.filter(pk=here.pk).update(saved_at=Now())
    versions = {answer.question_key: answer.version for answer in answers}
    return Saved(is_open=True, at=here.now, versions=versions, replaced=replaced)
