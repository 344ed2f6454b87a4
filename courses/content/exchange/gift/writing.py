"""Questions as GIFT. Texts are marked as Markdown, so that reading them gives them back letter for letter."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from courses.content.exchange.gift.syntax import escaped
from courses.content.exchange.result import Losses, Written, all_of
from courses.content.exchange.rubrics import has_limits
from courses.content.exchange.telling import figures, per_cent, tell_lost_markup, tell_lost_settings, text_in
from courses.content.problems import gettext_noop as _
from courses.content.questions import (
    BaseQuestion,
    categorise,
    cloze,
    match,
    multiple,
    number,
    open_text,
    single,
    text,
    true_false,
)
from courses.content.questions.cloze import PLACE
from courses.content.questions.cloze.gaps import ChoiceGap
from courses.content.questions.number.answer import NumberAnswer
from courses.content.questions.text.accepting import Accepting

LOOKS_TAGGED = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")


def write(questions: Sequence[BaseQuestion], *, language: str) -> Written:
    losses, blocks = [], []
    for question in questions:
        block = _Block(question, language)
        blocks.append(block.written())
        losses.append(block.losses)
    whole = "\n\n".join(block for block in blocks if block) + "\n"
    return Written(whole.encode(), all_of(losses))


class _Block:
    """One question, and what of it was lost."""

    def __init__(self, question: BaseQuestion, language: str) -> None:
        self.question = question
        self.losses = Losses(question, language)

    def written(self) -> str:
        """The block, or "" for a question that GIFT cannot ask."""
        question = self.question
        write = WRITERS.get(type(question))
        lines = write(self, question) if write else None
        if lines is None:
            self._tell_left_out()
            return ""
        if question.points != 1:
            self.losses.tell(_("The points were dropped; GIFT has none."))
        tell_lost_markup(self.losses)
        tell_lost_settings(question, self.losses, "difficulty")
        if question.feedback:
            lines = [*lines, "####" + self._rich(text_in(question.feedback, self.losses))]
        answers = "{" + "".join(f"\n\t{line}" for line in lines) + ("\n}" if lines else "}")
        prompt = self._rich(text_in(question.prompt, self.losses))
        if isinstance(question, cloze.Question):
            before, behind = self._around_the_gap(question)
            prompt, answers = before, answers + behind
        tags = " ".join(f"[tag:{name}]" for name in question.tags)
        return (f"// {tags}\n" if tags else "") + f"::{question.key}::[markdown]{prompt}{answers}"

    def _tell_left_out(self) -> None:
        if isinstance(self.question, cloze.Question):
            self.losses.tell(_("Left out: GIFT has room for one gap, with a text around it."))
        elif type(self.question) in WRITERS:
            self.losses.tell(_("Left out: GIFT cannot say “->” in an answer."))
        else:
            self.losses.tell(
                _("Left out: GIFT has no questions of kind “%(kind)s”."), kind=self.question.kind
            )

    def _rich(self, words: str) -> str:
        """Markdown, for a place that takes the format of the question."""
        return ("[markdown]" if LOOKS_TAGGED.match(words) else "") + escaped(words)

    def _feedback(self, said: Any) -> str:
        return "#" + self._rich(text_in(said, self.losses)) if said else ""

    def single(self, question: single.Question) -> list[str]:
        return [
            ("=" if one.correct else "~") + self._choice(one.text) + self._feedback(one.feedback)
            for one in question.choices
        ]

    def multiple(self, question: multiple.Question) -> list[str]:
        share = per_cent(1 / len(question.correct_keys))
        return [
            f"~%{share if one.correct else '-' + share}%"
            + self._choice(one.text, weighted=True)
            + self._feedback(one.feedback)
            for one in question.choices
        ]

    def _choice(self, said: Any, *, weighted: bool = False) -> str:
        """Where no weight was given, a text with `%` in front would become one."""
        words = self._rich(text_in(said, self.losses))
        return f"[markdown]{words}" if words.startswith("%") and not weighted else words

    def true_false(self, question: true_false.Question) -> list[str]:
        wrong, right = question.if_true, question.if_false
        if question.answer:
            wrong, right = right, wrong
        said = (self._feedback(wrong) or "#" if right else self._feedback(wrong)) + self._feedback(right)
        return [("TRUE" if question.answer else "FALSE") + said]

    def number(self, question: NumberAnswer) -> list[str]:
        tell_lost_settings(question, self.losses, "unit", "other_units")
        answer = figures(question.answer)
        around = question.around(question.answer)
        right = f"#={answer}" + (f":{figures(around)}" if question.tolerance is not None or around else "")
        if not question.near:
            return [right]
        near = f"=%{per_cent(question.near.credit)}%{answer}:{figures(question.near.around(question.answer))}"
        return [right, near]

    def text(self, question: Accepting) -> list[str] | None:
        tell_lost_settings(question, self.losses, "exact", "slips")
        lines = []
        for one in question.accept:
            words = text_in(one.text, self.losses)
            if "->" in words:
                return None
            weight = "" if one.credit == 1 and not words.startswith("%") else f"%{per_cent(one.credit)}%"
            tagged = "[plain]" if LOOKS_TAGGED.match(words) else ""
            lines.append(f"={weight}{tagged}{escaped(words)}{self._feedback(one.feedback)}")
        return lines

    def pairs(self, question: match.Question | categorise.Question) -> list[str] | None:
        named = {target.key: escaped(text_in(target.text, self.losses)) for target in question.targets}
        items = [(self._rich(text_in(item.text, self.losses)), item.target) for item in question.items]
        if any("->" in words for words, _target in items):
            return None
        used = {target for _words, target in items}
        if isinstance(question, categorise.Question) and len(used) == len(items):
            self.losses.tell(_("It is read back as match: no two items belong together."))
        spare = [f"= -> {words}" for key, words in named.items() if key not in used]
        return [*(f"={words} -> {named[target]}" for words, target in items), *spare]

    def essay(self, question: open_text.Question) -> list[str]:
        self.losses.tell(_("The rubric was dropped; GIFT has none."))
        if question.sample:
            self.losses.tell(_("The sample answer was dropped; GIFT has none."))
        if has_limits(question):
            self.losses.tell(_("Limits in characters were dropped."))
        return []

    def gap(self, question: cloze.Question) -> list[str] | None:
        if len(question.gaps) > 1 or not self._around_the_gap(question)[1].strip():
            return None
        gap = question.gaps[0]
        if isinstance(gap, ChoiceGap):
            return [
                ("=" if one.correct else "~%0%") + escaped(text_in(one.text, self.losses))
                for one in gap.choices
            ]
        return self.text(gap) if isinstance(gap, Accepting) else self.number(gap)

    def _around_the_gap(self, question: cloze.Question) -> tuple[str, str]:
        prompt = text_in(question.prompt, self.losses)
        before, _key, behind = PLACE.split(prompt, maxsplit=1)
        return self._rich(before), escaped(behind)


Writer = Callable[[_Block, Any], list[str] | None]
WRITERS: dict[type[BaseQuestion], Writer] = {
    single.Question: _Block.single,
    multiple.Question: _Block.multiple,
    true_false.Question: _Block.true_false,
    number.Question: _Block.number,
    text.Question: _Block.text,
    match.Question: _Block.pairs,
    categorise.Question: _Block.pairs,
    cloze.Question: _Block.gap,
    open_text.Question: _Block.essay,
}
