"""Drawing a quiz: feedback, marks and solutions are put in only for what was answered and may be told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from courses.answers import NOTHING, Answers, certainty_in, missing, restored
from courses.attempts.opening import tries_used
from courses.attempts.selection import Selection, quiz_for, selected_keys
from courses.cards.filled import Filled, ended, handed_in, tried, tried_some, under_way
from courses.cards.late import with_late
from courses.cards.mixing import Mixing
from courses.cards.question import QuestionCard
from courses.cards.quiz import QuizCard
from courses.content.marking import Certainty, Circumstances
from courses.content.questions import BaseQuestion, Given
from courses.content.schema import QuizSource
from courses.hand_marking.cards import person_marks
from courses.hand_marking.files import files_of
from courses.models import Block, BlockKind, QuizAttempt, QuizOverride
from courses.regrades.notes import keys_of, notes_of
from courses.terms import terms_of
from courses.trials.cards import run_card, trials_in
from courses.trials.trying import TryOuts, marks_of, prompts_of, responses_of, still_true
from lms.kit.templatetags.texts import in_language, language_of

Shown = Mapping[str, Mapping[str, Any]]
"""What pages show of questions, by key."""

SAID_OF_ANSWERS = ("feedback", "solution")
PREVIEW = "preview"
"""The seed of what authors see before anybody learns."""


def blank_card(
    block: Block, asked: Selection, override: QuizOverride | None, *, number: int, used: int, now: datetime
) -> QuizCard:
    """The quiz before attempt `number` begins."""
    quiz = quiz_for(block, asked.seed, asked.keys)
    told: dict[str, Any] = {"number": number, "used": used, "sitting": asked.sitting, "now": now}
    return _card(block, quiz, Filled(), asked.seed, **told, terms=terms_of(quiz, override))


def attempt_card(
    block: Block,
    attempt: QuizAttempt,
    override: QuizOverride | None,
    *,
    problems: Mapping[str, str] | None = None,
) -> QuizCard:
    """An attempt with what was saved; of one that has ended, with its marks.

    A question that another revision's key marked stays as it was asked; what is said of the answer comes from there.
    """
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    given = {key: restored(answer.given) for key, answer in answers.items() if answer.given}
    used, keys = tries_used(attempt.enrolment, attempt), keys_of(attempt, answers)
    told: dict[str, Any] = {"attempt": attempt, "number": attempt.number, "used": used, "now": attempt.now}
    trials = trials_in(quiz, answers)
    if attempt.is_open:
        keyed = _with_their_keys(quiz, keys, attempt.seed)
        filled = under_way(keyed, answers, given, problems or {})
        keys = {key: block for key, block in keys.items() if key in filled.locked}
    quiz = _with_their_keys(quiz, keys, attempt.seed)
    if attempt.points is not None:
        filled = ended(quiz, attempt, answers, given, person_marks(attempt, quiz, answers))
        told["notes"] = notes_of(attempt, [question.key for question in quiz.questions])
    elif not attempt.is_open:
        filled = handed_in(quiz, answers, given, person_marks(attempt, quiz, answers))
        by_run = trials if attempt.waits_for_others else ()
        filled = replace(filled, awaited={*filled.awaited, *by_run} - filled.marks.keys())
    filled = replace(filled, files=files_of(quiz, answers), trials=trials)
    shown = _with_their_words(_shown(block), keys)
    terms = terms_of(quiz, override)
    card = _card(block, quiz, filled, attempt.seed, shown, **told, terms=terms, sitting=attempt.sitting)
    return card if attempt.is_open else with_late(card)


def preview_card(
    block: Block,
    answers: Answers | None = None,
    *,
    typed: Mapping[str, Given] = MappingProxyType({}),
    try_outs: TryOuts = MappingProxyType({}),
    one_by_one: bool = False,
) -> QuizCard:
    """The quiz as an author tries it: blank or with what was typed, or with marks, or with what cannot be read.

    `try_outs` are prompts that were run for the author; those that stand there have their marks. With `one_by_one` what is
    answered has its marks, and what is not is left alone.
    """
    quiz = preview_of(block)
    given = answers.given if answers else {**prompts_of(try_outs), **typed}
    ran = still_true(block, quiz, given, try_outs)
    problems = missing(quiz, answers)[0] if answers else {}
    if answers is None or (problems and not one_by_one):
        marks = marks_of(quiz, ran)
        earned = {key: mark.points for key, mark in marks.items()}
        filled = Filled(given, problems, marks=marks, earned=earned)
    else:
        sure = {key: certainty_in(given) or Certainty.LOW for key, given in answers.given.items()}
        how = {key: Circumstances(certainty=certainty) for key, certainty in sure.items()}
        responses = {**answers.responses, **responses_of(quiz, ran)}
        marked = tried_some if one_by_one and answers.problems else tried
        filled = marked(quiz, answers, responses, how)
    return _card(
        block,
        quiz,
        replace(filled, trials=ran, overtaken=try_outs.keys() - ran.keys()),
        PREVIEW,
        terms=terms_of(quiz),
    )


def preview_of(block: Block) -> QuizSource:
    return quiz_for(block, PREVIEW, selected_keys(block, PREVIEW))


def _with_their_keys(quiz: QuizSource, keys: Mapping[str, Block], seed: str) -> QuizSource:
    """The quiz with each of these questions as the revision has it whose key marked it."""
    corrected = {key: quiz_for(block, seed, [key]).questions[0] for key, block in keys.items()}
    return quiz.model_copy(update={"questions": tuple(corrected.get(one.key, one) for one in quiz.questions)})


def _shown(block: Block) -> Shown:
    return _by_key(in_language(block.content["pages"]))


def _by_key(page: Mapping[str, Any]) -> Shown:
    return {question["key"]: question for question in page["questions"]}


def _with_their_words(asked: Shown, keys: Mapping[str, Block]) -> Shown:
    """The questions that another revision's key marked, with its solution and feedback, in the language they stand in."""
    found = {}
    for key, block in keys.items():
        own, pages = asked[key], block.content["pages"]
        theirs = _by_key(pages.get(own["lang"]) or in_language(pages))[key]
        found[key] = {**own, **{name: theirs[name] for name in SAID_OF_ANSWERS}}
    return found


