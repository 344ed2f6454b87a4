"""A replay: its questions, drawn as those of a quiz that tells at once, and its curve, as a table and for its script."""

from typing import Any

from courses.content.blocks import ReplayBlock
from courses.content.recordings import Evaluation, Measured, Recorded
from courses.content.schema import QuizSource
from courses.rendering import Rendering
from courses.rendering.quizzes import quiz_pages

Content = dict[str, Any]
MOST_ROWS = 12
"""Of the table; those of evaluations and pauses come on top."""


def replay_content(block: ReplayBlock, rendering: Rendering) -> Content:
    """As of a quiz; `replay` is what its pages share, and each page has what is said about the run."""
    source = block.replay
    asked = {"title": source.title, "pass": 1, "feedback": "at-once", "questions": tuple(source.questions)}
    content = quiz_pages(QuizSource.model_validate(asked), block.key, rendering)
    for language, page in content["pages"].items():
        page |= _about(block, language, rendering)
    pauses = [{"at": one.at, "keys": [asked.key for asked in one.questions]} for one in source.pauses]
    replay = {
        "pauses": pauses,
        "events": list(_events(block.recorded)),
        "rows": _rows(block),
        "total": block.recorded.last,
    }
    return content | {"pools": [], "replay": replay}


def _about(block: ReplayBlock, language: str, rendering: Rendering) -> Content:
    if block.replay.about is None:
        return {"about": "", "about_lang": language}
    about, lang = rendering.text(block.replay.about, language, prefix=f"{block.key}-about", shift=3)
    return {"about": about.html, "about_lang": lang}


def _events(recorded: Recorded) -> list[list[Any]]:
    """What is told in its order, as short as it can be: (seconds, is an evaluation, step, loss)."""
    told = [*((one, 0) for one in recorded.steps), *((one, 1) for one in recorded.evals)]
    told.sort(key=lambda pair: (pair[0].step, pair[1]))
    return [[one.at, is_eval, one.step, _short(one.loss)] for one, is_eval in told]


def _rows(block: ReplayBlock) -> list[Content]:
    """The curve for readers without a script: evaluations, where it stops to ask, and some steps between."""
    steps = {one.step: one for one in block.recorded.steps}
    evals = {one.step: one for one in block.recorded.evals}
    asked = {max(step for step in steps if step <= pause.at) for pause in block.replay.pauses}
    some = list(steps)[:: max(1, len(steps) // MOST_ROWS)]
    chosen = sorted({*some, *asked, *list(evals)[:: max(1, len(evals) // MOST_ROWS)], max(steps)})
    return [_row(step, steps.get(step), evals.get(step), is_asked=step in asked) for step in chosen]


def _row(step: int, measured: Measured | None, evaluation: Evaluation | None, *, is_asked: bool) -> Content:
    return {
        "step": step,
        "train": _short(measured.loss) if measured else None,
        "validation": _short(evaluation.loss) if evaluation else None,
        "accuracy": _short(evaluation.accuracy) if evaluation else None,
        "is_asked": is_asked,
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
