"""Adding, moving or removing one part of what a form shows, together with what was typed into it."""

from django.db import transaction
from django.http import QueryDict

from courses.drafts.drafting import SavedFile, locked, locked_texts, save_file
from courses.drafts.file_forms import as_written, changed, place_in, posted_in
from courses.drafts.pages import languages_of_draft
from courses.models import DraftFile
from courses.sharing.forms import is_linked_form, own_text_changed
from people.models import User


@transaction.atomic
def change_part(*, by: User, file: DraftFile, base: int, sent: QueryDict) -> tuple[SavedFile, str]:
    """The file as it was saved, and the place of its form to look at.

    Nobody else saves meanwhile: what one begins has a key that no other has begun, so that merging never takes two for one.
    """
    draft = locked(file.draft)
    files, languages = locked_texts(draft), languages_of_draft(draft)
    asked, posted = sent.get("change", "").split(), posted_in(sent)
    if is_linked_form(posted):
        text, place = own_text_changed(file, posted, asked)
    else:
        theirs = files.get(file.path, "") if _others_saved(file, base, by) else ""
        text, place = changed(file.path, files, posted, languages, asked, theirs)
    plain = as_written(file.path, text, languages)
    saved = save_file(by=by, file=file, text=text, base=base, plain=plain)
    return saved, place_in(text, place, saved.file.text or "") if saved.was_merged else place


def _others_saved(file: DraftFile, base: int, by: User) -> bool:
    """Whether anybody else did: what one person sends twice is begun once."""
    return file.saves.filter(version__gt=base).exclude(by=by).exists()
