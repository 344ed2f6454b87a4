"""One answer as whoever marks it sees it: the words, the rubric, no name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.cards.parts import CriterionCard, criterion_card, said
from courses.content.suggesting import ALIKE, FEWEST, NEAREST, Suggestion, Why
from courses.content.whole import whole
from courses.hand_marking.access import waiting_answers
from courses.hand_marking.acts import Given
from courses.hand_marking.files import handed_in
from courses.hand_marking.late import LateAnswer, late_answer
from courses.hand_marking.questions import Asked, asked_by
from courses.hand_marking.queue import href
from courses.hand_marking.rules import check_may_decide
from courses.hand_marking.suggestions import Agreement, agreement_of, suggested_for
from courses.models import Answer, AnswerFile, Appeal, Marking
from people.models import User

LEVEL = "level."
Act = Literal["mark", "change", "decide"]


@dataclass(frozen=True)
class Advice:
    """What would be suggested for one criterion, in a sentence."""

    title: str
    text: str
    is_given: bool


@dataclass(frozen=True)
class DeskPage:
    """`given` is what the form holds; `problem` says why it was not kept. `left` counts what waits at this question.

    `following` leads on: to the next answer to the same question, or to all that waits.
    """

    actor: User
    answer: Answer
    asked: Asked
    markings: Sequence[Marking]
    appeal: Appeal | None
    given: Given
    left: int
    following: str
    problem: str = ""

    @property
    def act(self) -> Act:
        return act_of(self.markings, self.appeal)

    @property
    def refusal(self) -> str:
        """Why the actor may not do it, said before anything is filled in."""
        is_asked = self.appeal is not None and self.act == "decide"
        return check_may_decide.refusal(self.actor, self.appeal) if is_asked and self.appeal else ""

    @property
    def newest(self) -> Marking | None:
        return self.markings[-1] if self.markings else None

    @property
    def seen(self) -> int:
        return len(self.markings)

    @cached_property
    def criteria(self) -> list[CriterionCard]:
        chosen = self.given.levels
        return [criterion_card(one, chosen.get(one["key"], "")) for one in self.asked.shown["rubric"]]

    @property
    def stands(self) -> list[CriterionCard]:
        """The rubric with the mark that counts."""
        chosen = self.newest.levels if self.newest else {}
        return [criterion_card(one, chosen.get(one["key"], "")) for one in self.asked.shown["rubric"]]

    @property
    def points(self) -> str:
        return said(self.newest.points) if self.newest else ""

    @property
    def most(self) -> str:
        return said(self.asked.question.points)

    @cached_property
    def files(self) -> list[tuple[int, AnswerFile]]:
        """Counted, not named: their owner may have written their own name on them."""
        return list(enumerate(handed_in(self.answer), 1))

    @cached_property
    def late(self) -> LateAnswer | None:
        return late_answer(self.answer)

    @property
    def is_text(self) -> bool:
        return isinstance(self.answer.response, str)

    @property
    def sample(self) -> str:
        return str(self.asked.shown["feedback"].get("sample", ""))

    @cached_property
    def advice(self) -> list[Advice]:
        found = suggested_for(self.answer, self.asked)
        return [_advice(one, found[one.key]) for one in self.criteria if one.key in found]

    @cached_property
    def agreement(self) -> Agreement:
        return agreement_of(self.answer, self.asked)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What a suggestion needs: said on the page."""
        return {"fewest": FEWEST, "nearest": NEAREST, "alike": f"{ALIKE:g}"}


def act_of(markings: Sequence[Marking], appeal: Appeal | None) -> Act:
    if not markings:
        return "mark"
    return "decide" if appeal is not None and appeal.decided_at is None else "change"


def desk_page(actor: User, answer: Answer, given: Given | None = None, problem: str = "") -> DeskPage:
    markings = list(answer.markings.select_related("by"))
    appeal = (
        Appeal.objects.select_related("marking", "answer__attempt__enrolment").filter(answer=answer).first()
    )
    newest = markings[-1] if markings else None
    known = Given(newest.levels, newest.comment) if newest else Given()
    left = _alike(actor, answer).count()
    return DeskPage(
        actor,
        answer,
        asked_by(answer),
        markings,
        appeal,
        given or known,
        left,
        following(actor, answer),
        problem,
    )


def given_in(posted: QueryDict) -> Given:
    levels = {name.removeprefix(LEVEL): str(posted[name]) for name in posted if name.startswith(LEVEL)}
    seen = posted.get("seen", "")
    return Given(
        levels,
        posted.get("comment", "").replace("\0", ""),
        posted.get("reason", "").replace("\0", ""),
        whole(seen, 4) or 0,
        "looked" in posted,
    )


def following(actor: User, answer: Answer) -> str:
    """The next answer to the same question that waits, after this one; "" when none does."""
    others = _alike(actor, answer).exclude(pk=answer.pk)
    since = answer.awaits_since
    later = Q(awaits_since__gt=since) | Q(awaits_since=since, pk__gt=answer.pk) if since else Q()
    found = others.filter(later).first() or others.first()
    return href(found.attempt.public_id, found.question_key) if found else ""


def _alike(actor: User, answer: Answer) -> QuerySet[Answer]:
    """What waits at the same question, in any revision."""
    attempt = answer.attempt
    place = {"lesson_key": attempt.lesson_key, "quiz_key": attempt.quiz_key}
    here = waiting_answers(actor).filter(**{f"attempt__{name}": key for name, key in place.items()})
    same = here.filter(question_key=answer.question_key, attempt__revision__course=attempt.revision.course_id)
    return same.select_related("attempt")


def _advice(criterion: CriterionCard, found: Suggestion) -> Advice:
    level = next((one for one in criterion.levels if one.key == found.level), None)
    words: dict[str, Any] = {
        "marked": found.marked,
        "needed": FEWEST,
        "nearest": NEAREST,
        "likeness": said(found.likeness),
        "level": f"{level.points} – {level.text}" if level else "",
    }
    text = {
        Why.AGREE: _(
            "%(level)s: the %(nearest)d of %(marked)d marked answers that are most like it all got this. "
            "The farthest is %(likeness)s alike."
        ),
        Why.FEW: _(
            "Nothing: it takes %(needed)d marked answers to this question; marked so far: %(marked)d."
        ),
        Why.FAR: _("Nothing: of %(marked)d marked answers fewer than %(nearest)d are like this one."),
        Why.DISAGREE: _("Nothing: the %(nearest)d marked answers most like it got different levels."),
    }[found.why]
    return Advice(criterion.title, text % words, level is not None)
