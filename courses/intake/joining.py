"""What was brought in joins a draft, as a save like any other: merged with what others write, and to be taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from courses.content.drafts.joining import NEW, Joined, join_questions, kind_of_goal
from courses.content.drafts.structure import Changed, Files
from courses.drafts.drafting import restructure
from courses.intake.questions import ReadQuestions
from courses.models import Draft, Intake
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User


@transaction.atomic
def add_questions(
    *, by: User, intake: Intake, draft: Draft, target: str, keys: Sequence[str], title: str = ""
) -> Joined:
    """The chosen questions behind those of a quiz or a bank of the draft, or in a new one, which has this `title`.

    A second click on the same button finds what the first has begun, and adds nothing.
    """
    here = Intake.objects.select_for_update().get(pk=intake.pk)
    read = ReadQuestions(here)
    questions = read.chosen(keys, kind_of_goal(target))
    if not questions:
        raise Conflict(_("Choose at least one question."))
    named = title.strip() if target.startswith(NEW) else ""
    asked, joined = _asked(draft, target, keys, "" if named == read.title else named), list[Joined]()

    def change(files: Files) -> Changed:
        begun = here.made.get(asked, "")
        where = begun if begun in files else target
        joined.append(join_questions(files, where, questions, title=named or read.title))
        return joined[0].changed

    restructure(by=by, draft=draft, change=change)
    done = joined[0]
    Intake.objects.filter(pk=here.pk).update(made={**here.made, asked: done.path})
    if done.added:
        told = {"path": done.path, "questions": len(done.added), "intake": str(here.public_id)}
        record(by=by, did=Did.BROUGHT_IN, to=draft.course, **told)
    return replace(done, again=asked in here.made)


def _asked(draft: Draft, target: str, keys: Sequence[str], title: str) -> str:
    said = " ".join((draft.course.key, target, *sorted(keys), *([title] if title else ())))
    return hashlib.sha256(said.encode()).hexdigest()[:24]
