"""Each translation keeps a print of the source it stands on; texts that are there get it from their history."""

import hashlib
import re

from django.db import migrations, models

TEXT_FILE = re.compile(r"(lessons/[a-z0-9-]+/[a-z0-9-]+)\.([a-z0-9-]+)\.md")
FIRST_LANGUAGE = re.compile(r"^languages:\s*(?:\[\s*|\n\s*-\s*)([a-z0-9-]+)", re.MULTILINE)


def from_history(apps, _editor):
    """What the source said when the translation was saved last; where that is unknown it stands on the source as it is."""
    Draft = apps.get_model("courses", "Draft")
    for draft in Draft.objects.prefetch_related("files"):
        files = {file.path: file for file in draft.files.all() if file.text is not None}
        course = files.get("course.yaml")
        first = FIRST_LANGUAGE.search(course.text) if course else None
        for path, file in files.items() if first else ():
            named = TEXT_FILE.fullmatch(path)
            source = files.get(f"{named[1]}.{first[1]}.md") if named and named[2] != first[1] else None
            if source is None:
                continue
            then = source.saves.filter(version__isnull=False, at__lte=file.at).order_by("-version").first()
            if then is not None and then.text is not None:
                print_ = hashlib.sha256(then.text.encode()).hexdigest()[:16]
                file.stands_on = {"": {named[2]: print_}}
                file.save(update_fields=["stands_on"])


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0019_working_together"),
    ]

    operations = [
        migrations.AddField(
            model_name="draftfile",
            name="stands_on",
            field=models.JSONField(
                db_default={},
                default=dict,
                help_text="Prints of the sources of its translations: {place: {language: print}}.",
            ),
        ),
        migrations.RunPython(from_history, migrations.RunPython.noop),
    ]
