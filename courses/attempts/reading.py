"""Whether what a page saves can be read: told while there is time to mend it, in the words that handing in uses."""

from collections.abc import Mapping
from functools import lru_cache

from courses.answers import is_blank, read_answers
from courses.attempts.own_files import with_own_files
from courses.content.questions import Given
from courses.content.schema import QuizSource
from courses.models import ASKING, Block, QuizAttempt
from courses.read_models import quiz_of


def problems_of(attempt: QuizAttempt, given: Mapping[str, Given]) -> dict[str, str]:
    """By question, why what it was given would be handed back; nothing of what is empty, nor of what is right."""
    said = {key: one for key, one in given.items() if not is_blank(one)}
    if not said:
        return {}
    quiz = _quiz_in(attempt.revision_id, attempt.lesson_key, attempt.quiz_key)
    asked = quiz.only(said).seeded(attempt.seed)
    return read_answers(asked, with_own_files(attempt, asked, said)).problems


@lru_cache(maxsize=64)
def _quiz_in(revision: int, lesson: str, quiz: str) -> QuizSource:
    """Read once in a process, for saves are many and no revision ever asks anything else."""
    asking = Block.objects.filter(kind__in=ASKING, key=quiz)
    return quiz_of(asking.get(lesson__revision=revision, lesson__key=lesson))
