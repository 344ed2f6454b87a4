"""Of the files that an answer names, those that were uploaded for it: any other id is no answer."""

from collections.abc import Mapping
from dataclasses import replace

from courses.content.questions import Given
from courses.content.questions.upload import Question
from courses.content.schema import QuizSource
from courses.models import AnswerFile, QuizAttempt


def with_own_files(attempt: QuizAttempt, quiz: QuizSource, given: Mapping[str, Given]) -> dict[str, Given]:
    """What was given, without made-up and foreign files. One query, and none where nobody names a file."""
    asked = [one.key for one in quiz.questions if isinstance(one, Question) and _names_any(given, one.key)]
    if not asked:
        return dict(given)
    here = AnswerFile.objects.filter(answer__attempt=attempt, answer__question_key__in=asked)
    own = {(key, str(named)) for key, named in here.values_list("answer__question_key", "public_id")}
    kept = {key: tuple(one for one in given[key].values if (key, one) in own) for key in asked}
    return {**given, **{key: replace(given[key], values=values) for key, values in kept.items()}}


def _names_any(given: Mapping[str, Given], key: str) -> bool:
    return key in given and any(given[key].values)
