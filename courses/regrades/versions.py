"""A quiz in several revisions, as far as marking needs it: read once each, without its pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from courses.content.questions import BaseQuestion
from courses.content.regrading import Change, change_of
from courses.content.schema import QuizSource
from courses.models import Block, BlockKind, Regrade, RegradedAttempt, RemarkState
from courses.read_models import quiz_of
from courses.states import RegradeState


class Versions:
    """`load` before asking: one query for all that are not here yet."""

    def __init__(self, lesson_key: str, quiz_key: str) -> None:
        self._place = {"lesson__key": lesson_key, "key": quiz_key, "kind": BlockKind.QUIZ}
        self._quizzes: dict[int, QuizSource] = {}
        self._questions: dict[int, dict[str, BaseQuestion]] = {}
        self._changes: dict[tuple[int, int, str], Change] = {}

    def load(self, revisions: Collection[int]) -> None:
        missing = set(revisions) - self._quizzes.keys()
        if not missing:
            return
        blocks = Block.objects.filter(lesson__revision__in=missing, **self._place)
        for revision, source in blocks.values_list("lesson__revision_id", "content__quiz"):
            quiz = QuizSource.model_validate(source, context={"stored": True})
            self._quizzes[revision] = quiz
            self._questions[revision] = {question.key: question for question in quiz.questions}

    def quiz(self, revision: int) -> QuizSource:
        """By whose terms its attempts are marked and passed, whichever key marks them."""
        return self._quizzes[revision]

    def question(self, revision: int, key: str) -> BaseQuestion | None:
        return self._questions.get(revision, {}).get(key)

    def change(self, old: int, new: int, key: str) -> Change:
        """What became of a question of the revision `old`; a question that it does not have calls for nothing."""
        named = (old, new, key)
        if named not in self._changes:
            before = self.question(old, key)
            known = before is not None and old != new
            self._changes[named] = (
                change_of(before, self.question(new, key)) if before and known else Change(key)
            )
        return self._changes[named]


@dataclass(frozen=True)
class MarkedQuiz:
    """`keys`: the numbers of the revisions whose questions stand in for its own."""

    quiz: QuizSource
    keys: Sequence[int] = ()


def quiz_as_marked(block: Block) -> MarkedQuiz:
    """The quiz of a revision with each question as the last regrade of its attempts marked it."""
    revision, place = block.lesson.revision, {"lesson_key": block.lesson.key, "quiz_key": block.key}
    touched = RegradedAttempt.objects.filter(regrade=OuterRef("pk"), attempt__revision=revision)
    here = Regrade.objects.filter(course=revision.course_id, state=RegradeState.APPLIED, **place)
    regrades = here.filter(Exists(touched.filter(state=RemarkState.APPLIED))).order_by("pk")
    by_key = {
        key: (regrade.revision_id, regrade.revision.number)
        for regrade in regrades.select_related("revision").defer("revision__source")
        for key in regrade.questions
    }
    quiz, versions = quiz_of(block), Versions(**place)
    versions.load({pk for pk, _number in by_key.values()})
    corrected = {key: versions.question(pk, key) for key, (pk, _number) in by_key.items()}
    asked = [
        new if (new := corrected.get(one.key)) and new.kind == one.kind else one for one in quiz.questions
    ]
    numbers = sorted({number for _pk, number in by_key.values()})
    return MarkedQuiz(quiz.model_copy(update={"questions": tuple(asked)}), numbers)
