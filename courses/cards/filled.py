"""What the fields of a quiz hold, and which marks may be told, at each stage of an attempt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from courses.answers import NOTHING, Answers, is_blank, read_answers, stored
from courses.attempts.grading import circumstances_of
from courses.content.marking import Circumstances
from courses.content.questions import Given, Mark, Response
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.regrading import Points
from courses.content.schema import QuizSource
from courses.hand_marking.cards import PersonMark
from courses.models import Answer, AnswerFile, PromptTrial, PromptTryOut, QuizAttempt

Responses = Mapping[str, Response]
How = Mapping[str, Circumstances]


@dataclass(frozen=True)
class Filled:
    """What the fields of a card hold, and what is said to it.

    `marks` of the questions that may be told, with what they count for. `locked` take no answer any more; those that are
    `told` do, with all that is to be said of them; `checks` says how often each was checked. `kept` have more points than
    the corrected key gives them. `awaited` are for a person or a run to mark, `read` are marked by a person, `trials` by a
    run, those `overtaken` asked something else when they ran. `files` were uploaded for them. `unread` says of what was
    saved, and not sent, why it would be handed back.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    result: QuizResult | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    earned: Mapping[str, float] = field(default_factory=dict)
    locked: Collection[str] = ()
    checks: Mapping[str, int] = field(default_factory=dict)
    awaited: Collection[str] = ()
    read: Mapping[str, PersonMark] = field(default_factory=dict)
    files: Mapping[str, Sequence[AnswerFile]] = field(default_factory=dict)
    trials: Mapping[str, PromptTrial | PromptTryOut] = field(default_factory=dict)
    overtaken: Collection[str] = ()
    told: Collection[str] = ()
    kept: Collection[str] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


def ended(
    quiz: QuizSource,
    attempt: QuizAttempt,
    answers: Mapping[str, Answer],
    given: Mapping[str, Given],
    by_people: Mapping[str, PersonMark],
) -> Filled:
    """Attempts from before answers were kept as they were given have their responses only."""
    answered = {key: answer.response for key, answer in answers.items() if answer.response is not None}
    read = {one.key: one.given(answered[one.key]) for one in quiz.questions if one.key in answered}
    marks = {key: one.mark for key, one in by_people.items()}
    result = grade_quiz(quiz, answered, circumstances_of(answers), marks)
    filled = _told({**read, **given}, _as_stored(result, attempt, answers))
    return replace(filled, read=by_people, kept=_kept(result, answers))


def handed_in(
    quiz: QuizSource,
    answers: Mapping[str, Answer],
    given: Mapping[str, Given],
    by_people: Mapping[str, PersonMark],
) -> Filled:
    """An attempt without a result yet, with the marks that there are: none where they are kept back."""
    marks = {
        one.key: by_people[one.key].mark if one.key in by_people else one.grade(answers[one.key].response)
        for one in quiz.questions
        if answers[one.key].points is not None
    }
    earned = {key: answers[key].points or 0.0 for key in marks}
    awaited = {key for key, answer in answers.items() if answer.awaits_since}
    return Filled(given, {}, None, marks, earned, set(answers), awaited=awaited, read=by_people)


def tried(quiz: QuizSource, answers: Answers, responses: Responses, how: How) -> Filled:
    """What an author gets: what people would have to mark is left open."""
    result = grade_quiz(quiz, responses, how)
    if not result.awaited:
        return _told(answers.given, result)
    return Filled(
        answers.given,
        {},
        None,
        _known(result),
        result.earned,
        set(result.marks),
        awaited=set(result.awaited),
    )


def tried_some(quiz: QuizSource, answers: Answers, responses: Responses, how: How) -> Filled:
    """The same for what is answered; of the others only those say something that somebody began."""
    begun = {key: why for key, why in answers.problems.items() if stored(answers.given.get(key, NOTHING))}
    answered = quiz.only(key for key in _keys(quiz) if key in responses and key not in answers.problems)
    if not answered.questions:
        return Filled(answers.given, begun)
    result = grade_quiz(answered, responses, how)
    marks = _known(result)
    return Filled(
        answers.given, begun, None, marks, result.earned, told=set(marks), awaited=set(result.awaited)
    )


def _known(result: QuizResult) -> dict[str, Mark]:
    return {key: mark for key, mark in result.marks.items() if not mark.is_awaited}


def _keys(quiz: QuizSource) -> list[str]:
    return [question.key for question in quiz.questions]


def _kept(result: QuizResult, answers: Mapping[str, Answer]) -> set[str]:
    """What was marked anew, by a key that gives less, in a regrade that takes nothing away."""
    remarked = {
        key: answer for key, answer in answers.items() if answer.key_revision_id and key in result.earned
    }
    return {key for key, answer in remarked.items() if (answer.points or 0.0) > result.earned[key]}


def _as_stored(result: QuizResult, attempt: QuizAttempt, answers: Mapping[str, Answer]) -> QuizResult:
    """The result with the points that count: after a regrade an answer may keep others than the key would give it."""
    counted = {key: Points(result.earned[key], mark.of) for key, mark in result.marks.items()}
    marks = dict(result.marks)
    for key, answer in answers.items():
        if key not in marks or answer.points is None or answer.of is None:
            continue
        stored = Points(answer.points, answer.of)
        if stored != counted[key]:
            update = {"points": max(0.0, stored.points), "of": stored.of}
            counted[key], marks[key] = stored, marks[key].model_copy(update=update)
    told = {"points": attempt.points, "of": attempt.of, "share": attempt.share, "passed": attempt.passed}
    earned = {key: points.points for key, points in counted.items()}
    return result.model_copy(update={**told, "marks": marks, "earned": earned})


def _told(given: Mapping[str, Given], result: QuizResult) -> Filled:
    return Filled(given, {}, result, result.marks, result.earned, result.marks)


def under_way(
    quiz: QuizSource, answers: Mapping[str, Answer], given: Mapping[str, Given], problems: Mapping[str, str]
) -> Filled:
    """Marks of what was checked, as long as it stands there as it was."""
    marks: dict[str, Mark] = {}
    for question in quiz.questions:
        answer = answers[question.key]
        if answer.checks and question.salvage(given.get(question.key, NOTHING)) == answer.response:
            marks[question.key] = question.grade(answer.response)
    locked = {key for key, answer in answers.items() if answer.locked_at}
    earned = {key: answers[key].points or 0.0 for key in marks}
    checks = {key: answer.checks for key, answer in answers.items()}
    unread = {} if problems else _unread(quiz, given)
    return Filled(given, problems, None, marks, earned, locked, checks=checks, unread=unread)


def _unread(quiz: QuizSource, given: Mapping[str, Given]) -> dict[str, str]:
    """Why what is saved cannot be read, as its page said before it was drawn anew; nothing of what is empty."""
    said = {key: one for key, one in given.items() if not is_blank(one)}
    return read_answers(quiz.only(said), said).problems if said else {}
