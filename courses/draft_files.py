"""One file of a draft: how it reads now, and what it will look like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.content.drafts.structure import lesson_file
from courses.content.drafts.texts import TEXT_FILE
from courses.content.markdown import NotThere, Picture, References
from courses.content.schema import CourseSource, QuizBlock
from courses.draft_pages import DraftPage, Translation
from courses.drafting import check_draft
from courses.file_forms import fields_by_line, model_of, nodes_of
from courses.models import Block, BlockKind, CourseRole, Draft, DraftFile, DraftSave
from courses.question_cards import QuestionCard
from courses.quiz_drawing import preview_card
from courses.read_models import drawn_quiz, drawn_text
from courses.roles.standing import REASONS, Ability, Standing

AUTHOR = Standing(CourseRole.AUTHOR)
AROUND = 1  # unchanged lines shown beside a change


@dataclass(frozen=True)
class Place:
    """A line of the file, and the name of the field of its form that stands there."""

    line: int
    field: str


@dataclass(frozen=True)
class Mistake:
    """One thing to mend, with every place where it is."""

    words: str
    is_error: bool
    places: Sequence[Place]


@dataclass(frozen=True)
class Preview:
    """`html` of a text, or the `questions` of a quiz, and what is to be mended in the file."""

    lang: str = ""
    html: SafeString | str = ""
    questions: Sequence[QuestionCard] = ()
    mistakes: Sequence[Mistake] = ()
    elsewhere: int = 0


class FilePage:
    """A file with where it stands in the course; a text also with its translations. `line` is the one to show.

    `standing` is the reader's: a file that they may not change is shown to be read.
    """

    def __init__(
        self,
        file: DraftFile,
        draft: DraftPage,
        *,
        standing: Standing = AUTHOR,
        line: str = "",
        as_source: bool = False,
    ) -> None:
        self.file, self.draft, self.course, self.standing = file, draft, draft.course, standing
        self.form = nodes_of(file.path, file.text or "", draft.languages)
        self.nodes = [] if as_source or line else self.form
        self.line = int(line) if line.isdecimal() and len(line) < 7 else 0
        self.named = TEXT_FILE.fullmatch(file.path)
        parts = file.path.split("/")
        self.lesson = draft.lesson(parts[1]) if parts[0] == "lessons" and len(parts) > 2 else None

    @property
    def writes_in(self) -> Sequence[str]:
        """The languages that the reader may write."""
        codes = self.draft.languages
        return (
            codes if self.standing.writes else [code for code in codes[1:] if code in self.standing.languages]
        )

    @property
    def can_write(self) -> bool:
        """A file in several languages is for authors; translators have a page that shows them text by text."""
        return self.language in self.writes_in if self.is_text else self.standing.writes

    @property
    def why_not(self) -> str:
        """Why it can only be read."""
        if not self.standing.translates:
            return str(REASONS[Ability.WRITE])
        if not self.is_text:
            return _("You translate it text by text.")
        return _("You translate other languages of this course.")

    @property
    def has_model(self) -> bool:
        return model_of(self.file.path) is not None

    @property
    def could_be_form(self) -> bool:
        return bool(self.form)

    @property
    def is_text(self) -> bool:
        return self.named is not None

    @property
    def language(self) -> str:
        return self.named["language"] if self.named else ""

    @property
    def translations(self) -> list[Translation]:
        return self.draft.translations(self.named["lesson"], self.named["key"]) if self.named else []

    @property
    def translation(self) -> Translation | None:
        return next((one for one in self.translations if one.code == self.language), None)

    @property
    def title(self) -> str:
        name = self.file.path.rsplit("/", 1)[-1]
        if self.lesson is None or self.file.path == lesson_file(self.lesson.key):
            return name
        block = next((b for b in self.lesson.blocks if name.startswith(f"{b.key}.")), None)
        return block.title or block.key if block else name

    @property
    def back(self) -> str:
        if self.lesson is not None:
            return reverse("courses:draft_lesson", args=[self.course.key, self.lesson.key])
        return reverse("courses:draft", args=[self.course.key])

    @property
    def preview(self) -> Preview:
        return draft_preview(self.file, self.file.text or "")


def draft_preview(file: DraftFile, text: str) -> Preview:
    """What a file would look like if it held this text."""
    named = TEXT_FILE.fullmatch(file.path)
    if named:
        drawn = drawn_text(text, named["language"], _references(file.draft))
        found = [(p.line, _(p.template) % dict(p.params), p.is_error) for p in drawn.problems]
        return Preview(named["language"], SafeString(drawn.html), mistakes=gathered(found, {}))
    reading = check_draft(file.draft, {file.path: text})
    here = [p for p in reading.problems if p.path == file.path]
    found = [(p.line, p.worded(_), p.severity == "error") for p in here]
    mistakes = gathered(found, fields_by_line(text) if model_of(file.path) else {})
    elsewhere = sum(p.path != file.path and p.severity == "error" for p in reading.problems)
    questions = _questions(reading.course, file.path) if reading.course else ()
    return Preview(questions=questions, mistakes=mistakes, elsewhere=elsewhere)


def gathered(found: Sequence[tuple[int, str, bool]], fields: Mapping[int, str]) -> list[Mistake]:
    """The same words once, with all their places; errors first."""
    places: dict[tuple[str, bool], list[Place]] = {}
    for line, words, is_error in found:
        places.setdefault((words, is_error), []).append(Place(line, fields.get(line, "")))
    mistakes = [Mistake(words, is_error, here) for (words, is_error), here in places.items()]
    return sorted(mistakes, key=lambda mistake: not mistake.is_error)


@dataclass(frozen=True)
class Stretch:
    """Lines of a text that were kept, added or removed."""

    how: str
    lines: tuple[str, ...]


def other_side(aside: DraftSave) -> str:
    """Who saved what a text that was set aside is to be brought together with."""
    by = aside.file.by
    if by is None:
        return _("Somebody")
    return _("You, in another window") if by == aside.by else by.name


def changed_lines(old: str, new: str) -> list[Stretch]:
    """What was removed and added, with a line around it."""
    before, after = old.splitlines(), new.splitlines()
    stretches: list[Stretch] = []
    found = SequenceMatcher(None, before, after, autojunk=len(before) > 2000)
    for group in found.get_grouped_opcodes(AROUND):
        for how, a, b, c, d in group:
            if how == "equal":
                stretches.append(Stretch("kept", tuple(before[a:b])))
            stretches += [Stretch("removed", tuple(before[a:b]))] if how in {"replace", "delete"} else []
            stretches += [Stretch("added", tuple(after[c:d]))] if how in {"replace", "insert"} else []
    return stretches


def _references(draft: Draft) -> References:
    """Terms are taken as they are written, the check knows better; pictures are those of the draft's revision."""
    assets = {asset.path: asset for asset in draft.revision.assets.all()} if draft.revision else {}

    def picture(path: str) -> Picture:
        if path not in assets:
            raise NotThere(_("There is no file “%(name)s”."), name=path)
        asset = assets[path]
        return Picture(reverse("courses:asset", args=[asset.sha256, asset.name]), 0, 0)

    return References(term=str, picture=picture)


def _questions(course: CourseSource, path: str) -> Sequence[QuestionCard]:
    """The questions of the quiz that this file holds, as an author tries them."""
    for lesson in course.lessons:
        for block in lesson.blocks:
            if isinstance(block, QuizBlock) and path == f"lessons/{lesson.key}/{block.key}.quiz.yaml":
                drawn = Block(kind=BlockKind.QUIZ, key=block.key, content=drawn_quiz(block, course))
                return preview_card(drawn).questions
    return ()
