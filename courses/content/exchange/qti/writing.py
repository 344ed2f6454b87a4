"""Questions as a content package of QTI 3: one item file for each, in one language."""

import itertools
from collections.abc import Callable, Container, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from courses.content.exchange.qti import entries, markup
from courses.content.exchange.qti.markup import el
from courses.content.exchange.qti.names import (
    BODY,
    FEEDBACK,
    GENERAL,
    MAP_RESPONSE,
    MATCH_CORRECT,
    RESPONSE,
    SCORE,
    identifier_of,
)
from courses.content.exchange.qti.package import package_of
from courses.content.exchange.qti.xhtml import fill
from courses.content.exchange.result import Losses, Written, all_of
from courses.content.exchange.rubrics import has_limits, in_words
from courses.content.exchange.telling import figures, tell_lost_markup, tell_lost_settings, text_in
from courses.content.exchange.xml_tree import allowed
from courses.content.localized import LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.questions import (
    BaseQuestion,
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
from courses.content.questions.choices import ChoiceQuestion

TRUTHS = {"en": ("True", "False"), "zh": ("正确", "错误")}


def write(questions: Sequence[BaseQuestion], *, language: str) -> Written:
    losses: list[Losses] = []
    items: dict[str, str] = {}
    tags: dict[str, Sequence[str]] = {}
    for question in questions:
        name = _unique(identifier_of(question.key), items)
        one = _Item(question, name, language)
        losses.append(one.losses)
        if item := one.written():
            items[name], tags[name] = item, question.tags
    return Written(package_of(items, tags), all_of(losses))


def _unique(name: str, taken: Container[str]) -> str:
    """Quizzes of one course may have questions of the same key."""
    numbered = (f"{name}_{count}" for count in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one not in taken)


class _Item:
    """One question, and what of it was lost."""

    def __init__(self, question: BaseQuestion, name: str, language: str) -> None:
        self.question = question
        self.name = name
        self.losses = Losses(question, language)
        self.responses: list[Element] = []
        self.body = el(BODY)
        self.scoring: list[Element] = []
        self.template = ""
        self.feedback: list[Element] = []
        self.said_when: list[Element] = []
        self.says_to_choices = False

    def written(self) -> str:
        """The file of the item, or "" for a question that QTI cannot ask as we do."""
        question = self.question
        if type(question) not in WRITERS:
            self.losses.tell(_("Left out: QTI has no questions of kind “%(kind)s”."), kind=question.kind)
            return ""
        tell_lost_markup(self.losses)
        tell_lost_settings(question, self.losses, "difficulty")
        if not isinstance(question, cloze.Question):
            self.body.append(self._filled("div", question.prompt))
        WRITERS[type(question)](self, question)
        if question.feedback:
            self.say(GENERAL, question.feedback)
        declared = markup.outcomes(question.points, has_feedback=bool(self.feedback))
        parts = [*self.responses, *declared, self.body, self._processing(), *self.feedback]
        return markup.item_text(self.name, self.losses.language, parts)

    def say(self, identifier: str, words: LocalizedText) -> None:
        """Words for whoever gave an answer for which FEEDBACK holds the identifier."""
        said = el("qti-modal-feedback", self._filled("qti-content-body", words))
        for name, told in (
            ("outcome-identifier", FEEDBACK),
            ("identifier", identifier),
            ("show-hide", "show"),
        ):
            said.set(name, told)
        self.feedback.append(said)

    def words(self, said: LocalizedText) -> str:
        return text_in(said, self.losses)

    def _filled(self, tag: str, said: LocalizedText, **attributes: str) -> Element:
        element = el(tag, **attributes)
        fill(element, self.words(said))
        return element

    def _processing(self) -> Element:
        """A template of the standard where that says it all."""
        if (
            self.template
            and not self.feedback
            and (self.template != MATCH_CORRECT or self.question.points == 1)
        ):
            return markup.template(self.template)
        scoring = self.scoring
        if self.template == MAP_RESPONSE:
            scoring = [markup.set_outcome(SCORE, el("qti-map-response", identifier=RESPONSE))]
        elif self.template == MATCH_CORRECT:
            is_right = el("qti-match", markup.variable(RESPONSE), markup.correct(RESPONSE))
            earned = markup.set_outcome(SCORE, markup.points(self.question.points))
            scoring = [markup.when(el("qti-response-if", is_right, earned))]
        return el("qti-response-processing", *scoring, *self._saying())

    def _saying(self) -> list[Element]:
        """What is said to everybody, then to whoever gave certain answers."""
        always = [markup.base_value(GENERAL, "identifier")] if self.question.feedback else []
        if self.says_to_choices:
            always.append(markup.variable(RESPONSE))
        first = [markup.set_outcome(FEEDBACK, el("qti-multiple", *always))] if always else []
        return [*first, *self.said_when]

    def choices(self, question: ChoiceQuestion) -> None:
        """Modal feedback is named like the choice it belongs to."""
        offered = []
        for choice in question.choices:
            name = identifier_of(choice.key)
            offered.append(self._filled("qti-simple-choice", choice.text, identifier=name))
            if choice.feedback:
                self.say(name, choice.feedback)
                self.says_to_choices = True
        right = [identifier_of(choice.key) for choice in question.choices if choice.correct]
        if isinstance(question, multiple.Question):
            self._respond("multiple", "identifier", right)
            share = question.points / len(right)
            earned = {identifier_of(one.key): share if one.correct else -share for one in question.choices}
            most = figures(question.points)
            self.responses[0].append(markup.mapping(earned, lower_bound="0", upper_bound=most))
            self.template, limit = MAP_RESPONSE, "0"
        else:
            self._respond("single", "identifier", right)
            self.template, limit = MATCH_CORRECT, "1"
        self.body.append(markup.interaction("choice", *offered, max_choices=limit, shuffle="false"))

    def true_false(self, question: true_false.Question) -> None:
        labels = TRUTHS.get(self.losses.language.partition("-")[0], TRUTHS["en"])
        offered = []
        for name, label, said in zip(
            ("true", "false"), labels, (question.if_true, question.if_false), strict=True
        ):
            choice = el("qti-simple-choice", identifier=name)
            choice.text = label
            offered.append(choice)
            if said:
                self.say(name, said)
                self.says_to_choices = True
        self._respond("single", "identifier", [question.right])
        self.template = MATCH_CORRECT
        self.body.append(markup.interaction("choice", *offered, max_choices="1", shuffle="false"))

    def steps(self, question: order.Question) -> None:
        self.losses.tell(_("Only the whole order earns points there."))
        shown = sorted(question.steps, key=lambda step: question.scrambled(step.key))
        steps = [
            self._filled("qti-simple-choice", one.text, identifier=identifier_of(one.key)) for one in shown
        ]
        self._respond("ordered", "identifier", [identifier_of(step.key) for step in question.steps])
        self.template = MATCH_CORRECT
        self.body.append(markup.interaction("order", *steps, shuffle="true"))

    def pairs(self, question: match.Question | categorise.Question) -> None:
        """Items are the first set; how often a target may be used tells the two kinds apart."""
        most = "1" if isinstance(question, match.Question) else "0"
        items, targets = el("qti-simple-match-set"), el("qti-simple-match-set")
        for item in question.items:
            name = identifier_of(item.key)
            items.append(
                self._filled("qti-simple-associable-choice", item.text, identifier=name, match_max="1")
            )
        for target in question.targets:
            name = identifier_of(target.key)
            named = el("qti-simple-associable-choice", identifier=name, match_max=most)
            named.text = allowed(self.words(target.text))
            targets.append(named)
        right = [f"{identifier_of(item.key)} {identifier_of(item.target)}" for item in question.items]
        self._respond("multiple", "directedPair", right)
        share = question.points / len(right)
        most_points = figures(question.points)
        self.responses[0].append(markup.mapping(dict.fromkeys(right, share), upper_bound=most_points))
        self.template = MAP_RESPONSE
        self.body.append(markup.interaction("match", items, targets, max_associations=str(len(items))))

    def typed(self, question: text.Question) -> None:
        self.responses.append(entries.text_response(question, RESPONSE, question.points, self.losses))
        self.template = MAP_RESPONSE
        for place, answer in enumerate(question.accept, 1):
            if answer.feedback:
                name = f"ANSWER-{place}"
                self.say(name, answer.feedback)
                self.said_when.append(entries.said_to(self.words(answer.text), name, is_exact=question.exact))
        self._ask_below(markup.interaction("text-entry"))

    def figure(self, question: number.Question) -> None:
        self.responses.append(entries.number_response(question, RESPONSE, self.losses))
        self.scoring = [entries.number_scoring(question, RESPONSE, question.points)]
        self._ask_below(markup.interaction("text-entry"))

    def gaps(self, question: cloze.Question) -> None:
        written = entries.Gaps(question, self.losses)
        self.responses, self.scoring = written.responses, written.scoring
        holder = el("div")
        fill(holder, self.words(question.prompt), written.interactions)
        self.body.append(holder)

    def essay(self, question: open_text.Question) -> None:
        """No processing: a person scores it, who reads the rubric."""
        words = el("qti-content-body")
        fill(words, in_words(question, self.losses))
        if has_limits(question):
            self.losses.tell(_("Limits in characters were dropped."))
        self._respond("single", "string", [])
        self.body.append(markup.interaction("extended-text"))
        self.body.append(el("qti-rubric-block", words, use="scoring", view="scorer"))

    def _ask_below(self, entry: Element) -> None:
        """In a paragraph of its own, which tells such a question from a text with gaps."""
        self.body.append(el("p", entry))

    def _respond(self, cardinality: str, base_type: str, right: list[str]) -> None:
        self.responses.append(markup.response(RESPONSE, cardinality, base_type, right))


Writer = Callable[[_Item, Any], None]
WRITERS: dict[type[BaseQuestion], Writer] = {
    single.Question: _Item.choices,
    multiple.Question: _Item.choices,
    true_false.Question: _Item.true_false,
    number.Question: _Item.figure,
    text.Question: _Item.typed,
    match.Question: _Item.pairs,
    categorise.Question: _Item.pairs,
    order.Question: _Item.steps,
    cloze.Question: _Item.gaps,
    open_text.Question: _Item.essay,
}
