"""A confusion matrix of which one or several cells are right."""

from collections.abc import Iterator
from html import escape
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all, refuse_twins

SHADES = 4
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=36)]
"""Two of them and a point name a cell, wherever what was chosen is counted."""


class Label(ContentModel):
    """A row of the matrix: `counts` say how often each label was given to what truly has this one."""

    key: Name
    text: LocalizedText
    counts: tuple[Count, ...] = Field(min_length=2, max_length=8)


class Cell(ContentModel):
    """`row` is the true label, `column` the one that was given."""

    row: Name
    column: Name

    @property
    def place(self) -> str:
        return f"{self.row}.{self.column}"


class Matrix(ContentModel):
    labels: tuple[Label, ...] = Field(min_length=2, max_length=8)
    right: tuple[Cell, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def names_each_label_once(self) -> Self:
        refuse_twins([label.key for label in self.labels], "labels")
        return self

    @model_validator(mode="after")
    def is_square(self) -> Self:
        template = _("There are %(size)d labels, so a row needs %(size)d counts; this one has %(found)d.")
        size, found = len(self.labels), [len(label.counts) for label in self.labels]
        wrong = [(place, count) for place, count in enumerate(found) if count != size]
        raise_all(
            [mistake(template, at=("labels", at, "counts"), size=size, found=count) for at, count in wrong]
        )
        return self

    @model_validator(mode="after")
    def has_its_right_cells(self) -> Self:
        raise_all([*self._wrong_cells()])
        return self

    def _wrong_cells(self) -> Iterator[PydanticCustomError]:
        named = {label.key for label in self.labels}
        for place, cell in enumerate(self.right):
            for side in ("row", "column"):
                if getattr(cell, side) not in named:
                    template = _("There is no label “%(key)s”.")
                    yield mistake(template, at=("right", place, side), key=getattr(cell, side))
            if cell in self.right[:place]:
                yield mistake(_("“%(key)s” is listed twice."), at=("right", place), key=cell.place)
        if len(self.right) == len(self.labels) ** 2:
            yield mistake(_("Not every cell can be right."), at=("right",))

    @property
    def takes_several(self) -> bool:
        return len(self.right) > 1

    def offered(self) -> dict[str, bool]:
        right = {cell.place for cell in self.right}
        return {cell.place: cell.place in right for cell in self._cells()}

    def credit(self, place: str) -> float:
        return 1.0 if self.offered().get(place) else 0.0

    def drawn(self, language: str) -> dict[str, Any]:
        """What a browser may know. JSON."""
        rows = [
            {
                "text": label.text.in_language(language)[0],
                "cells": [
                    {
                        "place": f"{label.key}.{column.key}",
                        "count": count,
                        "shade": _shade(count, label.counts),
                    }
                    for column, count in zip(self.labels, label.counts, strict=True)
                ],
            }
            for label in self.labels
        ]
        names = self._names(language)
        places = [
            {"key": cell.place, "text": _arrow(names[cell.row], names[cell.column])} for cell in self._cells()
        ]
        matrix = {"labels": list(names.values()), "rows": rows, "takes_several": self.takes_several}
        return {"matrix": matrix, "places": places}

    def solution(self, language: str) -> list[str]:
        names = self._names(language)
        return [_arrow(names[cell.row], names[cell.column]) for cell in self.right]

    def key(self) -> dict[str, Any]:
        return {"key": sorted(cell.place for cell in self.right)}

    def _cells(self) -> Iterator[Cell]:
        for row in self.labels:
            for column in self.labels:
                yield Cell(row=row.key, column=column.key)

    def _names(self, language: str) -> dict[str, str]:
        return {label.key: label.text.in_language(language)[0] for label in self.labels}


def _arrow(truth: str, said: str) -> str:
    return f"{escape(truth)} → {escape(said)}"


def _shade(count: int, row: tuple[int, ...]) -> int:
    """How dark a cell is, 0 to `SHADES`: as in the widget, by its share of the fullest cell of its row."""
    return -(-SHADES * count // max(row)) if count else 0
