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
    wanted = Q(pk=file.pk)
    if named := TEXT_FILE.fullmatch(file.path):
        wanted |= Q(draft=file.draft_id, path__startswith=f"lessons/{named['lesson']}/{named['key']}.")
    rows = DraftFile.objects.select_for_update(of=("self",)).select_related("draft__course").filter(wanted)
    return next(row for row in rows.order_by("pk") if row.pk == file.pk)
