"""Writing a translation text by text, and saying that one is still right."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.content.drafts.texts import TEXT_FILE
from courses.content.drafts.translations import WHOLE, Unit, print_of, translation_of, units_of
from courses.drafts.drafting import SavedFile, begin_translation, save_file
from courses.drafts.locks import locked, locked_in_all_languages
from courses.drafts.pages import languages_of_draft
from courses.models import Draft, DraftFile
from courses.roles.saving import check_may_translate
from courses.translations.standing import keep, text_with
from lms.kit.refusals import Conflict
from people.models import User


class Overtaken(Conflict):
    """Somebody else wrote the translation or its source since it was on show."""


@transaction.atomic
def write_translation(*, by: User, draft: Draft, unit: Unit, said: str) -> SavedFile:
    """Put `said` where the unit is; whatever else the file holds at this moment stays.

    Raises `Overtaken` where the unit or its source says something else now: nobody has seen `said` beside that.
    """
    here = locked(draft)
    check_may_translate(by, here, unit.language)
    if not said.strip():
        raise Conflict(_("Write the translation first."))
    languages = languages_of_draft(here)
    file = _as_seen(here, unit, languages)
    if file is None:
        begin_translation(by=by, draft=here, path=unit.path)
        file = here.files.present().select_related("draft__course").get(path=unit.path)
    text = text_with(file, unit.place, unit.language, said, languages)
    return save_file(by=by, file=file, text=text, base=file.version)


@transaction.atomic
def confirm_translation(*, by: User, draft: Draft, unit: Unit) -> None:
    """The source changed and the translation is right as it is: it stands on the source that was on show.

    Raises `Overtaken` as `write_translation` does.
    """
    here = locked(draft)
    check_may_translate(by, here, unit.language)
    file = _as_seen(here, unit, languages_of_draft(here))
    if file is None:
        raise _gone()
    by_language = {**file.stands_on.get(unit.place, {}), unit.language: print_of(unit.source)}
    keep(file, {**file.stands_on, unit.place: by_language})


def _as_seen(draft: Draft, unit: Unit, languages: list[str]) -> DraftFile | None:
    """The file of the text, locked with that of its source, where both say still what was on show; None if there is none."""
    is_whole = unit.place == WHOLE and TEXT_FILE.fullmatch(unit.path) is not None
    paths = {unit.path, translation_of(unit.path, languages[0])} if is_whole else {unit.path}
    rows = locked_in_all_languages(draft.pk, unit.path)
    files = {file.path: file for file in rows if file.path in paths and file.text is not None}
    texts = {path: file.text or "" for path, file in files.items()}
    name = (unit.path, unit.place, unit.language)
    now = [one for one in units_of(texts, {}, languages) if (one.path, one.place, one.language) == name]
    if not now:
        raise _gone()
    if (now[0].source, now[0].said) != (unit.source, unit.said):
        raise Overtaken(_("Somebody else changed this text or its source. Look at it once more."))
    return files.get(unit.path)


def _gone() -> Conflict:
    return Conflict(_("This text is not there any more."))