def _card(
    block: Block,
    quiz: QuizSource,
    filled: Filled,
    seed: str,
    corrected: Shown = MappingProxyType({}),
    **told: Any,
) -> QuizCard:
    """`corrected` are questions of which another revision says what is right."""
    shown = {**_shown(block), **corrected}
    language = get_language() or ""
    told_by_all = {"counts": block.kind == BlockKind.QUIZ, "language_above": _language_above(block)}
    questions = tuple(
        _question(quiz, shown[one.key], one, filled, seed, units=one.units_to_type(language), **told_by_all)
        for one in quiz.questions
    )
    title = in_language(block.content["pages"])["title"]
    return QuizCard(block, quiz, title, questions, filled.result, **told)


def _language_above(block: Block) -> str:
    """Of its title, at which its page says so where that is not the reader's."""
    return "" if block.kind == BlockKind.REPLAY else language_of(block.content["quiz"]["title"]["texts"])


def _question(
    quiz: QuizSource, shown: Mapping[str, Any], asked: BaseQuestion, filled: Filled, seed: str, **more: Any
) -> QuestionCard:
    key, is_at_once = asked.key, quiz.feedback == "at-once"
    mark, is_closed, is_told = filled.marks.get(key), key in filled.locked, key in filled.told
    has_passed = filled.result is not None and filled.result.passed
    values = asked.shown_values()
    checks = quiz.tries_per_question - filled.checks.get(key, 0)
    return QuestionCard(
        shown,
        filled.given.get(key, NOTHING),
        filled.problems.get(key, ""),
        filled.unread.get(key, ""),
        mark,
        filled.earned.get(key, 0.0),
        is_settled=is_told
        or (is_closed and mark is not None and (mark.is_right or has_passed or is_at_once)),
        is_closed=is_closed,
        is_told=is_told,
        is_kept=key in filled.kept,
        checks_left=checks if asked.is_marked_at_once() and is_at_once else None,
        asks_certainty=quiz.certainty and asked.is_marked_at_once(),
        is_awaited=key in filled.awaited,
        by_person=filled.read.get(key),
        uploaded=filled.files.get(key, ()),
        run=run_card(asked, filled.trials.get(key), mark, has_earlier=key in filled.overtaken),
        seed=seed if quiz.shuffle else "",
        mixing=Mixing(asked, seed),
        values=values,
        may_be_blank=quiz.wrong_costs,
        solved=asked.solution(get_language() or "") if mark and (is_closed or is_told) and values else (),
        **more,
    )
