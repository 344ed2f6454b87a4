"""A rubric as words that come back, and the one that an essay of another system begins with.

    **Names the cause**

    - 0: No cause
    - 3: A cause and how it works

Behind a line of `---` stands the sample.
"""

import re

from courses.content.exchange.gathering import Fields, Gathering, letter
from courses.content.exchange.result import Losses
from courses.content.exchange.telling import figures, text_in
from courses.content.problems import gettext_noop as _
from courses.content.questions.open_text import Question

TITLE = re.compile(r"\*\*(.+)\*\*")
LEVEL = re.compile(r"- ([0-9]+(?:\.[0-9]+)?): (.+)")
SAMPLE = "---"
BEGUN = {
    "en": ("The answer", "missing", "partly right", "right"),
    "zh-hans": ("答案", "没有", "部分正确", "正确"),
}
NO_RUBRIC = _("This format has no rubric; one with three levels was begun: write it over.")


def in_words(question: Question, losses: Losses) -> str:
    """The rubric and the sample of a question, in Markdown."""
    losses.tell(_("The rubric became words for whoever marks; learners do not see it there."))
    parts = [
        f"**{_line(text_in(one.title, losses))}**\n\n"
        + "\n".join(
            f"- {figures(level.points)}: {_line(text_in(level.text, losses))}" for level in one.levels
        )
        for one in question.rubric
    ]
    sample = [f"{SAMPLE}\n\n{text_in(question.sample, losses)}"] if question.sample else []
    return "\n\n".join([*parts, *sample])


def has_limits(question: Question) -> bool:
    return question.shortest > 1 or question.longest != Question.model_fields["longest"].default


def _line(text: str) -> str:
    return " ".join(text.split())


def marked_by(told: str, most: float, line: int, found: Gathering, *, none_there: str = NO_RUBRIC) -> Fields:
    """The rubric and the sample that the words for graders hold; a rubric for `most` points where they hold none."""
    words, _rule, sample = told.partition(f"\n{SAMPLE}\n")
    rubric = _rubric(words, found)
    if rubric is None:
        rubric, sample = [_begun(most, found)], told
        found.warn(line, none_there)
        if told.strip():
            found.warn(
                line,
                _(
                    "What graders read became the sample answer, which learners see after their marks: read it over."
                ),
            )
    return {"rubric": rubric, **({"sample": found.said(sample.strip())} if sample.strip() else {})}


def _rubric(words: str, found: Gathering) -> list[Fields] | None:
    """The criteria, where the words are those of a rubric and nothing else."""
    criteria: list[Fields] = []
    for line in filter(None, map(str.strip, words.splitlines())):
        if title := TITLE.fullmatch(line):
            criteria.append({"key": letter(len(criteria)), "title": found.said(title[1]), "levels": []})
        elif (level := LEVEL.fullmatch(line)) and criteria:
            levels = criteria[-1]["levels"]
            told = {"points": float(level[1]), "text": found.said(level[2])}
            levels.append({"key": letter(len(levels)), **told})
        else:
            return None
    return criteria if criteria and all(_can_mark(one["levels"]) for one in criteria) else None


def _can_mark(levels: list[Fields]) -> bool:
    return len(levels) > 1 and any(level["points"] > 0 for level in levels)


def _begun(most: float, found: Gathering) -> Fields:
    title, *names = BEGUN.get(found.language, BEGUN["en"])
    levels = [
        {"key": letter(at), "points": most * share, "text": found.said(name)}
        for at, (share, name) in enumerate(zip((0, 0.5, 1), names, strict=True))
    ]
    return {"key": "answer", "title": found.said(title), "levels": levels}
