"""`manage.py import_questions FILE [--format F] [--into FILE.quiz.yaml]`: questions of other systems as a quiz file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.content.exchange import FORMATS, Read, format_of
from courses.content.exchange.quiz_file import quiz_yaml
from courses.content.localized import LANGUAGE_CODE, LocalizedText
from courses.content.questions import BaseQuestion
from courses.content.schema import QuizSource

MOST = 100  # questions of one quiz


class Command(BaseCommand):
    help = "Turn questions of another system into a quiz file. Problems are printed as file:line: words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), help="told by the file's name when left out")
        parser.add_argument("--into", type=Path, metavar="FILE.quiz.yaml", help="printed when left out")
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
            self.stderr.write(f"{file}:{problem.line}: {problem.message}")
        text = quiz_yaml(self._quiz(file, read.questions, options["language"]))
        if into:
            into.write_text(text, "utf-8")
            self.stdout.write(f"{into}: {len(read.questions)} questions.")
        else:
            self.stdout.write(text, ending="")

    def _read(self, file: Path, format_name: str | None, language: str) -> Read:
        name = format_name or format_of(file.name)
        if name is None:
            raise CommandError(f"{file.name} does not tell its format. Add --format {' or '.join(FORMATS)}.")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        return FORMATS[name].read(data, language=language)

    def _quiz(self, file: Path, questions: tuple[BaseQuestion, ...], language: str) -> QuizSource:
        if not questions:
            raise CommandError("No question could be read. Mend the lines above and try again.")
        if len(questions) > MOST:
            raise CommandError(
                f"These are {len(questions)} questions; a quiz has at most {MOST}. Split the file and try again."
            )
        title = file.name.partition(".")[0].replace("-", " ").replace("_", " ").strip() or "Quiz"
        return QuizSource(title=LocalizedText(source=language, texts={language: title}), questions=questions)
