"""`manage.py import_questions FILE [--format F] [--into FILE.quiz.yaml|FILE.bank.yaml]`: questions as a file of ours."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.content.exchange import FORMATS, Read, format_of, read_file
from courses.content.exchange.quiz_file import MOST, file_yaml, title_in
from courses.content.localized import LANGUAGE_CODE
from courses.content.problems import Problem


def place_of(file: Path, problem: Problem) -> str:
    """`file:line`, with the name of an item inside a package between them."""
    return ":".join(part for part in (str(file), problem.path, str(problem.line)) if part)


class Command(BaseCommand):
    help = "Turn questions of another system into a quiz or a bank. Problems are printed as file:line: words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), help="told by the file's name when left out")
        parser.add_argument(
            "--into", type=Path, metavar="FILE", help="a .quiz.yaml or .bank.yaml; printed when left out"
        )
        parser.add_argument("--language", default="en", help="the language of the questions (en)")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        into: Path | None = options["into"]
        if not LANGUAGE_CODE.fullmatch(options["language"]):
            raise CommandError(f"“{options['language']}” is not a language code such as en or zh-hans.")
        if into and into.exists():
            raise CommandError(f"{into} is there already. Name another file, or remove that one.")
        read = self._read(file, options["format"], options["language"])
        for problem in read.problems:
            self.stderr.write(f"{place_of(file, problem)}: {problem.message}")
        kind = "bank" if into and into.name.endswith(".bank.yaml") else "quiz"
        self._check_count(len(read.questions), kind)
        title = title_in(file.name)
        text = file_yaml(kind, read.for_file(kind), title=title, language=options["language"])
        if into:
            into.write_text(text, "utf-8")
            self.stdout.write(f"{into}: {len(read.questions)} questions.")
        else:
            self.stdout.write(text, ending="")

    def _read(self, file: Path, format_name: str | None, language: str) -> Read:
        if not format_name and format_of(file.name) is None:
            raise CommandError(f"{file.name} does not tell its format. Add --format {' or '.join(FORMATS)}.")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        name = format_name or format_of(file.name, data) or ""
        return read_file(name, data, language=language, file_name=file.name)

    def _check_count(self, count: int, kind: str) -> None:
        if not count:
            raise CommandError("No question could be read. Mend the lines above and try again.")
        if count > MOST[kind]:
            raise CommandError(
                f"These are {count} questions; a {kind} has at most {MOST[kind]}. Split the file and try again."
            )
