"""A course that comes in as a folder or a zip while its draft is open: the draft takes in what is new in it.

So whoever writes in the browser goes on from what a colleague uploaded, and no revision is made that drops it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from courses.authoring import write_draft
from courses.content.reader import Reading
from courses.content.schema import CourseSource
from courses.drafts.drafting import locked_texts
from courses.drafts.earlier import states_to_take
from courses.drafts.taking_in import State, state_now, state_of, take_in, taken_from
from courses.models import Draft, Revision
from courses.read_models import source_of
from courses.roles.standing import Ability, check_may
from people.models import User


@dataclass(frozen=True)
class BroughtIn:
    """What became of a course that came in. `is_earlier`: it is an earlier revision as it was, so nothing was made;
    `is_newest`: it is the newest one.

    `taken` are the paths of the draft that say something new by it, `kept` those of which the draft's own version
    stays, because it was changed in both; texts of these are set aside for whoever brought them in.
    """

    revision: Revision
    is_earlier: bool = False
    is_newest: bool = False
    draft: Draft | None = None
    taken: Sequence[str] = ()
    kept: Sequence[str] = ()


@transaction.atomic
def bring_in(*, by: User | None, reading: Reading) -> BroughtIn:
    """A revision of the course that was read, and the same in its draft where one is open."""
    course = reading.course
    assert course is not None
    draft = _open_draft(course.key)
    revisions = _revisions(course.key)
    newest = revisions.defer("source").first()
    is_newest = newest is not None and newest.digest == course.digest
    earlier = None if is_newest else revisions.filter(digest=course.digest).first()
    if earlier is not None:
        if by is not None:
            check_may(by, earlier.course, Ability.WRITE)
        return BroughtIn(earlier, is_earlier=True)
    before = states_to_take(draft) if draft else []
    revision = write_draft(by=by, course=course, files=reading.files)
    made = _into_draft(by, draft, revision, course, before) if draft else BroughtIn(revision)
    return replace(made, is_newest=is_newest)


def _open_draft(key: str) -> Draft | None:
    """Locked before its course, as by whoever makes a revision of it."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("course", "revision")
    return drafts.filter(course__key=key).first()


def _revisions(key: str) -> QuerySet[Revision]:
    return Revision.objects.filter(course__key=key).select_related("course").order_by("-number")


def _into_draft(
    by: User | None, draft: Draft, revision: Revision, course: CourseSource, before: Sequence[State]
) -> BroughtIn:
    arriving = state_of(course)
    made_from = state_of(source_of(draft.revision)) if draft.revision else None
    base = taken_from(arriving, before)
    if made_from is not None and made_from == state_now(draft):
        base = made_from  # nobody wrote in it, so it becomes what came in
    made = take_in(draft, arriving, base, course.languages, by=by)
    if locked_texts(draft) == arriving.texts:
        Draft.objects.filter(pk=draft.pk).update(revision=revision)
    return BroughtIn(revision, draft=draft, taken=made.put, kept=made.kept)
