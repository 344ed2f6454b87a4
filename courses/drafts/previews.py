"""What a file of a draft would look like to a learner, and what is to be mended in it; nothing is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.answers import QuizForm, read_answers
from courses.cards.drawing import preview_card, preview_of
from courses.cards.quiz import QuizCard
from courses.cards.widget import widget_card
from courses.content.drafts.alone import alone
from courses.content.drafts.texts import TEXT_FILE
from courses.content.links import CoursePlaces, Links
from courses.content.markdown import NotThere, Picture, References
from courses.content.schema import BankSource, CourseSource, QuizBlock, QuizSource
from courses.content.schema import Block as ContentBlock
from courses.drafts.drafting import read_texts, texts_of
from courses.drafts.file_forms import fields_by_line, model_of
from courses.drafts.pages import languages_of_draft
from courses.glossary import TermCard
from courses.labs import LabPlace, lab_registry
from courses.models import ASKING, Block, BlockKind, Draft, DraftFile, Lesson, Revision
from courses.pages import Piece
from courses.places import GLOSSARY
from courses.read_models import drawn_text
from courses.rendering import Rendering, address_of
from courses.rendering.blocks import content_of
from courses.rendering.glossary import term_pages
from courses.site_pages import site_pages
from courses.wording import in_words, problem_in_words
from lms.kit.templatetags.texts import in_language
from people.models import User

MOST_OF_A_BANK = 50


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
    """The `piece` of a lesson that a file makes, the `terms` it explains or the `quiz` it asks; what is to be mended."""

    piece: Piece | None = None
    terms: Sequence[TermCard] = ()
    quiz: QuizCard | None = None
    mistakes: Sequence[Mistake] = ()
    elsewhere: int = 0
    is_preview = True  # for the templates of blocks: nothing in it can be sent


def draft_preview(file: DraftFile, text: str, *, actor: User, tried: QuizForm | None = None) -> Preview:
    """What a file would look like if it held this text; of questions that were `tried`, with their marks."""
    if TEXT_FILE.fullmatch(file.path):
        return _text_preview(file, text)
    files = texts_of(file.draft)
    places = _places(file.draft, files)
    reading = read_texts(file.draft, _around(file, {**files, file.path: text}), places)
    here = [p for p in reading.problems if p.path == file.path]
    found = [(p.line, problem_in_words(p), p.severity == "error") for p in here]
    mistakes = gathered(found, fields_by_line(text) if model_of(file.path, text) else {})
    elsewhere = sum(p.path != file.path and p.severity == "error" for p in reading.problems)
    if reading.course is None:
        return Preview(mistakes=mistakes, elsewhere=elsewhere)
    if file.path == GLOSSARY:
        return Preview(terms=_terms(reading.course), mistakes=mistakes)
    piece = _piece(reading.course, file, actor, tried)
    return Preview(piece, quiz=piece.quiz if piece else None, mistakes=mistakes, elsewhere=elsewhere)


def _around(file: DraftFile, files: dict[str, str]) -> dict[str, str]:
    """What is read with a file: of a block or a bank only what it needs, so that a mistake elsewhere hides nothing."""
    course = file.draft.course
    return alone(files, file.path, course.key, languages_of_draft(file.draft)) or files


def _text_preview(file: DraftFile, text: str) -> Preview:
    named = TEXT_FILE.fullmatch(file.path)
    assert named is not None
    drawn = drawn_text(text, named["language"], text_references(file.draft, file.path))
    found = [(p.line, in_words(p.template, p.params), p.is_error) for p in drawn.problems]
    block = Block(kind=BlockKind.TEXT, key=named["key"])
    shown = Piece(block, html=SafeString(drawn.html), lang=named["language"])
    return Preview(shown, mistakes=gathered(found, {}))


def gathered(found: Sequence[tuple[int, str, bool]], fields: Mapping[int, str]) -> list[Mistake]:
    """The same words once, with all their places; errors first."""
    places: dict[tuple[str, bool], list[Place]] = {}
    for line, words, is_error in found:
        places.setdefault((words, is_error), []).append(Place(line, fields.get(line, "")))
    mistakes = [Mistake(words, is_error, here) for (words, is_error), here in places.items()]
    return sorted(mistakes, key=lambda mistake: not mistake.is_error)


def _piece(course: CourseSource, file: DraftFile, actor: User, tried: QuizForm | None) -> Piece | None:
    """The block of a lesson, or the questions of a bank, that lie in this file."""
    source = _block_in(course, file.path)
    if source is None:
        return None
    content = content_of(source, Rendering.of(course))
    block = Block(kind=source.kind, key=source.key, content=content)
    if block.kind in ASKING:
        return Piece(block, quiz=_card(block, tried))
    if block.kind == BlockKind.WIDGET:
        return Piece(block, widget=widget_card(block))
    if block.kind == BlockKind.LAB:
        return Piece(block, html=_lab_card(file, block, actor))
    return Piece(block, shown=in_language(content["pages"]))


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


def _card(block: Block, tried: QuizForm | None) -> QuizCard:
    answers = read_answers(preview_of(block), tried.given) if tried else None
    return preview_card(block, answers)


def _lab_card(file: DraftFile, block: Block, actor: User) -> SafeString:
    place = LabPlace(None, Revision(course=file.draft.course), Lesson(key=file.path.split("/")[1]), block)
    return lab_registry().card(actor=actor, place=place, preview=True)


def text_references(draft: Draft, path: str) -> References:
    """Terms are taken as they are written; the check knows better."""
    assets = {asset.path: asset for asset in draft.assets.present()}

    @cache
    def links() -> Callable[[str], None]:
        return Links(_places(draft, texts_of(draft)), site_pages()).of(path)

    def picture(path: str) -> Picture:
        if path not in assets:
            raise NotThere(_("There is no file “%(name)s”."), name=path)
        asset = assets[path]
        return Picture(address_of(asset), asset.width, asset.height)

    return References(term=str, picture=picture, link=lambda href: links()(href))


def _places(draft: Draft, files: Mapping[str, str]) -> CoursePlaces:
    assets = draft.assets.present().values_list("path", flat=True)
    return CoursePlaces(draft.course.key, {*files, *assets}, files.get)
