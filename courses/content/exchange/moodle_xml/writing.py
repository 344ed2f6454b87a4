"""Questions as Moodle XML. Texts are marked as Markdown, so that reading them gives them back letter for letter."""

from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from courses.content.exchange.moodle_xml.datasets import (
    add_datasets,
    can_be_computed,
    formula,
    prompt_with_places,
)
from courses.content.exchange.moodle_xml.embedding import embedded
from courses.content.exchange.moodle_xml.essays import for_graders
from courses.content.exchange.result import Losses, Written, all_of
from courses.content.exchange.telling import figures, per_cent, tell_lost_markup, tell_lost_settings, text_in
from courses.content.exchange.xml_tree import allowed
from courses.content.localized import LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.questions import (
    BaseQuestion,
    calculated,
    categorise,
    cloze,
    match,
    multiple,
    number,
    open_text,
    order,
    single,
    text,
    true_false,
)


def write(questions: Sequence[BaseQuestion], *, language: str) -> Written:
    quiz = Element("quiz")
    losses = []
    for question in questions:
        one = _Question(question, language)
        losses.append(one.losses)
        if (element := one.written()) is not None:
            quiz.append(element)
    indent(quiz)
    whole = '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, "unicode") + "\n"
    return Written(whole.encode(), all_of(losses))


