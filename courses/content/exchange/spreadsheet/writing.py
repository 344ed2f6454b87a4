"""Questions as the rows of a table; a column for what at least one of them needs."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from courses.content.exchange.result import Losses, Written, all_of
from courses.content.exchange.spreadsheet.columns import Column, guarded
from courses.content.exchange.telling import figures, tell_lost_settings, text_in
from courses.content.language_checks import texts_in
from courses.content.localized import LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.questions import (
    BaseQuestion,
    categorise,
    code_output,
    match,
    multiple,
    number,
    order,
    single,
    text,
    true_false,
)
from courses.content.questions.choices import ChoiceQuestion

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else


def write(questions: Sequence[BaseQuestion], *, language: str) -> Written:
    losses, rows = [], []
    for question in questions:
        row = _Row(question, language)
        losses.append(row.losses)
        if row.written():
            rows.append(row.cells)
    languages = dict.fromkeys([language, *sorted({one.language for row in rows for one in row})])
    columns = sorted({one for row in rows for one in row}, key=lambda one: _place(one, list(languages)))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([str(column) for column in columns or [Column("kind"), Column("prompt", 0, language)]])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return Written((BYTE_ORDER_MARK + table.getvalue()).encode(), all_of(losses))


def _place(column: Column, languages: list[str]) -> tuple[object, ...]:
    return (column.place, languages.index(column.language))


class _Row:
    """One question, and what of it was lost."""

    def __init__(self, question: BaseQuestion, language: str) -> None:
        self.question = question
        self.losses = Losses(question, language)
        self.cells: dict[Column, str] = {}

    def written(self) -> bool:
        """Whether a table has room for questions of this kind."""
        question = self.question
        if type(question) not in WRITERS:
            self.losses.tell(_("Left out: a table has no room for kind “%(kind)s”."), kind=question.kind)
            return False
        for _place, said in texts_in(question):
            text_in(said, self.losses)
        self._plain(kind=question.kind, key=question.key, tags=" ".join(question.tags))
        self._figures(
            points=question.points if question.points != 1 else None, difficulty=question.difficulty
        )
        self._said(prompt=question.prompt, feedback=question.feedback)
        WRITERS[type(question)](self, question)
        return True

    def choices(self, question: ChoiceQuestion) -> None:
        for place, choice in enumerate(question.choices, 1):
            self._said(place, choice=choice.text, feedback=choice.feedback)
        right = (str(place) for place, choice in enumerate(question.choices, 1) if choice.correct)
        self._plain(correct=" ".join(right))

    def true_false(self, question: true_false.Question) -> None:
        self._plain(correct=question.right)
        self._said(if_true=question.if_true, if_false=question.if_false)

    def number(self, question: number.Question) -> None:
        tell_lost_settings(question, self.losses, "other_units")
        self._figures(
            answer=question.answer,
            tolerance=question.tolerance,
            relative_tolerance=question.relative_tolerance,
        )
        self._said(unit=question.unit)
        if near := question.near:
            self._figures(
                near_tolerance=near.tolerance,
                near_relative_tolerance=near.relative_tolerance,
                near_credit=near.credit,
            )

    def text(self, question: text.Question) -> None:
        for place, answer in enumerate(question.accept, 1):
            self._said(place, choice=answer.text, feedback=answer.feedback)
            if answer.credit != 1:
                self.cells[Column("credit", place)] = figures(answer.credit)
        self._plain(exact="true" if question.exact else "", slips="true" if question.slips else "")

    def pairs(self, question: match.Question | categorise.Question) -> None:
        """Targets that nothing belongs to stand behind, without an item."""
        named = {target.key: target.text for target in question.targets}
        for place, item in enumerate(question.items, 1):
            self._said(place, choice=item.text, match=named[item.target])
        used = {item.target for item in question.items}
        spare = [said for key, said in named.items() if key not in used]
        for place, said in enumerate(spare, len(question.items) + 1):
            self._said(place, match=said)

    def steps(self, question: order.Question) -> None:
        for place, step in enumerate(question.steps, 1):
            self._said(place, choice=step.text)

    def output(self, question: code_output.Question) -> None:
        self.cells[Column("output")] = guarded(question.output)

    def _plain(self, **cells: str) -> None:
        self.cells |= {Column(name): cell for name, cell in cells.items() if cell}

    def _figures(self, **cells: float | None) -> None:
        self.cells |= {Column(name): figures(cell) for name, cell in cells.items() if cell is not None}

    def _said(self, number: int = 0, /, **texts: LocalizedText | None) -> None:
        for name, said in texts.items():
            for language, words in said.texts.items() if said else ():
                self.cells[Column(name, number, language)] = guarded(words)


Writer = Callable[[_Row, Any], None]
WRITERS: dict[type[BaseQuestion], Writer] = {
    single.Question: _Row.choices,
    multiple.Question: _Row.choices,
    true_false.Question: _Row.true_false,
    number.Question: _Row.number,
    text.Question: _Row.text,
    match.Question: _Row.pairs,
    categorise.Question: _Row.pairs,
    order.Question: _Row.steps,
    code_output.Question: _Row.output,
}
