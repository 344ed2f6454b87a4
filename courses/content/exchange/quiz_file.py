"""Questions as the text of a `.quiz.yaml` or a `.bank.yaml`, which our reader gives back as the same."""

from collections.abc import Sequence

from courses.content.localized import LocalizedText
from courses.content.questions import BaseQuestion
from courses.content.schema import BankFile, QuizSource
from courses.content.yaml_writing import as_written, to_yaml

MOST = {"quiz": 100, "bank": 500}
"""How many questions each kind of file may have."""


def quiz_yaml(quiz: QuizSource | BankFile) -> str:
    return to_yaml(as_written(quiz))


def file_yaml(kind: str, questions: Sequence[BaseQuestion], *, title: str, language: str) -> str:
    """A new file of a kind of `MOST`, with settings at their defaults."""
    named = LocalizedText(source=language, texts={language: title})
    if kind == "bank":
        return quiz_yaml(BankFile(title=named, questions=tuple(questions)))
    return quiz_yaml(QuizSource(title=named, questions=tuple(questions)))


def title_in(file_name: str) -> str:
    """The title that the name of a file makes."""
    return file_name.partition(".")[0].replace("-", " ").replace("_", " ").strip() or "Quiz"