class _Question:
    """One question, and what of it was lost."""

    def __init__(self, question: BaseQuestion, language: str) -> None:
        self.question = question
        self.losses = Losses(question, language)
        self.element = Element("question")

    def written(self) -> Element | None:
        """The element, or None for a question that Moodle cannot ask as we do."""
        question = self.question
        if type(question) not in WRITERS:
            self.losses.tell(_("Left out: Moodle has no questions of kind “%(kind)s”."), kind=question.kind)
            return None
        if isinstance(question, calculated.Question) and not can_be_computed(question):
            self.losses.tell(_("Left out: Moodle writes powers otherwise and has no log2."))
            return None
        kind, write = WRITERS[type(question)]
        self.element.set("type", kind)
        self._named("name", question.key)
        self._words(self.element, "questiontext", self._prompt())
        if question.feedback:
            self._words(self.element, "generalfeedback", text_in(question.feedback, self.losses))
        self._valued("defaultgrade", figures(question.points))
        self._valued("idnumber", question.key)
        tell_lost_markup(self.losses)
        tell_lost_settings(question, self.losses, "difficulty")
        write(self, question)
        self._tagged()
        return self.element

    def _prompt(self) -> str:
        if isinstance(self.question, cloze.Question):
            return embedded(self.question, self.losses)
        said = text_in(self.question.prompt, self.losses)
        if isinstance(self.question, calculated.Question):
            return prompt_with_places(self.question, said, self.losses)
        return said

    def _named(self, tag: str, words: str) -> None:
        SubElement(SubElement(self.element, tag), "text").text = allowed(words)

    def _valued(self, tag: str, value: str) -> None:
        SubElement(self.element, tag).text = value

    def _tagged(self) -> None:
        tags = SubElement(self.element, "tags") if self.question.tags else None
        for name in self.question.tags:
            assert tags is not None
            SubElement(SubElement(tags, "tag"), "text").text = name

    def _words(self, parent: Element, tag: str, words: str, written_in: str = "markdown") -> Element:
        child = SubElement(parent, tag, {"format": written_in} if written_in else {})
        SubElement(child, "text").text = allowed(words)
        return child

    def _answer(
        self, words: str, share: str, feedback: Any = None, *, written_in: str = "markdown"
    ) -> Element:
        answer = self._words(self.element, "answer", words, written_in)
        answer.set("fraction", share)
        if feedback:
            self._words(answer, "feedback", text_in(feedback, self.losses))
        return answer

    def _text(self, said: LocalizedText) -> str:
        return text_in(said, self.losses)

    def single(self, question: single.Question) -> None:
        self._valued("single", "true")
        for one in question.choices:
            self._answer(self._text(one.text), "100" if one.correct else "0", one.feedback)

    def multiple(self, question: multiple.Question) -> None:
        self._valued("single", "false")
        share = per_cent(1 / len(question.correct_keys))
        for one in question.choices:
            self._answer(self._text(one.text), share if one.correct else f"-{share}", one.feedback)

    def true_false(self, question: true_false.Question) -> None:
        for is_true, said in ((True, question.if_true), (False, question.if_false)):
            share = "100" if question.answer is is_true else "0"
            self._answer("true" if is_true else "false", share, said, written_in="")

    def text(self, question: text.Question) -> None:
        tell_lost_settings(question, self.losses, "slips")
        self._valued("usecase", "1" if question.exact else "0")
        for one in question.accept:
            self._answer(self._text(one.text), per_cent(one.credit), one.feedback, written_in="")

    def number(self, question: number.Question) -> None:
        right = self._answer(figures(question.answer), "100", written_in="")
        around = question.around(question.answer)
        if question.tolerance is not None or around:
            SubElement(right, "tolerance").text = figures(around)
        if near := question.near:
            nearly = self._answer(figures(question.answer), per_cent(near.credit), written_in="")
            SubElement(nearly, "tolerance").text = figures(near.around(question.answer))
        named = [(question.unit, 1.0)] if question.unit else []
        named += [(other.unit, 1 / other.factor) for other in question.other_units]
        units = SubElement(self.element, "units") if named else None
        for name, multiplier in named:
            assert units is not None
            unit = SubElement(units, "unit")
            SubElement(unit, "multiplier").text = f"{multiplier:.15g}"
            SubElement(unit, "unit_name").text = allowed(self._text(name))

    def pairs(self, question: match.Question | categorise.Question) -> None:
        named = {target.key: self._text(target.text) for target in question.targets}
        used = {item.target for item in question.items}
        if isinstance(question, categorise.Question) and len(used) == len(question.items):
            self.losses.tell(_("It is read back as match: no two items belong together."))
        spare = [("", words) for key, words in named.items() if key not in used]
        for item, target in [*((self._text(one.text), named[one.target]) for one in question.items), *spare]:
            pair = self._words(self.element, "subquestion", item)
            self._words(pair, "answer", target, written_in="")

    def steps(self, question: order.Question) -> None:
        for place, step in enumerate(question.steps, 1):
            self._answer(self._text(step.text), str(place))

    def calculated(self, question: calculated.Question) -> None:
        tell_lost_settings(question, self.losses, "unit", "other_units")
        if question.near:
            self.losses.tell(_("Nearly right answers earn nothing there."))
        right = self._answer(formula(question), "100", written_in="")
        is_relative = question.relative_tolerance is not None
        tolerance = question.relative_tolerance if is_relative else question.tolerance or 0
        SubElement(right, "tolerance").text = figures(tolerance or 0)
        SubElement(right, "tolerancetype").text = "1" if is_relative else "2"
        add_datasets(self.element, question, self.losses)

    def essay(self, question: open_text.Question) -> None:
        for tag, value in (("responseformat", "editor"), ("responserequired", "1"), ("attachments", "0")):
            self._valued(tag, value)
        self._words(self.element, "graderinfo", for_graders(question, self.losses))

    def gaps(self, question: cloze.Question) -> None:
        """They stand in the text."""


Writer = Callable[[_Question, Any], None]
WRITERS: dict[type[BaseQuestion], tuple[str, Writer]] = {
    single.Question: ("multichoice", _Question.single),
    multiple.Question: ("multichoice", _Question.multiple),
    true_false.Question: ("truefalse", _Question.true_false),
    number.Question: ("numerical", _Question.number),
    text.Question: ("shortanswer", _Question.text),
    match.Question: ("matching", _Question.pairs),
    categorise.Question: ("matching", _Question.pairs),
    order.Question: ("ordering", _Question.steps),
    cloze.Question: ("cloze", _Question.gaps),
    calculated.Question: ("calculated", _Question.calculated),
    open_text.Question: ("essay", _Question.essay),
}
