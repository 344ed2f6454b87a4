"""What an uploaded file of questions holds: a file for a course, an account of what was lost, and a look at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from courses.content.exchange import FORMATS, Read, format_of
from courses.content.exchange.quiz_file import MOST, file_yaml, title_in
from courses.content.folder import MAX_YAML_BYTES
from courses.content.markdown.references import NOTHING
from courses.content.problems import Problem, gettext_noop
from courses.content.questions import BaseQuestion
from courses.question_cards import QuestionCard
from courses.rendering import Rendering
from courses.rendering.quizzes import question_page

SHOWN = 50  # questions drawn on one page
SEED = "import"
LOST = {
    "many": gettext_noop(
        "These are %(count)d questions; a file of this kind has at most %(most)d. Split it."
    ),
    "large": gettext_noop("The file would be larger than %(most)d KiB. Split it."),
    "format": gettext_noop("The name of this file does not tell its format. Choose one."),
}


@dataclass(frozen=True)
class Imported:
    """`text` is the file for a course, or "" where there is none; `cards` are its first questions."""

    file_name: str
    text: str
    problems: Sequence[Problem]
    cards: Sequence[QuestionCard]
    count: int = 0

    @property
    def left_out(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def dropped(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "warning"]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def read_questions(*, file: UploadedFile, format: str, language: str, kind: str) -> Imported:
    """`kind` is `quiz` or `bank`; without a `format` the file's own name tells."""
    name, data = str(file.name), file.read()
    chosen = format or format_of(name, data)
    file_name = f"{slugify(title_in(name)) or 'questions'}.{kind}.yaml"
    if chosen is None:
        return Imported(file_name, "", [Problem(name, 1, LOST["format"])], [])
    read = FORMATS[chosen].read(data, language=language)
    text, refusal = _file(read, title_in(name), language, kind)
    cards = [card_of(question, language) for question in read.questions[:SHOWN]]
    return Imported(file_name, text, [*refusal, *read.problems], cards, len(read.questions))


def card_of(question: BaseQuestion, language: str) -> QuestionCard:
    """The question as a learner would find it before answering."""
    asked = question.seeded(SEED)
    alone = Rendering([language], banks={}, assets={}, references=NOTHING)
    shown = question_page(asked, f"import-{question.key}", language, alone)
    return QuestionCard(shown, values=asked.shown_values())


def _file(read: Read, title: str, language: str, kind: str) -> tuple[str, list[Problem]]:
    count, most = len(read.questions), MOST[kind]
    if not count:
        return "", []
    if count > most:
        return "", [Problem("", 1, LOST["many"], params={"count": count, "most": most})]
    text = file_yaml(kind, read.questions, title=title, language=language)
    if len(text.encode()) > MAX_YAML_BYTES:
        return "", [Problem("", 1, LOST["large"], params={"most": MAX_YAML_BYTES // 1024})]
    return text, []
