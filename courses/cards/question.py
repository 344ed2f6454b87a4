"""One question as its page shows it. Marks, feedback and solutions are put in only for what was answered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from courses.answers import FIELD, NOTHING, SURE, certainty_in, is_blank
from courses.cards.gaps import GAP, around
from courses.cards.mixing import Mixing, Offered
from courses.cards.parts import ChoiceCard, CriterionCard, PartCard, criterion_card, said
from courses.cards.quiz_words import certainty_label
from courses.content.marking import Certainty
from courses.content.questions import Given, Mark
from courses.content.questions.cloze import PLACE
from courses.content.questions.number.reading import LONGEST as LONGEST_NUMBER
from courses.content.questions.rubric import SAMPLE
from courses.content.questions.text.accepting import LONGEST as LONGEST_TEXT
from courses.content.questions.upload import MEGABYTE
from courses.hand_marking.cards import PersonMark
from courses.models import AnswerFile
from courses.seeds import order
from courses.trials.cards import RunCard
from lms.kit.templatetags.texts import listed

TO_ORDER = ("steps", "targets")
"""What of a question people bring into an order, or into one beside its items."""
ROOM = {"text": LONGEST_TEXT, "number": LONGEST_NUMBER, "calculated": LONGEST_NUMBER}


@dataclass(frozen=True)
class QuestionCard:
    """`shown` is what `read_models` drew; `mark` is None until the question was answered. `problem` says why it was handed
    back, `unread` why what is saved would be.

    `is_settled`: the result no longer depends on this question, so the answer may be told. `is_closed`: it takes no answer
    any more; `is_told`: it does, and all is said of it nevertheless, as to an author. `is_kept`: a corrected key gives it
    fewer points than count. `is_awaited`: a person or a run has still to mark it; `by_person` is what one said, `run` what
    a model is asked and replied. `checks_left` counts how often it can still be checked alone, None where it cannot.
    `seed` orders what it offers, where the quiz shuffles; `mixing` does so always with what is to be put in order.
    `values` stand in the places of a prompt that varies, whose answer is then `solved`. `may_be_blank`: nobody is made to
    guess. `counts`: its points decide whether a quiz is passed. What stands above it says already that it is in
    `language_above`. `units` may be typed behind its numbers, where there are several, by their parts ("" for itself).
    """

    shown: Mapping[str, Any]
    given: Given = NOTHING
    problem: str = ""
    unread: str = ""
    mark: Mark | None = None
    points: float = 0.0
    is_settled: bool = False
    is_closed: bool = False
    is_told: bool = False
    is_kept: bool = False
    checks_left: int | None = None
    asks_certainty: bool = False
    is_awaited: bool = False
    by_person: PersonMark | None = None
    uploaded: Sequence[AnswerFile] = ()
    run: RunCard | None = None
    seed: str = ""
    mixing: Mixing | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    solved: Sequence[str] = ()
    may_be_blank: bool = False
    counts: bool = False
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language_above: str = ""

    @property
    def key(self) -> str:
        return str(self.shown["key"])

    @property
    def template(self) -> str:
        return f"courses/questions/{self.shown['kind']}.html"

    @property
    def prompt(self) -> str:
        """The prompt as HTML, with the fields of its gaps in their places."""
        gaps = {gap["key"]: (place, gap) for place, gap in enumerate(self.shown.get("gaps", ()), 1)}
        html = self._filled(self.shown["prompt"])

        def drawn(found: re.Match[str]) -> str:
            if found[1] not in gaps:
                return found[0]
            gap, end = self._gap(*gaps[found[1]], around(html, found)), found["end"]
            return f'<span class="with-end">{gap}{end}</span>' if end else gap

        return GAP.sub(drawn, html)

    def units_at(self, part: str = "") -> Sequence[str]:
        """What may be typed behind a number of it, as long as anything may."""
        return () if self.is_closed else self.units.get(part, ())

    @property
    def gaps_with_units(self) -> Iterator[tuple[int, PartCard, str, Sequence[str]]]:
        """Number, field, unit of a bare number and all that may be typed, of each gap that takes several."""
        for place, gap in enumerate(self.shown.get("gaps", ()), 1):
            if units := self.units_at(gap["key"]):
                yield place, self._part(gap["key"]), gap["unit"], units

    @property
    def field(self) -> str:
        return FIELD + self.key

    @property
    def demand(self) -> str:
        """The attribute of its fields that says whether they may or must be filled in."""
        return "disabled" if self.is_closed else "" if self.may_be_blank else "required"

    @property
    def is_blank(self) -> bool:
        return is_blank(self.given)

    @property
    def typed(self) -> str:
        return self.given.values[0] if self.given.values else ""

    @property
    def room(self) -> int:
        """How many characters an answer may have."""
        return int(self.shown.get("longest") or ROOM.get(self.shown["kind"], 0))

    @property
    def most(self) -> str:
        return said(self.mark.of if self.mark else self.shown["points"])

    @property
    def says_worth(self) -> bool:
        """Whether what it is worth matters, and nothing else on the page says it."""
        return self.counts and self.mark is None and not (self.is_closed or self.is_awaited)

    @property
    def earned(self) -> str:
        return said(self.points) if self.mark else ""

    @property
    def verdict(self) -> str:
        if self.mark is None:
            return ""
        if self.is_kept:
            return "kept"
        if self.is_blank and not self.mark.is_right:
            return "blank"
        return "right" if self.mark.is_right else "part" if self.mark.points > 0 else "wrong"

    @property
    def choices(self) -> Iterator[ChoiceCard]:
        for choice in self.offered("choices"):
            key = choice["key"]
            outcome = str(self.mark.choices.get(key, "")) if self.mark else ""
            # Trying again should still mean thinking: what was missed shows once it no longer decides anything.
            is_told = outcome in ("right", "wrong") or (outcome == "missed" and self.is_settled)
            feedback = self._told(f"choice.{key}") if outcome in ("right", "wrong") else ""
            ticked = key in self.given.values
            yield ChoiceCard(
                key,
                _(choice["text"]) if self._is_ours else choice["text"],
                ticked,
                outcome if is_told else "",
                feedback,
            )

    @property
    def has_right_choice(self) -> bool:
        """Whether something that was chosen is right, so that what was missed is right as well."""
        return self.mark is not None and "right" in self.mark.choices.values()

    @property
    def parts(self) -> Iterator[PartCard]:
        """The rows of a question: its items, or its steps."""
        for part in self.offered("items") or self.offered("steps"):
            yield self._part(part["key"], part["text"])

    @property
    def options(self) -> Sequence[Mapping[str, str]]:
        """What each row may be given: a target, or the place of a step."""
        places = (str(place) for place in range(1, len(self.shown.get("steps", ())) + 1))
        return self.offered("targets") or [{"key": place, "text": place} for place in places]

    @property
    def answer_feedback(self) -> str:
        """What the author says to this very answer, where that does not stand at a choice."""
        keys = self.mark.feedback if self.mark else ()
        return "".join(self._told(key) for key in keys if key.startswith("accepted."))

    @property
    def explanation(self) -> str:
        """It may give the answer away, so it waits until the question takes no more of them."""
        return self._told("feedback") if self.mark and (self.is_closed or self.is_told) else ""

    @property
    def solution(self) -> tuple[str, ...]:
        """Choices carry their solution on them; anything else needs it said."""
        is_told = self.mark is not None and self.is_settled and "choices" not in self.shown
        return tuple(self.solved or self.shown["solution"]) if is_told else ()

    @property
    def files(self) -> list[tuple[AnswerFile, bool]]:
        """What was uploaded, and whether it is handed in. Where nothing is left to choose, only what is."""
        ticked = set(self.given.values)
        known = [(file, str(file.public_id) in ticked) for file in self.uploaded]
        is_settled = self.is_closed or self.shown["files"] == 1
        return [pair for pair in known if pair[1] or not is_settled]

    @property
    def takes_files(self) -> bool:
        return bool(self.shown["kind"] == "upload" and not self.is_closed)

    @property
    def most_bytes(self) -> int:
        return int(self.shown["megabytes"]) * MEGABYTE

    @property
    def endings(self) -> str:
        """For the browser's choice of files."""
        return ",".join(f".{ending}" for ending in self.shown["types"])

    @property
    def types(self) -> str:
        return listed(self.shown["types"])

    @property
    def criteria(self) -> list[CriterionCard]:
        """What a person looks at, with what they chose."""
        chosen = self.by_person.newest.levels if self.by_person else {}
        return [criterion_card(one, chosen.get(one["key"], "")) for one in self.shown["rubric"]]

    @property
    def sample(self) -> str:
        """What a good answer looks like: it would be copied if it showed while the learner can try again."""
        return self._told(SAMPLE) if self.mark and (self.is_closed or self.is_told) else ""

    @property
    def certainty(self) -> Certainty | None:
        return certainty_in(self.given) if self.asks_certainty else None

    @property
    def certainty_said(self) -> str:
        return certainty_label(self.certainty) if self.certainty else ""

    @property
    def certainty_field(self) -> str:
        return f"{self.field}.{SURE}"

    @property
    def certainties(self) -> list[ChoiceCard]:
        """How sure one can say to be."""
        return [ChoiceCard(one, certainty_label(one), is_ticked=one == self.certainty) for one in Certainty]

    def offered(self, name: str) -> Offered:
        """What the question has under this name, in the order for its reader."""
        here = self.shown.get(name) or ()
        if here and self.mixing and name in TO_ORDER:
            rows = [row["key"] for row in self.offered("items")]
            if mixed := self.mixing.mixed(here, rows):
                return mixed
        return self._in_order(here)

    def _in_order(self, offered: Offered) -> Offered:
        """What is offered, as the seed orders it."""
        if not self.seed or self._is_ours:
            return offered
        by_key = {one["key"]: one for one in offered}
        return [by_key[key] for key in order(by_key, f"{self.seed}/{self.key}")]

    @property
    def _is_ours(self) -> bool:
        """Whether the words of its choices are the site's, to be said in the reader's language."""
        return bool(self.shown["kind"] == "true-false")

    def _part(self, key: str, html: str = "") -> PartCard:
        outcome = str(self.mark.parts.get(key, "")) if self.mark else ""
        return PartCard(key, html, f"{self.field}.{key}", self.given.parts.get(key, ""), outcome)

    def _gap(self, place: int, gap: Mapping[str, Any], words: str) -> str:
        name = _("Gap %(place)d") % {"place": place}
        context = {"question": self, "gap": gap, "part": self._part(gap["key"]), "name": name}
        context |= {"units": self.units_at(gap["key"]), "room": ROOM.get(gap["kind"], 0), "around": words}
        return render_to_string("courses/questions/_gap.html", context)

    def _filled(self, html: str) -> str:
        """With the values of this attempt in their places."""
        return (
            PLACE.sub(lambda found: escape(self.values.get(found[1], found[0])), html)
            if self.values
            else html
        )

    def _told(self, key: str) -> str:
        return self._filled(str(self.shown["feedback"].get(key, "")))
