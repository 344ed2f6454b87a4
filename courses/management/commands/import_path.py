"""`manage.py import_path FILE.yaml [--publish] [--move] [--by EMAIL]`: a version of a path, or a list of what to mend."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from courses.actions import publish_path, write_version
from courses.paths.importing import read_checked
from lms.kit.refusals import Conflict, Denied
from people.models import User


class Command(BaseCommand):
    help = "Import the file of a learning path as a version. Problems are printed as path:line: message."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument("--publish", action="store_true", help="publish the version right away")
        parser.add_argument("--move", action="store_true", help="and take along those who are on the path")
        parser.add_argument("--by", metavar="EMAIL", help="the author; the site itself when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        author = self._author(options["by"]) if options["by"] else None
        try:
            reading = read_checked(file.read_bytes(), file.name)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        for problem in reading.problems:
            self.stderr.write(f"{file}:{problem.line}: {problem.message}")
        if reading.path is None:
            raise CommandError("Nothing was imported. Mend the lines above and try again.")
        try:
            version = write_version(by=author, source=reading.path)
            if options["publish"] and version.path.published_id != version.pk:
                publish_path(by=author, version=version, moves=options["move"])
        except (Denied, Conflict) as refused:
            raise CommandError(str(refused)) from None
        page = reverse("courses:path_version", args=[version.public_id])
        self.stdout.write(f"{version} {settings.SITE_URL}{page}")

    def _author(self, email: str) -> User:
        author = User.objects.filter(email__iexact=email, is_active=True).first()
        if author is None:
            raise CommandError(f"No active person has the e-mail {email}.")
        return author
