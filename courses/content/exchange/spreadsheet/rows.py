"""The cells of one row as the fields of a question."""

import re
from collections.abc import Callable, Mapping

from courses.content.exchange.figures import read_figures
from courses.content.exchange.gathering import Fields, Gathering, keyed
from courses.content.exchange.spreadsheet.columns import Column, unguarded
from courses.content.exchange.wording import LONGEST
from courses.content.problems import Params
from courses.content.problems import gettext_noop as _
from courses.content.whole import whole

SEPARATED = re.compile(r"[\s,;|，、；｜]+")
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Unreadable(Exception):
    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(template)
        self.template = template
        self.params: Params = params


class Row:
    """`cells` holds what is not empty; `used` is what some field was read from."""

    def __init__(self, line: int, cells: Mapping[Column, str], found: Gathering) -> None:
        self.line = line
        self.cells = cells
        self.found = found
        self.used: set[Column] = set()

    def text(self, name: str) -> str:
        column = Column(name)
        self.used.add(column)
        return self.cells.get(column, "").strip()

    def common(self) -> Fields:
        fields: Fields = {"prompt": self.said("prompt")}
        if feedback := self.said("feedback"):
            fields["feedback"] = feedback
        self.text("key")
        if tags := self.text("tags"):
            fields["tags"] = self.found.tags_of(self.line, SEPARATED.split(tags))
        difficulty = self.figure("difficulty")
        if difficulty is not None:
            fields["difficulty"] = int(difficulty) if difficulty == int(difficulty) else difficulty
        return {**fields, **self.figures("points")}

    def said(self, name: str, number: int = 0) -> dict[str, str]:
        """By language."""
        told = {}
        for language in self.found.languages:
            column = Column(name, number, language)
            self.used.add(column)
            if len(words := self.cells.get(column, "")) > LONGEST:
                raise Unreadable(_("A text may have at most %(most)d characters."), most=LONGEST)
            if words:
                told[language] = unguarded(words)
        return told

    def numbers(self, *names: str) -> list[int]:
        """The numbers of the columns of these names that hold something, in order."""
        return sorted({column.number for column in self.cells if column.number and column.name in names})

    def figure(self, name: str, number: int = 0) -> float | None:
        column = Column(name, number)
        self.used.add(column)
        if column not in self.cells:
            return None
        text = self.cells[column].strip()
        value = read_figures(text)
        if value is None:
            template = _("Column “%(column)s”: “%(text)s” is not a number; the question was left out.")
            raise Unreadable(template, column=str(column), text=text[:60])
        return value

    def figures(self, *names: str) -> Fields:
        """The numbers that are given, by name."""
        found = {name: self.figure(name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def truth(self, name: str) -> bool | None:
        text = self.text(name)
        if not text:
            return None
        if text.lower() not in TRUTHS:
            template = _(
                "Column “%(column)s”: “%(text)s” is neither true nor false; the question was left out."
            )
            raise Unreadable(template, column=name, text=text[:60])
        return TRUTHS[text.lower()]

    def tell_unused(self) -> None:
        """What this kind of question has no place for."""
        if unused := [str(column) for column in self.cells if column not in self.used]:
            template = _("This kind has no “%(columns)s”; that was dropped.")
            self.found.warn(self.line, template, columns=", ".join(sorted(unused)))


def _choices(row: Row) -> Fields:
    places = row.numbers("choice")
    right = [_place(token) for token in SEPARATED.split(row.text("correct")) if token]
    if strange := [str(place) for place in right if place not in places]:
        template = _("Column “correct”: there is no choice %(numbers)s; the question was left out.")
        raise Unreadable(template, numbers=", ".join(strange))
    parts = []
    for place in places:
        part: Fields = {"text": row.said("choice", place), "correct": place in right}
        if feedback := row.said("feedback", place):
            part["feedback"] = feedback
        parts.append(part)
    return {"choices": keyed(parts)}


def _place(token: str) -> int:
    """`2` and `b` both are the second choice."""
    if (number := whole(token)) is not None:
        return number
    if len(token) == 1 and token.isascii() and token.isalpha():
        return ord(token.lower()) - ord("a") + 1
    template = _("Column “correct”: “%(text)s” names no choice; the question was left out.")
    raise Unreadable(template, text=token[:60])


def _true_false(row: Row) -> Fields:
    answer = row.truth("correct")
    if answer is None:
        raise Unreadable(_("Column “correct”: say true or false; the question was left out."))
    told = {name: row.said(name) for name in ("if_true", "if_false")}
    return {"answer": answer, **{name: said for name, said in told.items() if said}}


def _number(row: Row) -> Fields:
    near = {
        field.removeprefix("near_"): value
        for field, value in row.figures("near_tolerance", "near_relative_tolerance", "near_credit").items()
    }
    unit = row.said("unit")
    return {
        **row.figures("answer", "tolerance", "relative_tolerance"),
        **({"near": near} if near else {}),
        **({"unit": unit} if unit else {}),
    }


def _text(row: Row) -> Fields:
    accept = []
    for place in row.numbers("choice"):
        answer: Fields = {"text": row.said("choice", place)}
        credit = row.figure("credit", place)
        if credit is not None:
            answer["credit"] = credit
        if feedback := row.said("feedback", place):
            answer["feedback"] = feedback
        accept.append(answer)
    return {"accept": accept, **{name: True for name in ("exact", "slips") if row.truth(name)}}


def _pairs(row: Row) -> Fields:
    """Items whose targets read the same belong to the same one."""
    items: list[Fields] = []
    targets: list[dict[str, str]] = []
    for place in row.numbers("choice", "match"):
        target, item = row.said("match", place), row.said("choice", place)
        if not target:
            template = _(
                "Column “match_%(number)d”: nothing says where this belongs; the question was left out."
            )
            raise Unreadable(template, number=place)
        if target not in targets:
            targets.append(target)
        if item:
            items.append({"text": item, "target": targets.index(target)})
    named = keyed([{"text": target} for target in targets])
    return {
        "items": keyed([{**item, "target": named[item["target"]]["key"]} for item in items]),
        "targets": named,
    }


def _order(row: Row) -> Fields:
    return {"steps": keyed([{"text": row.said("choice", place)} for place in row.numbers("choice")])}


def _output(row: Row) -> Fields:
    column = Column("output")
    row.used.add(column)
    return {"output": unguarded(row.cells[column])} if column in row.cells else {}


READERS: dict[str, Callable[[Row], Fields]] = {
    "single": _choices,
    "multiple": _choices,
    "true-false": _true_false,
    "number": _number,
    "text": _text,
    "match": _pairs,
    "categorise": _pairs,
    "order": _order,
    "code-output": _output,
}
