"""Questions for other systems: those of one file of a draft, or all of a course, with what the format cannot hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from pydantic import ValidationError

from courses.content.banks import bank_file
from courses.content.drafts.texts import data_of
from courses.content.exchange import FORMATS, Written
from courses.content.questions import BaseQuestion
from courses.content.schema import BankFile, Draw, QuizSource
from courses.drafts.naming import name_of_file
from courses.drafts.pages import language_name, languages_of_draft
from courses.exporting import in_banks, in_quizzes, revision_to_export
from courses.models import Course, DraftFile
from courses.read_models import source_of
from lms.kit.refusals import Conflict
from lms.kit.templatetags.texts import in_language
from people.audit import Did, record
from people.models import User

FILES: Mapping[str, type[QuizSource | BankFile]] = {".quiz.yaml": QuizSource, ".bank.yaml": BankFile}
MEDIA_TYPES = {
    "csv": "text/csv",
    "gift": "text/plain",
    "moodle-xml": "application/xml",
    "qti": "application/zip",
}


@dataclass(frozen=True)
class Lost:
    """A question of which something, or all, stays behind."""

    prompt: str
    messages: Sequence[str]


@dataclass(frozen=True)
class Drawn:
    """Questions that a quiz draws from a bank, which stay behind; the bank has its `path` where it is in the draft."""

    count: int
    title: str
    path: str


@dataclass(frozen=True)
class Questions:
    """What there is to take away, from where: `name` is what the file will be called."""

    questions: Sequence[BaseQuestion]
    languages: Sequence[str]
    name: str
    title: str
    drawn: Sequence[Drawn] = ()


def can_be_exported(path: str) -> bool:
    return path.endswith(tuple(FILES))


def questions_of_file(file: DraftFile) -> Questions:
    """Of a quiz or a bank as it was last saved; what is drawn from banks belongs to these."""
    languages = languages_of_draft(file.draft)
    model = next((model for ending, model in FILES.items() if file.path.endswith(ending)), None)
    if model is None:
        raise Conflict(_("This file holds no questions."))
    try:
        found = model.model_validate(data_of(file.text), context={"source": languages[0]})
    except ValidationError:
        raise Conflict(
            _("This file holds mistakes. Mend them first, then take its questions away.")
        ) from None
    name = file.path.rpartition("/")[2].partition(".")[0]
    draws = found.draw if isinstance(found, QuizSource) else ()
    title = str(in_language(found.title.texts))
    return Questions(found.questions, languages, name, title, _drawn(file, draws))


def _drawn(file: DraftFile, draws: Sequence[Draw]) -> list[Drawn]:
    """By bank, each once."""
    counts = Counter[str]()
    for draw in draws:
        counts[draw.bank] += draw.count
    banks = file.draft.files.present().filter(path__in=[bank_file(key) for key in counts])
    names = {path: name_of_file(path, text or "") for path, text in banks.values_list("path", "text")}
    paths = {key: path for key in counts if (path := bank_file(key)) in names}
    return [
        Drawn(count, names.get(bank_file(key), "") or key, paths.get(key, ""))
        for key, count in counts.items()
    ]


def questions_of_course(course: Course) -> Questions:
    """Of all quizzes and banks of what is published, else of the newest revision."""
    revision = revision_to_export(course.key)
    if revision is None:
        raise Conflict(_("Make a revision first: its questions can be taken away."))
    source = source_of(revision)
    asked = [*in_quizzes(source), *in_banks(source)]
    return Questions(asked, source.languages, course.key, str(in_language(source.title.texts)))


class ExportPage:
    """`format` and `language` are those of the file; unknown ones are the first that there are."""

    def __init__(self, questions: Questions, chosen: str, language: str) -> None:
        self.questions = questions
        self.chosen = chosen if chosen in FORMATS else "moodle-xml"
        self.language = language if language in questions.languages else questions.languages[0]
        self.formats = [(name, one.name) for name, one in FORMATS.items()]
        self.languages = [(code, language_name(code)) for code in questions.languages]

    @cached_property
    def written(self) -> Written:
        return FORMATS[self.chosen].write(self.questions.questions, language=self.language)

    @property
    def losses(self) -> list[Lost]:
        """By question, in the order in which they are asked."""
        told: dict[str, list[str]] = {}
        for one in self.written.dropped:
            told.setdefault(one.key, []).append(_(one.template) % dict(one.params))
        asked = {question.key: question for question in self.questions.questions}
        return [Lost(_words(asked[key]), messages) for key, messages in told.items() if key in asked]

    @property
    def file_name(self) -> str:
        return f"{self.questions.name}{FORMATS[self.chosen].endings[0]}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.chosen]


def note_export(*, by: User, course: Course, page: ExportPage) -> None:
    """The file holds every answer, so who took it away is written down."""
    record(by=by, did=Did.DOWNLOADED, to=course, format=page.chosen, file=page.file_name)


def _words(question: BaseQuestion) -> str:
    return Truncator(str(in_language(question.prompt.texts))).chars(80)
