"""Keeping what each translation stands on, in the transaction of every save."""

from django.utils.translation import gettext as _

from courses.content.drafts.texts import TEXT_FILE, data_of, put_text, texts_in
from courses.content.drafts.translations import WHOLE, print_of, stands_after, translation_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.pages import languages_of_draft
from courses.models import DraftFile
from lms.kit.refusals import Conflict


def note_save(file: DraftFile, before: str | None) -> None:
    """Part of every save: `file` holds the new text, `before` is what it said until then. What a
    file stood on when it was removed is kept for when it comes back."""
    if file.text is None:
        return
    languages = languages_of_draft(file.draft)
    named = TEXT_FILE.fullmatch(file.path)
    if named is None:
        if file.path.endswith(".yaml") and len(languages) > 1:
            keep(file, stands_after(before, file.text, file.stands_on, languages))
    elif named["language"] != languages[0]:
        _note_translation(file, before, translation_of(file.path, languages[0]), named["language"])
    elif before is not None and before != file.text:
        _note_source(file, before, languages[1:])


def _note_translation(file: DraftFile, before: str | None, source: str, language: str) -> None:
    """It stands on its source of this moment; a copy of the source that is only begun with stands on nothing yet."""
    text = DraftFile.objects.present().filter(draft=file.draft_id, path=source).values_list("text", flat=True)
    said = text.first()
    if said is not None and file.text is not None and file.text not in {said, before}:
        keep(file, {WHOLE: {language: print_of(said)}})


def _note_source(file: DraftFile, before: str, languages: list[str]) -> None:
    """Translations of which nothing was known stand on what the source said before this save."""
    for code in languages:
        other = DraftFile.objects.filter(
            draft=file.draft_id, path=translation_of(file.path, code), stands_on={}
        )
        other.update(stands_on={WHOLE: {code: print_of(before)}})


def keep(file: DraftFile, stands: dict[str, dict[str, str]]) -> None:
    if stands != file.stands_on:
        file.stands_on = stands
        DraftFile.objects.filter(pk=file.pk).update(stands_on=stands)


def text_with(file: DraftFile, place: str, language: str, said: str, languages: list[str]) -> str:
    """The file with one of its texts in a language; a list of names has one in each line."""
    if TEXT_FILE.fullmatch(file.path):
        return said
    data = data_of(file.text)
    known = texts_in(data, languages).get(place)
    if known is None:
        raise Conflict(_("This text is not there any more."))
    is_list = isinstance(known.get(languages[0]), list)
    value = [line.strip() for line in said.splitlines() if line.strip()] if is_list else said.strip("\n")
    put_text(data, place, language, value, languages)
    return to_yaml(data)
