"""Questions of other systems: a file is read once, and what it held and what was lost is kept for its author."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator, slugify

from courses.cards.mixing import Mixing
from courses.cards.question import QuestionCard
from courses.content.exchange import FORMATS, format_of, read_file
from courses.content.exchange.quiz_file import MOST, file_yaml, title_in
from courses.content.exchange.result import filed
from courses.content.folder import MAX_YAML_BYTES
from courses.content.markdown.plain import plain
from courses.content.markdown.references import NOTHING
from courses.content.problems import Problem, Tongue, gettext_noop
from courses.content.questions import KINDS, BaseQuestion
from courses.content.yaml_writing import as_written
from courses.models import Course, Intake, IntakeKind
from courses.rendering import Rendering
from courses.rendering.quizzes import question_page
from people.models import User

DRAWN = 50  # questions drawn on one page; of the others it shows how they begin
MOST_CHOSEN = MOST["bank"]
SEED = "import"
NO_FORMAT = gettext_noop("The name of this file does not tell its format. Choose one.")


def bring_in(
    *,
    by: User,
    file: UploadedFile,
    format: str,
    language: str,
    course: Course | None = None,
    target: str = "",
) -> Intake:
    """Read a file of questions; without a `format` its own name tells. Nothing of it joins a course yet."""
    name, data = str(file.name), file.read()
    chosen = format or format_of(name, data)
    read = read_file(chosen, data, language=language, file_name=name) if chosen else None
    problems = read.problems if read else (Problem("", 1, NO_FORMAT),)
    content = {
        "questions": [as_written(question) for question in read.questions] if read else [],
        "problems": [_stored(problem) for problem in problems],
        "tags": {key: list(tags) for key, tags in read.tags.items()} if read else {},
        "format": chosen or "",
    }
    about = {"kind": IntakeKind.QUESTIONS, "name": name[:200], "language": language}
    return Intake.objects.create(by=by, content=content, course=course, target=target, **about)


@dataclass(frozen=True)
class QuestionLine:
    """A question to choose; `card` shows it as a learner would find it before answering."""

    key: str
    words: str
    card: QuestionCard | None = None


class ReadQuestions:
    """What an intake of questions holds."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.title = title_in(intake.name)
        self.problems = [_problem(one) for one in intake.content["problems"]]

    @cached_property
    def questions(self) -> list[BaseQuestion]:
        told = {"source": self.intake.language}
        return [
            KINDS[one["kind"]].model_validate(one, context=told) for one in self.intake.content["questions"]
        ]

    @property
    def format_name(self) -> str:
        chosen = self.intake.content["format"]
        return FORMATS[chosen].name if chosen else ""

    @cached_property
    def lines(self) -> list[QuestionLine]:
        """Those that can be chosen at once; the first of them are drawn."""
        return list(self._lines())

    def _lines(self) -> Iterator[QuestionLine]:
        language = self.intake.language
        for place, question in enumerate(self.questions[:MOST_CHOSEN]):
            said = plain(question.prompt.in_language(language)[0]).text
            words = Truncator(" ".join(said.split())).chars(120)
            yield QuestionLine(question.key, words, card_of(question, language) if place < DRAWN else None)

    @property
    def more(self) -> int:
        return max(0, len(self.questions) - MOST_CHOSEN)

    def chosen(self, keys: Sequence[str], kind: str) -> list[BaseQuestion]:
        """As a file of this kind holds them."""
        return [question for question in self._filed(kind) if question.key in set(keys)]

    def _filed(self, kind: str) -> Sequence[BaseQuestion]:
        return filed(self.questions, self.intake.content.get("tags", {}), kind)

    def file_name(self, kind: str) -> str:
        return f"{slugify(self.title) or 'questions'}.{kind}.yaml"

    @property
    def files(self) -> list[str]:
        """The kinds of files that a course folder could hold it in."""
        return [kind for kind in MOST if self.file(kind)]

    def file(self, kind: str) -> str:
        """All questions as a file for a course folder; "" where they are too many for one."""
        if not 0 < len(self.questions) <= MOST[kind]:
            return ""
        text = file_yaml(kind, self._filed(kind), title=self.title, language=self.intake.language)
        return text if len(text.encode()) <= MAX_YAML_BYTES else ""


def card_of(question: BaseQuestion, language: str) -> QuestionCard:
    """The question as a learner would find it before answering."""
    asked = question.seeded(SEED)
    alone = Rendering([language], banks={}, assets={}, references=NOTHING)
    shown = question_page(asked, f"import-{question.key}", language, alone)
    return QuestionCard(shown, values=asked.shown_values(), mixing=Mixing(asked, SEED))


def _stored(problem: Problem) -> dict[str, Any]:
    about = {"path": problem.path, "line": problem.line, "severity": problem.severity}
    named = [key for key, said in problem.params.items() if isinstance(said, Tongue)]
    return {**about, "template": problem.template, "params": dict(problem.params), "tongues": named}


def _problem(stored: dict[str, Any]) -> Problem:
    """As it was found; what was stored before languages were told by name says none of them."""
    told = {key: value for key, value in stored.items() if key != "tongues"}
    params = {
        key: Tongue(said) if key in stored.get("tongues", ()) else said
        for key, said in told["params"].items()
    }
    return Problem(**{**told, "params": params})
