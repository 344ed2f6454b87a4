"""Writing a course in the browser: every save is kept, and two authors at once never lose a word."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.authoring import read_checked, write_draft
from courses.content.drafts.merging import Merge, merge
from courses.content.drafts.structure import BadStructure, Changed, Files, source_of_translation
from courses.content.drafts.texts import TEXT_FILE
from courses.content.drafts.unwritten import with_unwritten
from courses.content.folder import MAX_FILE_BYTES, MAX_FILES
from courses.content.links import CoursePlaces
from courses.content.reader import Reading
from courses.drafts.material import files_of, take_over, written_in
from courses.drafts.pages import languages_of_draft
from courses.drafts.removed import as_it_was
from courses.drafts.together import together
from courses.models import Course, Draft, DraftFile, DraftSave, Revision
from courses.roles.asides import set_aside_by
from courses.roles.saving import check_may_change
from courses.roles.standing import Ability, Standing, check_may, standing_of
from courses.translations.standing import note_save
from courses.wording import in_words
from lms.kit.refusals import Conflict, Rule
from people.audit import Did, record
from people.models import User


@dataclass(frozen=True)
class SavedFile:
    """`file` as it is now. Where what was sent could not be merged into it, that was `set_aside`, and `merge` shows both.

    What it `was_merged` with is `by_others`, or by the same person: a page that is gone back to may be older than its saves.
    """

    file: DraftFile
    set_aside: DraftSave | None = None
    merge: Merge | None = None
    was_merged: bool = False
    by_others: bool = False


@transaction.atomic
def open_draft(*, by: User, course: Course) -> Draft:
    """The course's draft; a course without one gets it from its newest revision."""
    check_may(by, course, Ability.READ)
    home = Course.objects.select_for_update().get(pk=course.pk)
    draft = Draft.objects.filter(course=home).first()
    if draft is not None:
        return draft
    newest = home.revisions.order_by("-number").first()
    draft = Draft.objects.create(course=home, revision=newest)
    if newest is not None:
        texts, assets = written_in(newest)
        write_files(draft, texts, by=None)
        take_over(draft, assets)
    record(by=by, did=Did.OPENED_DRAFT, to=home, number=newest.number if newest else 0)
    return draft


@transaction.atomic
def save_file(
    *,
    by: User,
    file: DraftFile,
    text: str | None,
    base: int,
    since: str | None = None,
    plain: Callable[[str], str] = str,
) -> SavedFile:
    """Save what was written on version `base`; None removes the file.

    What somebody else saved since is merged in. Where both changed the same field or line nothing is overwritten: the
    text is set aside, in full, for its author to bring in. A page that was typed in while its last save was merged says by
    `since` what it had sent then: its new words are those that differ from that. `plain` writes a text the way `text` is
    written, so that what differs between them is what people changed.
    """
    here = _locked_file(file)
    check_fits(text)
    check_may(by, here.draft.course, Ability.TRANSLATE)
    if text == here.text:
        return SavedFile(here)
    if base == here.version and since is None:
        check_may_change(by, here.draft, {here.path: text})
        return SavedFile(_put(here, text, by=by, base=base))
    before = since or here.saves.filter(version=base).values_list("text", flat=True).first()
    if before is None or text is None or here.text is None:
        return _aside(here, text, base, by)
    languages = languages_of_draft(here.draft)
    found = together(here.path, plain(before), text, plain(here.text), languages)
    if found.text is None:
        return _aside(here, text, base, by, found.lines)
    check_may_change(by, here.draft, {here.path: found.text})
    by_others = others_saved(here, base, by)
    return SavedFile(_put(here, found.text, by=by, base=base), was_merged=True, by_others=by_others)


@transaction.atomic
def restructure(*, by: User, draft: Draft, change: Callable[[Files], Changed]) -> Changed:
    """Apply one change of `courses.content.drafts.structure` to the files as they are at this moment; what it changed."""
    here = locked(draft)
    check_may(by, here.course, Ability.TRANSLATE)
    return _apply(by, here, locked_texts(here), change)


