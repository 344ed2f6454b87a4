"""`manage.py export_course KEY --to FOLDER|FILE.zip [--revision N] [--replace]`: a course as its authors keep it."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.assets import bytes_of
from courses.content import located_yaml
from courses.content.writer import course_files, course_zip
from courses.exporting import revision_to_export
from courses.exporting_over import InTheWay, write_over
from courses.models import Course
from courses.read_models import source_of

REPLACE = (
    "write over the same course in a folder: each file of the course is replaced; one that this revision does not have is "
    "removed only if another revision has it word for word; everything else is left, and named"
)


class Command(BaseCommand):
    help = "Write a revision of a course into a folder or a zip; importing that gives the same course."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the key of a course")
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER|FILE.zip")
        parser.add_argument("--revision", type=int, metavar="N", help="what is published when left out")
        parser.add_argument("--replace", action="store_true", help=REPLACE)

    def handle(self, *args: Any, **options: Any) -> None:
        key, number, to = options["course"], options["revision"], options["to"]
        revision = revision_to_export(key, number)
        if revision is None:
            named = f"“{key}”" if number is None else f"“{key}” with a revision {number}"
            raise CommandError(f"There is no course {named}.")
        course, assets = source_of(revision), bytes_of(revision)
        is_zip = to.suffix.lower() == ".zip"
        place = to if is_zip or to.name == key else to / key
        try:
            if is_zip:
                _write_zip(place, course_zip(course, assets))
            else:
                files = course_files(course, assets)
                self._write_folder(place, revision.course, files, may_replace=options["replace"])
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{place}: {revision}.")

    def _write_folder(
        self, place: Path, course: Course, files: Mapping[str, bytes], *, may_replace: bool
    ) -> None:
        if place.is_dir() and any(place.iterdir()):
            if not may_replace:
                raise CommandError(f"{place} is not empty. Name another folder, or add --replace.")
            if _key_in(place) != course.key:
                raise CommandError(f"{place} does not hold the course “{course.key}”, so it is not replaced.")
        try:
            over = write_over(place, course, files)
        except InTheWay as there:
            raise CommandError(
                f"{place / there.path} is a link, or no plain file or folder, so nothing is written. Move it away."
            ) from None
        for path in over.removed:
            self.stdout.write(f"{path}: removed; another revision has it.")
        for path in over.left:
            self.stdout.write(f"{path}: left as it is; no revision has it.")
        for path in over.lost:
            self.stdout.write(f"{path}: replaced; what it said is in no revision.")


def _write_zip(place: Path, content: bytes) -> None:
    if place.exists():
        raise CommandError(f"{place} is there already. Name another file, or remove that one.")
    place.write_bytes(content)


def _key_in(place: Path) -> object:
    try:
        data = located_yaml.load((place / "course.yaml").read_text("utf-8")).data
    except (OSError, UnicodeDecodeError, located_yaml.BadYaml):
        return None
    return data.get("key") if isinstance(data, dict) else None
