"""Spaced review: questions that were missed come back after days, asked and marked as in their quiz; nothing of it counts.

What was missed is nowhere stored a second time: it follows from the marks of attempts, so that a regrade changes it at
once, and marks that are kept back have none. Only how far a question has come is (`ReviewCard`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Now
from django.urls import reverse
from django.utils.translation import get_language

from courses.answers import NOTHING, QuizForm, is_blank, read_answers
from courses.cards.mixing import Mixing
from courses.cards.question import QuestionCard
from courses.content.leitner import FIRST, WAITS, box_after
from courses.content.localized import LocalizedText
from courses.content.questions import KINDS, BaseQuestion, Given
from courses.content.schema import QuizSource
from courses.models import ASKING, Answer, Block, PathEnrolment, QuizAttempt, ReviewCard
from courses.read_models import quiz_of
from courses.states import AttemptState
from lms.kit.prepared import Prepared, Slot
from lms.kit.templatetags.texts import Said, in_language, said
from people.models import User

MOST = 10
"""A review is short: what is left comes with the next one."""
TITLE = LocalizedText(source="en", texts={"en": "Review"})
MARKED_LATER = sorted(kind for kind, question in KINDS.items() if not question.is_marked_at_once())
"""Nobody waits for a reader or for a run in a review."""


@dataclass(frozen=True)
class Item:
    """A question of a review. `asked` counts how often it was asked again; `comes_back` in days, once it is answered."""

    answer: Answer
    question: BaseQuestion
    card: QuestionCard
    block: Block
    asked: int
    comes_back: int | None = None

    @property
    def field(self) -> str:
        return f"asked.{self.answer.pk}"

    @property
    def course(self) -> Said:
        return said(self.block.lesson.revision.title)

    @property
    def lesson(self) -> Said:
        return said(self.block.lesson.title)

    @property
    def href(self) -> str:
        course = self.answer.attempt.enrolment.course.key
        return reverse("courses:lesson", args=[course, self.answer.attempt.lesson_key])


def due_reviews(user: int | Slot) -> QuerySet[Answer]:
    """The missed answers of a person that are to be asked again by now, longest due first.

    Missed is what earned less than all its points, in the last marked attempt that asked it. Questions that the published
    course has no more, and those of a quiz that the person is at, are left alone; so is what the placement test of their
    path has found out that they do not know yet.
    """
    place = {
        "lesson_key": OuterRef("attempt__lesson_key"),
        "quiz_key": OuterRef("attempt__quiz_key"),
        "enrolment": OuterRef("attempt__enrolment"),
    }
    attempts = QuizAttempt.objects.filter(**place)
    later = attempts.filter(state=AttemptState.GRADED, number__gt=OuterRef("attempt__number"))
    asked_later = later.filter(answers__question_key=OuterRef("question_key"))
    mine = Answer.objects.filter(attempt__enrolment__user=user, attempt__state=AttemptState.GRADED)
    missed = mine.filter(points__lt=F("of")).filter(~Exists(asked_later), Exists(_still_asked()))
    for kind in MARKED_LATER:
        missed = missed.filter(~Exists(_still_asked(kind)))
    missed = missed.exclude(Exists(_placing()), attempt__number=1)
    at_rest = missed.filter(~Exists(attempts.at_work()))
    told_at = Greatest("attempt__submitted_at", "attempt__marks_at")
    dated = at_rest.annotate(due=Coalesce("review_card__due_at", told_at + WAITS[FIRST]))
    waiting = dated.filter(Q(review_card__isnull=True) | Q(review_card__due_at__isnull=False))
    return waiting.filter(due__lte=Now()).order_by("due", "pk")


def _still_asked(kind: str = "") -> QuerySet[Block]:
    """The published quiz that may ask the question of an outer answer, or asks it as one of a kind."""
    told = [*_pair("key", OuterRef("question_key")), *(_pair("kind", _text(kind)) if kind else ())]
    questions = Func(_object(*told), function="jsonb_build_array", output_field=JSONField())
    return Block.objects.filter(
        lesson__revision=OuterRef("attempt__enrolment__course__published"),
        lesson__key=OuterRef("attempt__lesson_key"),
        key=OuterRef("attempt__quiz_key"),
        kind__in=ASKING,
        content__contains=_object(*_pair("quiz", _object(*_pair("questions", questions)))),
    )


def _placing() -> QuerySet[PathEnrolment]:
    """Paths of the person of an outer answer whose placement test it belongs to."""
    test = _object(
        *_pair("course", OuterRef("attempt__enrolment__course__key")),
        *_pair("lesson", OuterRef("attempt__lesson_key")),
        *_pair("quiz", OuterRef("attempt__quiz_key")),
    )
    mine = PathEnrolment.objects.current().filter(user=OuterRef("attempt__enrolment__user"))
    return mine.filter(version__source__contains=_object(*_pair("placement", test)))


def _text(text: str) -> Cast:
    """The database cannot tell the type of a bare parameter here."""
    return Cast(Value(text), TextField())


def _pair(name: str, value: Any) -> tuple[Cast, Any]:
    return _text(name), value


def _object(*told: Any) -> Func:
    return Func(*told, function="jsonb_build_object", output_field=JSONField())


def _missed() -> QuerySet[Answer]:
    return due_reviews(Slot("user")).select_related("attempt__enrolment__course", "review_card")[:MOST]


DUE = Prepared(lambda: due_reviews(Slot("user")).values_list("pk", flat=True)[:MOST])
MISSED = Prepared(_missed)


def count_due(user: User) -> int:
    """How many questions the next review has."""
    return len(DUE.all(user=user.pk))


def read_review(user: User) -> list[Item]:
    """The questions of a review as the course that is published now has them, in two queries."""
    answers = MISSED.all(user=user.pk)
    blocks = _blocks(answers)
    return [_item(answer, blocks[_place(answer)]) for answer in answers if _place(answer) in blocks]


def _place(answer: Answer) -> tuple[int | None, str, str]:
    attempt = answer.attempt
    return attempt.enrolment.course.published_id, attempt.lesson_key, attempt.quiz_key


def _blocks(answers: Sequence[Answer]) -> Mapping[tuple[int | None, str, str], Block]:
    places = {_place(answer) for answer in answers}
    blocks = Block.objects.filter(
        lesson__revision__in={place[0] for place in places},
        lesson__key__in={place[1] for place in places},
        key__in={place[2] for place in places},
        kind__in=ASKING,
    )
    found = blocks.select_related("lesson__revision").defer("lesson__revision__source")
    return {(block.lesson.revision_id, block.lesson.key, block.key): block for block in found}


def _item(answer: Answer, block: Block) -> Item:
    known = getattr(answer, "review_card", None)
    asked = known.asked if known else 0
    quiz = quiz_of(block)
    seed = f"{answer.attempt.seed}/again/{asked}"
    question = quiz.only([answer.question_key]).questions[0].seeded(seed)
    pages = in_language(block.content["pages"])["questions"]
    shown = next(page for page in pages if page["key"] == answer.question_key)
    # Two quizzes may have questions of the same name: here each is called by its answer.
    card = QuestionCard(
        {**shown, "key": f"a{answer.pk}"},
        seed=seed if quiz.shuffle else "",
        mixing=Mixing(question, seed),
        may_be_blank=True,
        values=question.shown_values(),
    )
    return Item(answer, question, card, block, asked)


def answer_review(*, user: User, form: QuizForm, asked: Mapping[str, str]) -> tuple[list[Item], list[Item]]:
    """Mark what was answered, and note it once, however often it is sent; (what was marked, what is left).

    `asked` are the fields of the form that say how often its questions were asked before.
    """
    marked: list[Item] = []
    left: list[Item] = []
    for item in read_review(user):
        given = form.given.get(item.card.key, NOTHING)
        knows = asked.get(item.field) == str(item.asked)
        done = _mark(item, given) if knows and not is_blank(given) else item
        (marked if done.card.mark else left).append(done)
    return [_note(item) for item in marked], left


def _mark(item: Item, given: Given) -> Item:
    """The item with its mark, or with what keeps its answer from being read."""
    asked = QuizSource.model_construct(title=TITLE, questions=(item.question,))
    read = read_answers(asked, {item.question.key: given})
    if read.problems:
        return replace(item, card=replace(item.card, given=given, problem=read.problems[item.question.key]))
    mark = item.question.grade(read.responses[item.question.key])
    card = replace(
        item.card,
        given=given,
        mark=mark,
        points=mark.points,
        is_closed=True,
        # A quiz that is not passed may be tried again: until then its answers are not given away.
        is_settled=mark.is_right or item.answer.attempt.passed,
        solved=item.question.solution(get_language() or "") if item.card.values else (),
    )
    return replace(item, card=card)


@transaction.atomic
def _note(item: Item) -> Item:
    """Move the question to its next box, unless another window has done that meanwhile."""
    ReviewCard.objects.get_or_create(answer=item.answer, defaults={"box": FIRST})
    here = ReviewCard.objects.select_for_update().get(answer=item.answer)
    mark = item.card.mark
    assert mark is not None  # what the caller selects by
    box = box_after(here.box, is_right=mark.is_right)
    if here.asked == item.asked:
        moved = {"box": box or here.box, "due_at": Now() + WAITS[box] if box else None}
        ReviewCard.objects.filter(pk=here.pk).update(asked=F("asked") + 1, **moved)
    return replace(item, comes_back=WAITS[box].days if box else None)