def _apply(by: User, draft: Draft, files: Files, change: Callable[[Files], Changed]) -> Changed:
    try:
        changed = change(files)
    except BadStructure as bad:
        raise Conflict(in_words(bad.template, bad.params)) from None
    check_may_change(by, draft, changed)
    write_files(draft, changed, by=by)
    return changed


@transaction.atomic
def begin_translation(*, by: User, draft: Draft, path: str) -> None:
    """A file that is missing in one language of the course, filled with the text of its source."""
    here = locked(draft)
    check_may(by, here.course, Ability.TRANSLATE)
    files = texts_of(here)
    source = source_of_translation(files, path)
    if source is None:
        raise Conflict(_("There is no text to translate into this language."))
    if path not in files:
        check_may_change(by, here, {path: files[source]})
        write_files(here, {path: files[source]}, by=by)


@transaction.atomic
def restore(*, by: User, file: DraftFile, version: int) -> DraftFile:
    """Bring back an earlier text, as a new version on top of all others, and the removed files of what it lists."""
    here = locked(file.draft)
    check_may(by, here.course, Ability.TRANSLATE)
    save = get_object_or_404(file.saves, version=version)
    if save.text is None:
        raise Conflict(_("The file was removed then. Bring back an earlier text."))
    files, text = locked_texts(here), save.text
    if files.get(file.path) != text:
        _apply(by, here, files, lambda files: as_it_was(here, file.path, text, files))
    file.refresh_from_db()
    return file


def merge_of(aside: DraftSave, plain: Callable[[str], str] = str) -> Merge:
    """What was set aside against what is saved now; `plain` as in `save_file`."""
    before = aside.file.saves.filter(version=aside.base).values_list("text", flat=True).first()
    return merge(plain(before or ""), aside.text or "", plain(aside.file.text or ""))


def set_aside_of(actor: User, file: DraftFile, standing: Standing) -> DraftSave | None:
    """The newest text that is still to be brought in by them."""
    saves = file.saves.filter(set_aside_by(actor, standing), version=None, settled_at=None)
    return saves.order_by("-pk").first()


@transaction.atomic
def settle(*, by: User, save: DraftSave) -> None:
    """Whoever it waited for has brought in, or given up, what was set aside. It stays on record."""
    theirs = set_aside_by(by, standing_of(by, save.file.draft.course))
    DraftSave.objects.filter(theirs, pk=save.pk, version=None, settled_at=None).update(settled_at=Now())


@Rule
def check_fits(text: str | None) -> None:
    size = len(text.encode()) if text is not None else 0
    if size > MAX_FILE_BYTES:
        raise Conflict(too_long(ceil(size / 1024)))
    if text is not None and "\0" in text:
        raise Conflict(_("This text holds a character that cannot be kept."))


