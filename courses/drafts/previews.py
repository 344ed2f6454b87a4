"""What a file of a draft would look like to a learner, and what is to be mended in it; nothing is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.answers import QuizForm, read_answers
from courses.cards.drawing import preview_card, preview_of
from courses.cards.question import QuestionCard
from courses.cards.quiz import QuizCard
from courses.cards.replay import replay_card
from courses.cards.widget import widget_card
from courses.changes.words import part_words
from courses.content.assets import Group
from courses.content.assets.names import not_there, not_wanted
from courses.content.drafts.alone import alone
from courses.content.drafts.texts import TEXT_FILE
from courses.content.links import CoursePlaces, Links
from courses.content.located_yaml import Guesses
from courses.content.markdown import Picture, References
from courses.content.problems import Problem
from courses.content.schema import BankSource, CourseSource, QuizBlock, QuizSource
from courses.content.schema import Block as ContentBlock
from courses.drafts.drafting import read_texts, texts_of
from courses.drafts.field_words import worded_in_form
from courses.drafts.file_forms import PREFIX, data_of, field_named, fields_by_line, is_linked, model_of
from courses.drafts.pages import languages_of_draft
from courses.drafts.partly import partly
from courses.drafts.terms import terms_of_draft
from courses.drafts.untranslated import Untranslated, untranslated_in
from courses.glossary import TermCard
from courses.labs import LabPlace, lab_registry
from courses.models import ASKING, Block, BlockKind, Draft, DraftFile, Lesson, Revision
from courses.pieces import Piece
from courses.places import GLOSSARY
from courses.read_models import drawn_text
from courses.rendering import Rendering, address_of
from courses.rendering.blocks import content_of
from courses.rendering.glossary import term_pages
from courses.roles.standing import standing_of
from courses.site_pages import site_pages
from courses.trials.trying import newest_try_outs
from courses.wording import in_words, problem_in_words
from lms.kit.templatetags.texts import in_language
from people.models import User

MOST_OF_A_BANK = 50


@dataclass(frozen=True)
class Place:
    """A line of the file, and the name of the field of its form that stands there; in `words`, for who sees the form."""

    line: int
    field: str
    words: str = ""


@dataclass(frozen=True)
class Mistake:
    """One thing to mend, with every place where it is."""

    words: str
    is_error: bool
    places: Sequence[Place]


@dataclass(frozen=True)
class Preview:
    """The `piece` of a lesson that a file makes, the `terms` it explains or the `quiz` it asks; what is to be mended.

    At `runs_at` the actor has a model run with the prompts that they try; empty for those who may not.
    `lacks_run`: the file replays a recorded run, which cannot be shown until something is mended. `left_out` are the
    numbers of the questions that cannot be. In `lines` the pieces of a text begin.
    """

    piece: Piece | None = None
    terms: Sequence[TermCard] = ()
    quiz: QuizCard | None = None
    mistakes: Sequence[Mistake] = ()
    untranslated: Sequence[Untranslated] = ()
    course_key: str = ""
    elsewhere: int = 0
    runs_at: str = ""
    lacks_run: bool = False
    left_out: Sequence[int] = ()
    was_tried: bool = False
    lines: Sequence[int] = ()
    is_preview = True  # for the templates of blocks: nothing in it can be sent

    @property
    def asked(self) -> Sequence[int | QuestionCard]:
        """The questions in their places; of one that cannot be shown, its number."""
        asked: list[int | QuestionCard] = [*self.quiz.questions] if self.quiz else []
        for number in self.left_out:
            asked.insert(number - 1, number)
        return asked


@dataclass(frozen=True)
class Trying:
    """The answers that an author has typed into the questions of a file; only of those that were `handed_in` come marks."""

    form: QuizForm
    handed_in: bool

    @classmethod
    def of(cls, sent: QueryDict) -> "Trying":
        return cls(QuizForm.of(sent), "tried" in sent)


def draft_preview(
    file: DraftFile, text: str, *, actor: User, trying: Trying, in_form: bool = False
) -> Preview:
    """What a file would look like if it held this text, its questions with the answers that are typed into them.

    Mistakes are told in the words of its form, or of its source.
    """
    if TEXT_FILE.fullmatch(file.path):
        return _text_preview(file, text)
    files = texts_of(file.draft)
    places = _places(file.draft, files)
    reading = read_texts(file.draft, _around(file, {**files, file.path: text}), places)
    here = [p for p in reading.problems if p.path == file.path]
    told: dict[str, Any] = {"course_key": file.draft.course.key}
    told["untranslated"] = untranslated_in(here, file.path, text, languages_of_draft(file.draft))
    told["mistakes"] = _mistakes(file.path, text, here, in_form=in_form)
    elsewhere = sum(p.path != file.path and p.severity == "error" for p in reading.problems)
    course = reading.course
    if course is None and (rest := partly(text, here)):
        told["left_out"] = rest.left_out
        if rest.text:
            course = read_texts(file.draft, _around(file, {**files, file.path: rest.text}), places).course
    if course is None:
        is_replay = file.path.endswith(f".{BlockKind.REPLAY}.yaml")
        return Preview(**told, elsewhere=elsewhere, lacks_run=is_replay)
    if file.path == GLOSSARY:
        return Preview(terms=_terms(course), **told)
    piece = _piece(course, file, actor, trying)
    told |= {"elsewhere": elsewhere, "runs_at": _runs_at(file, actor)}
    told["was_tried"] = trying.handed_in
    return Preview(piece, quiz=piece.quiz if piece else None, **told)


def block_of_draft(file: DraftFile) -> Block | None:
    """The block of a file as it was last saved, drawn; None while it cannot be read."""
    files = texts_of(file.draft)
    course = read_texts(file.draft, _around(file, files), _places(file.draft, files)).course
    source = _block_in(course, file.path) if course else None
    return _drawn(course, source) if course and source else None


def _runs_at(file: DraftFile, actor: User) -> str:
    course = file.draft.course
    return reverse("courses:try_prompt", args=[course.key]) if standing_of(actor, course).writes else ""


def _around(file: DraftFile, files: dict[str, str]) -> dict[str, str]:
    """What is read with a file: of a block or a bank only what it needs, so that a mistake elsewhere hides nothing."""
    course = file.draft.course
    return alone(files, file.path, course.key, languages_of_draft(file.draft)) or files


def _text_preview(file: DraftFile, text: str) -> Preview:
    named = TEXT_FILE.fullmatch(file.path)
    assert named is not None
    drawn = drawn_text(text, named["language"], text_references(file.draft, file.path))
    found = [(Place(p.line, ""), in_words(p.template, p.params), p.is_error) for p in drawn.problems]
    block = Block(kind=BlockKind.TEXT, key=named["key"])
    shown = Piece(block, html=SafeString(drawn.html), lang=named["language"])
    return Preview(shown, mistakes=gathered(found), lines=drawn.lines)


def gathered(found: Sequence[tuple[Place, str, bool]]) -> list[Mistake]:
    """The same words once, with all their places; errors first, and each in the order of the lines."""
    places: dict[tuple[str, bool], list[Place]] = {}
    for place, words, is_error in sorted(found, key=lambda one: one[0].line):
        places.setdefault((words, is_error), []).append(place)
    mistakes = [Mistake(words, is_error, here) for (words, is_error), here in places.items()]
    return sorted(mistakes, key=lambda mistake: not mistake.is_error)


def _mistakes(path: str, text: str, problems: Sequence[Problem], *, in_form: bool) -> list[Mistake]:
    """What is missing has no line of its own: its field is known by the steps to it."""
    words = worded_in_form if in_form else problem_in_words
    model, data = model_of(path, text), data_of(text)
    known = None if is_linked(data) else model
    fields = fields_by_line(text, known) if model else {}
    found = []
    for one in problems:
        if not one.lacks:
            named = field_named(known, data, one.place) if one.place and known else fields.get(one.line, "")
            place = _placed(one.line, named, data if in_form else None)
            found.append((place, words(one), one.severity == "error"))
    return gathered(found)


def _placed(line: int, field: str, data: Any) -> Place:
    name = field.removeprefix(PREFIX)
    return Place(line, field, part_words(name, data) if name and data is not None else "")


def _piece(course: CourseSource, file: DraftFile, actor: User, trying: Trying) -> Piece | None:
    """The block of a lesson, or the questions of a bank, that lie in this file."""
    source = _block_in(course, file.path)
    if source is None:
        return None
    block = _drawn(course, source)
    if block.kind in ASKING:
        replay = replay_card(block) if block.kind == BlockKind.REPLAY else None
        return Piece(block, quiz=_card(block, file, actor, trying), replay=replay)
    if block.kind == BlockKind.TEXT:
        page = in_language(block.content["pages"])
        return Piece(block, html=SafeString(page["html"]), lang=page["lang"])
    if block.kind == BlockKind.WIDGET:
        return Piece(block, widget=widget_card(block))
    if block.kind == BlockKind.LAB:
        return Piece(block, html=_lab_card(file, block, actor))
    return Piece(block, shown=in_language(block.content["pages"]))


def _drawn(course: CourseSource, source: ContentBlock) -> Block:
    content = content_of(source, Rendering.of(course))
    return Block(kind=source.kind, key=source.key, content=content)


def _terms(course: CourseSource) -> list[TermCard]:
    rendering = Rendering.of(course)
    terms = course.glossary.terms if course.glossary else ()
    return [TermCard(term.key, in_language(term_pages(term, rendering))) for term in terms]


def _block_in(course: CourseSource, path: str) -> ContentBlock | None:
    for bank in course.banks:
        if path == f"banks/{bank.key}.bank.yaml":
            return _as_quiz(bank)
    for lesson in course.lessons:
        for block in lesson.blocks:
            if path == f"lessons/{lesson.key}/{block.key}.{block.kind}.yaml":
                return block
    return None


def _as_quiz(bank: BankSource) -> QuizBlock:
    questions = bank.questions[:MOST_OF_A_BANK]
    quiz = QuizSource.model_validate({"title": bank.title, "pass": 1, "questions": questions})
    return QuizBlock(key=bank.key, quiz=quiz)


def _card(block: Block, file: DraftFile, actor: User, trying: Trying) -> QuizCard:
    quiz, typed = preview_of(block), trying.form.given
    answers = read_answers(quiz, typed) if trying.handed_in else None
    is_author = standing_of(actor, file.draft.course).writes
    try_outs = newest_try_outs(actor, file, quiz) if is_author else {}
    return preview_card(block, answers, typed=typed, try_outs=try_outs, one_by_one=True)


def _lab_card(file: DraftFile, block: Block, actor: User) -> SafeString:
    place = LabPlace(None, Revision(course=file.draft.course), Lesson(key=file.path.split("/")[1]), block)
    return lab_registry().card(actor=actor, place=place, preview=True)


def text_references(draft: Draft, path: str) -> References:
    assets, guesses = {asset.path: asset for asset in draft.assets.present()}, Guesses()

    @cache
    def links() -> Callable[[str], None]:
        return Links(_places(draft, texts_of(draft)), site_pages()).of(path)

    def picture(path: str) -> Picture:
        if path not in assets:
            raise not_there(path, assets, guesses)
        if other := not_wanted(path, Group.PICTURE):
            raise other
        asset = assets[path]
        return Picture(address_of(asset), asset.width, asset.height)

    return References(term=terms_of_draft(draft), picture=picture, link=lambda href: links()(href))


def _places(draft: Draft, files: Mapping[str, str]) -> CoursePlaces:
    assets = draft.assets.present().values_list("path", flat=True)
    return CoursePlaces(draft.course.key, {*files, *assets}, files.get)
