"""Adding, moving or removing one part of what a form shows, together with what was typed into it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import QueryDict

from courses.drafts.drafting import SavedFile, locked_texts, others_saved, save_file
from courses.drafts.file_forms import (
    Posted,
    as_form_writes,
    as_written,
    changed,
    languages_shown,
    place_in,
    posted_in,
    text_of,
)
from courses.drafts.locks import locked
from courses.drafts.pages import languages_of_draft
from courses.drafts.undoing import BETWEEN, MOST, TAKING, said_ways, texts_around, undone
from courses.models import DraftFile
from courses.sharing.forms import is_linked_form, own_text_changed
from people.models import User


@dataclass(frozen=True)
class ChangedPart:
    """`place` is what of the form to look at. `undo` is all that can come back: versions that lack it, and its names."""

    saved: SavedFile
    place: str
    undo: str = ""


@transaction.atomic
def change_part(*, by: User, file: DraftFile, base: int, sent: QueryDict) -> ChangedPart:
    """Nobody else saves meanwhile: what one begins has a key that no other has begun, so that merging never takes two for
    one. What is taken away is taken from what was typed, which has a version of its own: undoing costs no word.
    """
    files = locked_texts(locked(file.draft))
    file.refresh_from_db()
    asked, posted = sent.get("change", "").split(), posted_in(sent)
    if is_linked_form(posted):
        return _saved(by, file, base, *own_text_changed(file, posted, asked))
    ways = said_ways(sent.get("undo", ""))
    if asked[:1] == ["undo"]:
        found = _saved(by, file, base, *undone(file, posted, asked[1:]))
        return _with_ways(found, [way for way in ways if way.split() != asked[1:]])
    if asked and asked[0] in TAKING:
        return _taken(by, file, base, posted, asked, ways)
    # What one person sends twice is begun once.
    others = [file.text or ""] if others_saved(file, base, by) else []
    before = [texts_around(file, way.partition(" ")[0])[0] for way in ways]
    text, place = changed(file.path, files, posted, languages_of_draft(file.draft), asked, [*others, *before])
    return _with_ways(_saved(by, file, base, text, place), ways)


def _with_ways(found: ChangedPart, ways: Sequence[str]) -> ChangedPart:
    return replace(found, undo=BETWEEN.join(ways[:MOST]))


def _taken(
    by: User, file: DraftFile, base: int, posted: Posted, asked: list[str], ways: list[str]
) -> ChangedPart:
    languages, now = languages_shown(posted, languages_of_draft(file.draft)), file.text or ""
    typed = text_of(file.path, now, posted, languages)
    if typed != now and base == file.version:
        file = save_file(by=by, file=file, text=typed, base=base).file
        base, now = file.version, typed
    found = _saved(by, file, base, *changed(file.path, {file.path: now}, posted, languages, asked))
    version = found.saved.file.version
    can_come_back = version > file.version and _typed_nothing(file, base, typed, languages)
    new = [f"{version} {place_in(typed, asked[1], now)}"] if can_come_back else []
    return _with_ways(found, [*new, *ways])


def _typed_nothing(file: DraftFile, base: int, typed: str, languages: Sequence[str]) -> bool:
    """Whether a form says what it said when it was opened: otherwise what was typed would go with what comes back."""
    opened = file.saves.filter(version=base).values_list("text", flat=True).first()
    written = as_form_writes(file.path, languages)
    return written(opened or "") == written(typed)


def _saved(by: User, file: DraftFile, base: int, text: str, place: str) -> ChangedPart:
    plain = as_written(file.path, text, languages_of_draft(file.draft))
    saved = save_file(by=by, file=file, text=text, base=base, plain=plain)
    place = place_in(text, place, saved.file.text or "") if saved.was_merged else place
    return ChangedPart(saved, place)