def too_long(kib: int | str) -> str:
    told = _("This text is %(kib)s KiB long, and %(most)d KiB is the most. Shorten it, or divide it.")
    return told % {"kib": kib, "most": MAX_FILE_BYTES // 1024}


def write_files(
    draft: Draft, files: Mapping[str, str | None], *, by: User | None, from_zip: bool = False
) -> None:
    """Put whole files into the draft, each as a new version. The caller holds a lock that keeps others away."""
    here = {file.path: file for file in draft.files.select_for_update().order_by("pk")}
    if len({*here} | {*files}) > MAX_FILES:
        raise Conflict(_("A course has at most %(most)d files.") % {"most": MAX_FILES})
    for path, text in files.items():
        file = here.get(path)
        if file is None:
            file = DraftFile.objects.create(draft=draft, path=path, text=text, by=by)
            DraftSave.objects.create(file=file, version=1, base=0, text=text, by=by, from_zip=from_zip)
            if by is not None:
                note_save(file, None)
        elif file.text != text:
            _put(file, text, by=by, base=file.version, from_zip=from_zip)


def texts_of(draft: Draft) -> dict[str, str]:
    """The files of a draft as they are now, by path."""
    return {path: text or "" for path, text in draft.files.present().values_list("path", "text")}


def locked_texts(draft: Draft) -> dict[str, str]:
    """The same, and nobody saves any of them before the caller's transaction ends: what it writes is built on these."""
    files = draft.files.select_for_update().order_by("pk")
    return {file.path: file.text for file in files if file.text is not None}


def check_draft(draft: Draft) -> Reading:
    """The course that the draft makes, with its warnings, or everything that keeps it from being one."""
    return read_texts(draft, texts_of(draft))


def read_texts(draft: Draft, files: Mapping[str, str], places: CoursePlaces | None = None) -> Reading:
    """The course that these texts make with the draft's pictures and other files; `places` are those of the whole."""
    with tempfile.TemporaryDirectory(prefix="lc-draft-") as place:
        folder = Path(place) / draft.course.key
        folder.mkdir()
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        return read_checked(folder, files_of(draft), places)


def check_finished(draft: Draft) -> Reading:
    """The same, and whatever in it nobody has written yet keeps it from being one as well."""
    return with_unwritten(check_draft(draft), texts_of(draft))


@transaction.atomic
def make_revision(*, by: User, draft: Draft) -> Revision | Reading:
    """An immutable revision of the draft as it is now, to be looked at and published; or what keeps it from being one."""
    here = locked(draft)
    check_may(by, here.course, Ability.WRITE)
    reading = check_finished(here)
    if reading.course is None:
        return reading
    revision = write_draft(by=by, course=reading.course, files=reading.files)
    Draft.objects.filter(pk=here.pk).update(revision=revision)
    return revision


def locked(draft: Draft) -> Draft:
    """Without its key: what refers to a draft is written by people who save, and they wait for nobody."""
    drafts = Draft.objects.select_for_update(of=("self",), no_key=True)
    return drafts.select_related("course").get(pk=draft.pk)


def others_saved(file: DraftFile, base: int, by: User) -> bool:
    """Whether anybody else saved the file since version `base`."""
    return file.saves.filter(version__gt=base).exclude(by=by).exists()


def _locked_file(file: DraftFile) -> DraftFile:
    """With the same text in other languages, which a save may touch: whoever locks several files does so by their ids."""
    wanted = Q(pk=file.pk)
    if named := TEXT_FILE.fullmatch(file.path):
        wanted |= Q(draft=file.draft_id, path__startswith=f"lessons/{named['lesson']}/{named['key']}.")
    rows = DraftFile.objects.select_for_update(of=("self",)).select_related("draft__course").filter(wanted)
    return next(row for row in rows.order_by("pk") if row.pk == file.pk)


def _put(
    file: DraftFile, text: str | None, *, by: User | None, base: int, from_zip: bool = False
) -> DraftFile:
    before = _last_text(file)
    file.text, file.version, file.by = text, file.version + 1, by
    DraftFile.objects.filter(pk=file.pk).update(text=text, version=file.version, by=by, at=Now())
    told = {"text": text, "by": by, "from_zip": from_zip}
    DraftSave.objects.create(file=file, version=file.version, base=base, **told)
    note_save(file, before)
    file.refresh_from_db()
    return file


def _last_text(file: DraftFile) -> str | None:
    """What it says; of a removed file what it said last, so that one which comes back stands on what it stood on."""
    if file.text is not None:
        return file.text
    saves = file.saves.filter(version__isnull=False).exclude(text=None).order_by("-version")
    return saves.values_list("text", flat=True).first()


def _aside(file: DraftFile, text: str | None, base: int, by: User, found: Merge | None = None) -> SavedFile:
    """Once for each text, however often it is sent."""
    kept = file.saves.filter(version=None, by=by, text=text, settled_at=None).first()
    kept = kept or DraftSave.objects.create(file=file, version=None, base=base, text=text, by=by)
    return SavedFile(file, set_aside=kept, merge=found)
