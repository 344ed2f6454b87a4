"""A confusion matrix, and which cell enters which precision and recall."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.widgets.base import BaseWidget, Table, Translate, filled, fixed

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Matrix = Sequence[Sequence[int]]


class Scored(ContentModel):
    """One message: the score for the first label, and whether it truly belongs there."""

    score: float = Field(ge=0, le=1)
    belongs: bool


@dataclass(frozen=True)
class Scores:
    """Each from 0 to 1; `classes` holds precision, recall and F1 of each label."""

    accuracy: float
    macro_f1: float
    classes: list[tuple[float, float, float]]


class Widget(BaseWidget):
    """Either `counts`, a row for each true label, or `scored` messages that a threshold sorts into two labels."""

    WORDS: ClassVar = {
        "corner": _("True label, by answer"),
        "precision": _("Precision"),
        "recall": _("Recall"),
        "f1": _("F1"),
        "caption": _(
            "Each row is a true label, each column an answer; the scores are those of the row’s label."
        ),
        "summary": _("Accuracy {accuracy}, macro-F1 {macro}: {right} of {all} answers are right."),
        "atThreshold": _("Threshold {threshold}. {said}"),
        "threshold": _("Threshold: from which score on the answer is “{label}”"),
        "cell": _("true {truth}, answered {answer}: {count}"),
        "right": _(
            "“{truth}” that were found: {count}. This raises its precision ({count} of {column} answers = {precision}) "
            "and its recall ({count} of {row} = {recall})."
        ),
        "wrong": _(
            "“{truth}” called “{answer}”: {count}. This lowers the recall of “{truth}” ({hits} of {row} = "
            "{recall}) and the precision of “{answer}” ({found} of {column} answers = {precision})."
        ),
        "noneRight": _("None of “{truth}” was found, so its precision, recall and F1 are 0."),
        "noneWrong": _("No “{truth}” was called “{answer}”: this cell costs no score anything."),
        "choose": _("Choose a cell, with the arrow keys too, to see which scores it enters."),
        "matrix": _("Confusion matrix"),
    }

    widget: Literal["confusion-matrix"]
    labels: tuple[LocalizedText, ...] = Field(min_length=2, max_length=8)
    counts: tuple[tuple[Count, ...], ...] = ()
    scored: tuple[Scored, ...] = Field((), max_length=200)
    threshold: float = Field(0.5, ge=0, le=1)

    @model_validator(mode="after")
    def has_one_source_of_its_counts(self) -> Self:
        if bool(self.counts) == bool(self.scored):
            raise mistake(_("Give “counts” or “scored”, one of the two."))
        if self.scored and len(self.labels) != 2:
            raise mistake(
                _("With “scored” there are two labels: the one that is scored, and the other."),
                at=("labels",),
            )
        return self

    @model_validator(mode="after")
    def is_square(self) -> Self:
        size = len(self.labels)
        if self.counts and len(self.counts) != size:
            template = _("There are %(size)d labels, so “counts” needs %(size)d rows; it has %(found)d.")
            raise mistake(template, at=("counts",), size=size, found=len(self.counts))
        for place, row in enumerate(self.counts):
            if len(row) != size:
                template = _(
                    "There are %(size)d labels, so a row needs %(size)d counts; this one has %(found)d."
                )
                raise mistake(template, at=("counts", place), size=size, found=len(row))
        return self

    def table(self, language: str, translate: Translate = str) -> Table:
        words, names, matrix = self.words(translate), self._names(language), self._matrix
        scores = scores_of(matrix)
        rows = zip(names, matrix, scores.classes, strict=True)
        said = filled(
            words["summary"],
            accuracy=fixed(scores.accuracy, 3),
            macro=fixed(scores.macro_f1, 3),
            right=sum(matrix[i][i] for i in range(len(names))),
            all=sum(map(sum, matrix)),
        )
        at = filled(words["atThreshold"], threshold=fixed(self.threshold, 2), said=said)
        return Table(
            caption=words["caption"],
            head=(words["corner"], *names, words["precision"], words["recall"], words["f1"]),
            rows=tuple(
                (name, *map(str, row), *(fixed(one, 3) for one in three)) for name, row, three in rows
            ),
            summary=at if self.scored else said,
        )

    def data(self, language: str) -> dict[str, Any]:
        return {
            "names": self._names(language),
            "counts": [list(row) for row in self.counts],
            "scored": [[one.score, int(one.belongs)] for one in self.scored],
            "start": {"threshold": self.threshold},
        }

    @property
    def _matrix(self) -> Matrix:
        return self.counts or sorted_by(self.scored, self.threshold)

    def _names(self, language: str) -> list[str]:
        return [label.in_language(language)[0] for label in self.labels]


def sorted_by(scored: Sequence[Scored], threshold: float) -> list[list[int]]:
    """Counts [true][answered] of two labels: the first one is answered from the threshold on."""
    matrix = [[0, 0], [0, 0]]
    for one in scored:
        matrix[0 if one.belongs else 1][0 if one.score >= threshold else 1] += 1
    return matrix


def scores_of(matrix: Matrix) -> Scores:
    """What run reports say of the same counts: precision TP/(TP+FP), recall TP/(TP+FN), F1 = 2TP/(2TP+FP+FN).

    What is undefined is 0. Sources: van Rijsbergen 1979, Information Retrieval, ch. 7;
    macro-F1 is the mean of the F1 (Opitz & Burst 2019, arXiv 1911.03347, eq. 1) over labels that occur at all.
    """
    size = range(len(matrix))
    hits = [matrix[i][i] for i in size]
    true = [sum(matrix[i]) for i in size]
    answered = [sum(row[i] for row in matrix) for i in size]
    f1 = [_share(2 * hits[i], true[i] + answered[i]) for i in size]
    seen = [f1[i] for i in size if true[i] + answered[i]]
    return Scores(
        accuracy=_share(sum(hits), sum(true)),
        macro_f1=_share(sum(seen), len(seen)),
        classes=[(_share(hits[i], answered[i]), _share(hits[i], true[i]), f1[i]) for i in size],
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
