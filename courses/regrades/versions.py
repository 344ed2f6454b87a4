"""A quiz in several revisions, as far as marking needs it: read once each, without its pages."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from courses.content.drawing import Pool
from courses.content.questions import BaseQuestion
from courses.content.regrading import Change, change_of
from courses.content.schema import QuizSource
from courses.models import Block, BlockKind, Regrade, RegradedAttempt, RemarkState, Revision
from courses.states import RegradeState

STORED = ("lesson__revision_id", "content__quiz", "content__pools")
MARKED = ("regrade_id", "attempt__revision_id")


class Versions:
    """`load` before asking: one query for all that are not here yet."""

    def __init__(self, lesson_key: str, quiz_key: str) -> None:
        self._place = {"lesson__key": lesson_key, "key": quiz_key, "kind": BlockKind.QUIZ}
        self._quizzes: dict[int, QuizSource] = {}
        self._pools: dict[int, list[Pool]] = {}
        self._questions: dict[int, dict[str, BaseQuestion]] = {}
        self._changes: dict[tuple[int, int, str], Change] = {}

    def load(self, revisions: Collection[int]) -> None:
        missing = set(revisions) - self._quizzes.keys()
        if not missing:
            return
        blocks = Block.objects.filter(lesson__revision__in=missing, **self._place)
        for revision, source, pools in blocks.values_list(*STORED):
            quiz = QuizSource.model_validate(source, context={"stored": True})
            self._quizzes[revision] = quiz
            self._pools[revision] = [Pool(pool["count"], tuple(pool["keys"])) for pool in pools or ()]
            self._questions[revision] = {question.key: question for question in quiz.questions}

    def quiz(self, revision: int) -> QuizSource:
        """By whose terms its attempts are marked and passed, whichever key marks them."""
        return self._quizzes[revision]

    def pools(self, revision: int) -> list[Pool]:
        return self._pools[revision]

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
    pools: Sequence[Pool] = ()
    keys: Sequence[int] = ()


def quizzes_as_marked(block: Block, revisions: Collection[int]) -> dict[int, MarkedQuiz]:
    """The quiz of each of these revisions with each question as the last regrade of its attempts marked it."""
    place = {"lesson_key": block.lesson.key, "quiz_key": block.key}
    touched = RegradedAttempt.objects.filter(state=RemarkState.APPLIED, attempt__revision__in=revisions)
    here = Regrade.objects.filter(course=block.lesson.revision.course_id, state=RegradeState.APPLIED, **place)
    regrades = here.select_related("revision").defer("revision__source").in_bulk()
    pairs = touched.filter(regrade__in=regrades).order_by("regrade").values_list(*MARKED).distinct()
    keys: dict[int, dict[str, Revision]] = defaultdict(dict)
    for regrade, revision in pairs if regrades else ():
        keys[revision] |= dict.fromkeys(regrades[regrade].questions, regrades[regrade].revision)
    versions = Versions(**place)
    versions.load({*revisions, *(by.pk for named in keys.values() for by in named.values())})
    return {revision: _marked(versions, revision, keys[revision]) for revision in revisions}


def _marked(versions: Versions, revision: int, keys: Mapping[str, Revision]) -> MarkedQuiz:
    quiz = versions.quiz(revision)
    corrected = {key: versions.question(by.pk, key) for key, by in keys.items()}
    asked = [
        new if (new := corrected.get(one.key)) and new.kind == one.kind else one for one in quiz.questions
    ]
    numbers = sorted({by.number for by in keys.values()})
    return MarkedQuiz(quiz.model_copy(update={"questions": tuple(asked)}), versions.pools(revision), numbers)
