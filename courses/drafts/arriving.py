"""A course that comes in as a folder or a zip while its draft is open: the draft takes in what is new in it.

So whoever writes in the browser goes on from what a colleague uploaded, and no revision is made that drops it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from courses.authoring import write_draft
from courses.content.drafts.arriving import Arrived, Together, arrived, nearest
from courses.content.reader import Reading
from courses.content.schema import CourseSource
from courses.content.writer import course_files
from courses.drafts.drafting import locked_texts, write_files
from courses.drafts.material import content_of, put_asset
from courses.drafts.together import together
from courses.models import Draft, DraftSave, Revision
from courses.read_models import source_of
from courses.roles.standing import Ability, check_may
from people.models import User

LOOKED_BACK = 12
"""Revisions that a zip may have been taken from."""

Assets = dict[str, dict[str, object]]


@dataclass(frozen=True)
class BroughtIn:
    """What became of a course that came in. `is_earlier`: it is an earlier revision as it was, so nothing was made.

    `taken` are the paths of the draft that say something new by it, `kept` those of which the draft's own version
    stays, because it was changed in both; texts of these are set aside for whoever brought them in.
    """

    revision: Revision
    is_earlier: bool = False
    draft: Draft | None = None
    taken: Sequence[str] = ()
    kept: Sequence[str] = ()


@transaction.atomic
def bring_in(*, by: User | None, reading: Reading) -> BroughtIn:
    """A revision of the course that was read, and the same in its draft where one is open."""
    course = reading.course
    assert course is not None
    draft = _open_draft(course.key)
    earlier = _earlier(course)
    if earlier is not None:
        if by is not None:
            check_may(by, earlier.course, Ability.WRITE)
        return BroughtIn(earlier, is_earlier=True)
    before = list(Revision.objects.filter(course__key=course.key).order_by("-number")[:LOOKED_BACK])
    revision = write_draft(by=by, course=course, files=reading.files)
    if draft is None:
        return BroughtIn(revision)
    return _into_draft(by, draft, revision, course, before)


def _open_draft(key: str) -> Draft | None:
    """Locked before its course, as by whoever makes a revision of it."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("course", "revision")
    return drafts.filter(course__key=key).first()


def _earlier(course: CourseSource) -> Revision | None:
    """The revision that the course was, if it is not the newest."""
    revisions = Revision.objects.filter(course__key=course.key).select_related("course").order_by("-number")
    newest = revisions.defer("source").first()
    if newest is None or newest.digest == course.digest:
        return None
    return revisions.filter(digest=course.digest).first()


def _into_draft(
    by: User | None, draft: Draft, revision: Revision, course: CourseSource, before: Sequence[Revision]
) -> BroughtIn:
    arriving, now = _files(course), locked_texts(draft)
    assets, shown = _assets(course), {one.path: content_of(one) for one in draft.assets.present()}
    made_from = source_of(draft.revision) if draft.revision else None
    base = _base(course, [source_of(one) for one in before])
    if made_from is not None and (_files(made_from), _assets(made_from)) == (now, shown):
        base = made_from  # nobody wrote in it, so it becomes what came in
    texts = arrived(_files(base) if base else {}, arriving, now, _by_fields(course.languages))
    write_files(draft, texts.put, by=by)
    _set_aside(draft, texts, base, by)
    replaced, left = _take_assets(draft, _assets(base) if base else {}, assets, shown, by)
    if locked_texts(draft) == arriving:
        Draft.objects.filter(pk=draft.pk).update(revision=revision)
    taken, kept = [*texts.put, *replaced], [*texts.aside, *left]
    return BroughtIn(revision, draft=draft, taken=taken, kept=kept)


def _base(course: CourseSource, sources: Sequence[CourseSource]) -> CourseSource | None:
    found = nearest(
        {**_files(course), **_assets(course)}, [{**_files(source), **_assets(source)} for source in sources]
    )
    return None if found is None else sources[found]


def _by_fields(languages: Sequence[str]) -> Together:
    def put(path: str, was: str, new: str, now: str) -> str | None:
        return together(path, was, new, now, languages).text

    return put


def _set_aside(draft: Draft, texts: Arrived, base: CourseSource | None, by: User | None) -> None:
    """On the version of the draft's file that said what the file was before, so that both can be brought together."""
    was = _files(base) if base else {}
    for file in draft.files.filter(path__in=[path for path, text in texts.aside.items() if text is not None]):
        saves = file.saves.filter(text=was.get(file.path), version__isnull=False)
        version = saves.order_by("-version").values_list("version", flat=True).first() or 0
        text = texts.aside[file.path]
        DraftSave.objects.create(file=file, version=None, base=version, text=text, by=by)


def _take_assets(
    draft: Draft, was: Assets, arriving: Assets, now: Assets, by: User | None
) -> tuple[list[str], list[str]]:
    """Pictures and other files: those that only the folder changed are taken, the others stay as the draft has them."""
    taken, kept = [], []
    for path in sorted({*was, *arriving, *now}):
        new = arriving.get(path)
        if new in (was.get(path), now.get(path)):
            continue
        if now.get(path) == was.get(path):
            put_asset(draft, path, new or {"sha256": ""}, by=by)
            taken.append(path)
        else:
            kept.append(path)
    return taken, kept


def _files(course: CourseSource) -> dict[str, str]:
    return {path: content.decode() for path, content in course_files(course).items()}


def _assets(course: CourseSource) -> Assets:
    return {source.path: content_of(source) for source in course.assets}


def open_conflicts(draft: Draft, user: User) -> list[DraftSave]:
    """What waits for this person to bring it together with what the draft says."""
    waiting = DraftSave.objects.filter(file__draft=draft, by=user, version=None, settled_at=None)
    return list(waiting.select_related("file"))
