"""Moodle's essays as our open texts, and back: the rubric stands in what graders read there, in words that come back.

    **Names the cause**

    - 0: No cause
    - 3: A cause and how it works

Behind a line of `---` stands the sample.
"""

import re

from courses.content.exchange.gathering import Fields, letter
from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
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
LIMITS = ("minwordlimit", "maxwordlimit")


def for_graders(question: Question, losses: Losses) -> str:
    """The rubric and the sample, in Markdown."""
    losses.tell(_("The rubric became words for whoever marks; learners do not see it there."))
    if question.shortest > 1 or question.longest != Question.model_fields["longest"].default:
        losses.tell(_("Limits in characters were dropped; there words are counted."))
    parts = [
        f"**{_line(text_in(one.title, losses))}**\n\n"
        + "\n".join(
            f"- {figures(level.points)}: {_line(text_in(level.text, losses))}" for level in one.levels
        )
        for one in question.rubric
    ]
    sample = [f"{SAMPLE}\n\n{text_in(question.sample, losses)}"] if question.sample else []
    return "\n\n".join([*parts, *sample])


def essay(source: Source) -> Kind:
    told = source.markdown(source.element.first("graderinfo"))
    words, _rule, sample = told.partition(f"\n{SAMPLE}\n")
    rubric = _rubric(source, words)
    fields: Fields = {}
    if rubric is None:
        rubric, sample = [_begun(source)], told
        source.found.warn(
            source.line,
            _("Moodle has no rubric in its files; one with three levels was begun: write it over."),
        )
        if told.strip():
            source.found.warn(
                source.line,
                _(
                    "What graders read became the sample answer, which learners see after their marks: read it over."
                ),
            )
    if sample.strip():
        fields["sample"] = source.found.said(sample.strip())
    if any(source.element.value(limit, default="0") not in {"", "0"} for limit in LIMITS):
        source.found.warn(source.line, _("Limits in words were dropped; here characters are counted."))
    if source.markdown(source.element.first("responsetemplate")):
        source.found.warn(source.line, _("The text that answers begin with was dropped."))
    if source.element.value("attachments", default="0") not in {"", "0"}:
        source.found.warn(source.line, _("Attachments were dropped; a question of kind upload takes files."))
    return "open-text", {**fields, "rubric": rubric}


def _rubric(source: Source, words: str) -> list[Fields] | None:
    """The criteria, where the words are those of a rubric and nothing else."""
    criteria: list[Fields] = []
    for line in filter(None, map(str.strip, words.splitlines())):
        if title := TITLE.fullmatch(line):
            criteria.append(
                {"key": letter(len(criteria)), "title": source.found.said(title[1]), "levels": []}
            )
        elif (level := LEVEL.fullmatch(line)) and criteria:
            levels = criteria[-1]["levels"]
            told = {"points": float(level[1]), "text": source.found.said(level[2])}
            levels.append({"key": letter(len(levels)), **told})
        else:
            return None
    return criteria if criteria and all(_can_mark(one["levels"]) for one in criteria) else None


def _can_mark(levels: list[Fields]) -> bool:
    return len(levels) > 1 and any(level["points"] > 0 for level in levels)


def _begun(source: Source) -> Fields:
    most = source.figures(source.element.value("defaultgrade", default="1")) or 1.0
    most = most if 0 < most <= 100 else 1.0
    title, *names = BEGUN.get(source.found.language, BEGUN["en"])
    levels = [
        {"key": letter(at), "points": most * share, "text": source.found.said(name)}
        for at, (share, name) in enumerate(zip((0, 0.5, 1), names, strict=True))
    ]
    return {"key": "answer", "title": source.found.said(title), "levels": levels}


def _line(text: str) -> str:
    return " ".join(text.split())
