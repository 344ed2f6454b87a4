"""`manage.py export_path KEY --to FILE.yaml [--number N]`: a path as its authors keep it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.content.paths import path_yaml
from courses.models import PathVersion
from courses.paths.importing import source_of


class Command(BaseCommand):
    help = "Write a version of a learning path into a file; importing that gives the same path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the key of a path")
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER|FILE.yaml")
        parser.add_argument("--number", type=int, metavar="N", help="the newest version when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = PathVersion.objects.filter(path__key=options["path"]).select_related("path")
        number = options["number"]
        chosen = versions.filter(number=number) if number is not None else versions.order_by("-number")
        version = chosen.first()
        if version is None:
            raise CommandError(f"There is no path “{options['path']}”.")
        to: Path = options["to"]
        place = to / f"{version.path.key}.yaml" if to.is_dir() else to
        try:
            place.write_bytes(path_yaml(source_of(version)))
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{place}: {version}.")
