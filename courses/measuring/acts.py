"""Asking where a model looks in a sentence, and putting what it says into the draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.content.writer import yaml_text
from courses.drafts.drafting import write_files
from courses.drafts.locks import locked
from courses.drafts.naming import name_of_file
from courses.measuring.runner import Sentence, attention_runner
from courses.models import Draft, DraftFile, Measuring
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User

WIDGET, MEASURED = ".widget.yaml", ".measured.yaml"


@transaction.atomic
def measure_sentence(
    *, by: User, file: DraftFile, text: str, model: str, heads: list[tuple[int, int]]
) -> Measuring:
    """Have a worker measure the sentence for the widget in the file, or give what is at work with it already.

    One at a time for a widget; raises Conflict while another sentence is at work, or where the queue takes no more.
    """
    draft = locked(file.draft)
    check_may(by, draft.course, Ability.WRITE)
    told = {"text": text, "model": model, "heads": [list(one) for one in heads]}
    at_work = measurings_of(file).filter(ended_at__isnull=True).select_related("by").first()
    if at_work is not None:
        if told == {name: getattr(at_work, name) for name in told}:
            return at_work
        words = {"name": at_work.by.name, "text": at_work.text}
        raise Conflict(
            _("%(name)s is having “%(text)s” measured for this widget. Wait until that has ended.") % words
        )
    title = name_of_file(file.path, file.text or "") or text
    asked = Sentence(title=title, text=text, model=model, heads=heads)
    ticket = attention_runner().measure(by=by, course=draft.course, asked=asked)
    record(by=by, did=Did.ASKED_TO_MEASURE, to=draft.course, path=file.path)
    return Measuring.objects.create(ticket=ticket, by=by, course=draft.course, path=file.path, **told)


@transaction.atomic
def take_measured(*, ticket: UUID, tokens: int, measured: Mapping[str, Any] | None) -> bool:
    """Put what was measured beside the widget, if that is still there; without it the sentence was too long.

    Whether anything waited for it.
    """
    asked = _ended(ticket, tokens=tokens)
    draft = Draft.objects.filter(course=asked.course).first() if asked else None
    if asked is None or draft is None or measured is None:
        return asked is not None
    here = locked(draft)
    if here.files.present().filter(path=asked.path).exists():
        beside = asked.path.removesuffix(WIDGET) + MEASURED
        write_files(here, {beside: yaml_text(dict(measured))}, by=asked.by)
    return True


def note_failure(*, ticket: UUID, failure: str) -> bool:
    """The run brought nothing; its author can ask for another."""
    return _ended(ticket, failure=failure) is not None


def measurings_of(file: DraftFile) -> Any:
    """Newest first."""
    return Measuring.objects.filter(course=file.draft.course, path=file.path).order_by("-pk")


def _ended(ticket: UUID, **told: Any) -> Measuring | None:
    waiting = Measuring.objects.filter(ticket=ticket, ended_at__isnull=True)
    asked = waiting.select_related("course", "by").first()
    return asked if asked and waiting.update(ended_at=Now(), **told) else None
