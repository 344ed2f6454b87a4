"""Which of the answers an author accepts a typed one is."""

from collections.abc import Collection
from typing import Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Given, UnreadableAnswer, too_long
from courses.content.questions.text.comparing import is_close, matches, readings, wanted
from courses.content.worth import Worth

LONGEST = 200


class Accepted(ContentModel):
    """An answer that earns `credit` of the points, in whichever language it is given; `*` stands for any text."""

    text: LocalizedText
    credit: Worth = Field(1.0, gt=0, le=1)
    feedback: LocalizedMarkdown | None = None


class Accepting(ContentModel):
    """`exact` minds capitals; `slips` forgives one wrong letter in five."""

    accept: tuple[Accepted, ...] = Field(min_length=1, max_length=50)
    exact: bool = False
    slips: bool = False

    @model_validator(mode="after")
    def has_an_answer_that_earns_everything(self) -> Self:
        if not any(answer.credit == 1 for answer in self.accept):
            raise mistake(_("No answer earns all points. Give one of them credit: 1."), at=("accept",))
        return self

    def best(self, typed: str) -> int | None:
        """The place of the answer that earns most among those that fit; an exact fit goes before a close one."""
        said = readings(typed, exact=self.exact)
        found = [
            (answer.credit, is_exact, -place)
            for place, answer in enumerate(self.accept)
            for is_exact in (True, False)
            if self._fits(said, answer, is_exact=is_exact)
        ]
        return -max(found)[2] if found else None

    def share(self, typed: str) -> float:
        place = self.best(typed)
        return 0.0 if place is None else self.accept[place].credit

    def accepting(self) -> dict[str, Any]:
        """What decides whether an answer is accepted. JSON."""
        accepted = sorted([one.credit, *sorted(set(one.text.texts.values()))] for one in self.accept)
        return {"key": accepted, "comparison": [self.exact, self.slips]}

    def in_words(self, language: str) -> str:
        """An answer that earns everything; "" when only patterns do."""
        best = (answer.text.in_language(language)[0] for answer in self.accept if answer.credit == 1)
        return next((text for text in best if "*" not in text), "")

    def _fits(self, said: Collection[str], answer: Accepted, *, is_exact: bool) -> bool:
        fits = matches if is_exact else is_close
        if not is_exact and not self.slips:
            return False
        right = [wanted(text, exact=self.exact) for text in answer.text.texts.values()]
        return any(fits(one, text) for text in right for one in said)


def read_text(given: Given) -> str:
    """What was typed, in single spaces. Raises `UnreadableAnswer` for nothing and for too much."""
    typed = next((" ".join(value.split()) for value in given.values if value.strip()), "")
    if not typed:
        raise UnreadableAnswer(_("Write an answer."))
    if len(typed) > LONGEST:
        raise too_long(typed, LONGEST)
    return typed
