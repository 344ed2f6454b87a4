"""Writing a translation text by text."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.content.drafts.translations import WHOLE, Unit
from courses.drafts.drafting import SavedFile, begin_translation, save_file
from courses.drafts.pages import languages_of_draft
from courses.models import Draft
from courses.roles.saving import check_may_translate
from courses.translations.standing import text_with
from lms.kit.refusals import Conflict
from people.models import User


@transaction.atomic
def write_translation(*, by: User, draft: Draft, unit: Unit, said: str) -> SavedFile:
    """Put `said` where the unit is; whatever else the file holds at this moment stays."""
    check_may_translate(by, draft, unit.language)
    if not said.strip():
        raise Conflict(_("Write the translation first."))
    if unit.place == WHOLE:
        begin_translation(by=by, draft=draft, path=unit.path)
    files = draft.files.present().select_for_update(of=("self",)).select_related("draft__course")
    file = get_object_or_404(files, path=unit.path)
    text = text_with(file, unit.place, unit.language, said, languages_of_draft(draft))
    return save_file(by=by, file=file, text=text, base=file.version)
