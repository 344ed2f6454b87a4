"""`manage.py export_questions COURSE --format F [--lesson L] [--quiz Q] [--bank B] [--into FILE]`, for others."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.content.exchange import FORMATS
from courses.content.questions import BaseQuestion
from courses.content.schema import CourseSource
from courses.exporting import in_banks, in_quizzes, revision_to_export, source_of


class Command(BaseCommand):
    help = "Write the questions of a course for another system, and say what that cannot hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the key of a course")
        parser.add_argument("--lesson", help="only this lesson, by key")
        parser.add_argument("--quiz", help="only quizzes of this key")
        parser.add_argument("--bank", help="only the bank of this key, and no quizzes")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--language", help="the course's own when left out")
        parser.add_argument(
            "--into", type=Path, metavar="FILE", help="printed when left out, unless it is a zip"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path | None = options["into"]
        chosen = FORMATS[options["format"]]
        if into is None and not chosen.is_text:
            raise CommandError(f"{chosen.name} is written as a zip. Add --into FILE{chosen.endings[0]}.")
        if into and into.exists():
            raise CommandError(f"{into} is there already. Name another file, or remove that one.")
        course = self._course(options["course"])
        questions = _chosen(course, options["lesson"], options["quiz"], options["bank"])
        if not questions:
            raise CommandError("There are no such questions. Look at the keys of lessons, quizzes and banks.")
        language = options["language"] or course.source_language
        if language not in course.languages:
            raise CommandError(f"This course is not in {language}; it is in {', '.join(course.languages)}.")
        written = chosen.write(questions, language=language)
        for dropped in written.dropped:
            self.stderr.write(str(dropped))
        if into:
            into.write_bytes(written.data)
        else:
            self.stdout.write(written.text, ending="")

    def _course(self, key: str) -> CourseSource:
        revision = revision_to_export(key)
        if revision is None:
            raise CommandError(f"There is no course “{key}”.")
        return source_of(revision)


def _chosen(
    course: CourseSource, lesson: str | None, quiz: str | None, bank: str | None
) -> Sequence[BaseQuestion]:
    """All of the course, of quizzes and banks, unless something of it is named."""
    if bank is not None and (lesson, quiz) != (None, None):
        raise CommandError("A bank lies beside the lessons: name it without --lesson and --quiz.")
    if bank is not None:
        return in_banks(course, bank)
    if (lesson, quiz) != (None, None):
        return in_quizzes(course, lesson, quiz)
    return [*in_quizzes(course), *in_banks(course)]
