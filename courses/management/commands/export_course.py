"""`manage.py export_course KEY --to FOLDER|FILE.zip [--revision N] [--replace]`: a course as its authors keep it."""

import shutil
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.assets import bytes_of
from courses.content import located_yaml
from courses.content.writer import course_files, course_zip
from courses.exporting import revision_to_export
from courses.read_models import source_of

OURS = ("course.yaml", "glossary.yaml", "lessons", "banks", "assets")
"""What a course folder is made of. Whatever else lies in it (`.git`, a README) is left alone."""


class Command(BaseCommand):
    help = "Write a revision of a course into a folder or a zip; importing that gives the same course."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the key of a course")
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER|FILE.zip")
        parser.add_argument("--revision", type=int, metavar="N", help="what is published when left out")
        parser.add_argument("--replace", action="store_true", help="write over the same course in a folder")

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
                _write_folder(place, key, course_files(course, assets), may_replace=options["replace"])
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{place}: {revision}.")


def _write_zip(place: Path, content: bytes) -> None:
    if place.exists():
        raise CommandError(f"{place} is there already. Name another file, or remove that one.")
    place.write_bytes(content)


def _write_folder(place: Path, key: str, files: Mapping[str, bytes], *, may_replace: bool) -> None:
    if place.is_dir() and any(place.iterdir()):
        if not may_replace:
            raise CommandError(f"{place} is not empty. Name another folder, or add --replace.")
        if _key_in(place) != key:
            raise CommandError(f"{place} does not hold the course “{key}”, so it is not replaced.")
        for name in OURS:
            _remove(place / name)
    for path, content in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _key_in(place: Path) -> object:
    try:
        data = located_yaml.load((place / "course.yaml").read_text("utf-8")).data
    except (OSError, UnicodeDecodeError, located_yaml.BadYaml):
        return None
    return data.get("key") if isinstance(data, dict) else None


def _remove(path: Path) -> None:
    """A link is removed as such; what it leads to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
