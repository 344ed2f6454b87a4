"""`manage.py import_course FOLDER|FILE.zip [--publish] [--by EMAIL] [--check]`: a draft revision, or what to mend."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from courses.actions import publish_revision
from courses.authoring import read_checked, read_upload
from courses.content.reader import Reading
from courses.drafts.arriving import BroughtIn, bring_in
from courses.drafts.untranslated import untranslated
from lms.kit.refusals import Conflict, Denied
from people.models import User


class Command(BaseCommand):
    help = "Import a course folder, or a zip of it, as a draft revision. Problems: path:line: error|warning: message."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER|FILE.zip")
        parser.add_argument("--publish", action="store_true", help="publish the draft right away")
        parser.add_argument(
            "--check", action="store_true", help="print what is to be mended, and import nothing"
        )
        parser.add_argument("--by", metavar="EMAIL", help="the author; the site itself when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        author = self._author(options["by"]) if options["by"] else None
        reading = self._reading(options["folder"])
        self._tell(reading, options["folder"], gaps=options["check"])
        if reading.course is None:
            raise CommandError("Nothing was imported. Mend the errors above and try again.")
        if options["check"]:
            self.stdout.write(f"{options['folder']} can be imported.")
            return
        try:
            made = bring_in(by=author, reading=reading)
            revision = made.revision
            if options["publish"] and revision.course.published_id != revision.pk:
                publish_revision(by=author, revision=revision)
        except (Denied, Conflict) as refused:
            raise CommandError(str(refused)) from None
        for line in _told(made):
            self.stdout.write(line)
        state = "published" if revision.published_at else "draft"
        self.stdout.write(
            f"{revision} ({state}) {settings.SITE_URL}{reverse('courses:preview', args=[revision.public_id])}"
        )

    def _tell(self, reading: Reading, folder: Path, *, gaps: bool) -> None:
        """Every problem with its place, and how many there are of each kind; `gaps`: also each text to translate."""
        for problem in reading.problems:
            place = f"{folder / problem.path}:{problem.line}"
            if gaps or not problem.lacks:
                self.stderr.write(f"{place}: {problem.severity}: {problem.message}")
        for gap in [] if gaps else untranslated(reading.problems, ()):
            self.stderr.write(
                f"{folder}: warning: {_counted(gap.count, 'text')} to translate into {gap.name}; --check names each"
            )
        if reading.problems:
            errors = sum(problem.severity == "error" for problem in reading.problems)
            warnings = len(reading.problems) - errors
            self.stderr.write(f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}.")

    def _reading(self, place: Path) -> Reading:
        if not place.is_file():
            return read_checked(place)
        with place.open("rb") as archive:
            return read_upload(archive)

    def _author(self, email: str) -> User:
        author = User.objects.filter(email__iexact=email, is_active=True).first()
        if author is None:
            raise CommandError(f"No active person has the e-mail {email}.")
        return author


def _told(made: BroughtIn) -> Iterator[str]:
    """What the folder is, or what became of the draft that is open in the browser."""
    if made.is_earlier:
        yield f"This is revision {made.revision.number} as it was, so no new revision was made."
    if made.draft and made.taken:
        yield f"The open draft took in: {', '.join(made.taken)}"
    if made.draft and made.kept:
        yield f"Changed here and in the open draft, which keeps its own version: {', '.join(made.kept)}"
        yield "What came in of its texts waits in the editor, where an author of the course brings both together."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
