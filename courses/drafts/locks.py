"""Who writes a draft holds these until their transaction ends: the draft before its files, and files by their ids."""

from django.db.models import Q

from courses.content.drafts.texts import TEXT_FILE
from courses.models import Draft, DraftFile


def locked(draft: Draft) -> Draft:
    """Without its key: what refers to a draft is written by people who save, and they wait for nobody."""
    drafts = Draft.objects.select_for_update(of=("self",), no_key=True)
    return drafts.select_related("course").get(pk=draft.pk)


def locked_file(file: DraftFile) -> DraftFile:
    """With the same text in other languages, which a save may touch."""
    return next(row for row in locked_in_all_languages(file.draft_id, file.path) if row.pk == file.pk)


def locked_in_all_languages(draft: int, path: str) -> list[DraftFile]:
    """Of a draft, by its id, the file of this path; a text with what there is and was of it in other languages."""
    wanted = Q(path=path)
    if named := TEXT_FILE.fullmatch(path):
        wanted |= Q(path__startswith=f"lessons/{named['lesson']}/{named['key']}.")
    rows = DraftFile.objects.select_for_update(of=("self",)).select_related("draft__course")
    return list(rows.filter(wanted, draft=draft).order_by("pk"))
