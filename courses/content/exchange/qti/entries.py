"""What is typed or chosen within a text, declared and scored."""

from xml.etree.ElementTree import Element

from courses.content.exchange.qti import markup
from courses.content.exchange.qti.markup import el
from courses.content.exchange.qti.names import FEEDBACK, GAP, SCORE, identifier_of
from courses.content.exchange.result import Losses
from courses.content.exchange.telling import figures, tell_lost_settings, text_in
from courses.content.exchange.xml_tree import allowed
from courses.content.problems import gettext_noop as _
from courses.content.questions import cloze
from courses.content.questions.cloze.gaps import ChoiceGap, Gap, NumberGap, TextGap
from courses.content.questions.number.answer import Margin, NumberAnswer
from courses.content.questions.text.accepting import Accepting


class Gaps:
    """The gaps of a text: their weights are what each earns, and the sum is brought to the points at the end."""

    def __init__(self, question: cloze.Question, losses: Losses) -> None:
        self.losses = losses
        self.interactions: dict[str, Element] = {}
        self.responses: list[Element] = []
        mapped, counted = [], []
        for gap in question.gaps:
            name = GAP + gap.key
            self.interactions[gap.key] = self._interaction(gap, name)
            if isinstance(gap, NumberGap):
                self.responses.append(number_response(gap, name, losses))
                counted.append(number_scoring(gap, name, gap.weight, adds=True))
            else:
                self.responses.append(self._mapped(gap, name))
                mapped.append(el("qti-map-response", identifier=name))
        start = el("qti-sum", *mapped) if mapped else markup.points(0)
        weights = sum(gap.weight for gap in question.gaps)
        whole = el("qti-divide", markup.variable(SCORE), markup.points(weights))
        share = el("qti-product", markup.points(question.points), whole)
        self.scoring = [markup.set_outcome(SCORE, start), *counted, markup.set_outcome(SCORE, share)]

    def _interaction(self, gap: Gap, name: str) -> Element:
        if not isinstance(gap, ChoiceGap):
            return markup.interaction("text-entry", identifier=name)
        offered = []
        for choice in gap.choices:
            option = el("qti-inline-choice", identifier=identifier_of(choice.key))
            option.text = allowed(text_in(choice.text, self.losses))
            offered.append(option)
        return markup.interaction("inline-choice", *offered, identifier=name, shuffle="false")

    def _mapped(self, gap: ChoiceGap | TextGap, name: str) -> Element:
        if isinstance(gap, TextGap):
            if any(one.feedback for one in gap.accept):
                self.losses.tell(_("Feedback of a gap was dropped."))
            return text_response(gap, name, gap.weight, self.losses)
        right = [identifier_of(choice.key) for choice in gap.choices if choice.correct]
        declared = markup.response(name, "single", "identifier", right)
        declared.append(markup.mapping(dict.fromkeys(right, gap.weight)))
        return declared


def text_response(answers: Accepting, name: str, most: float, losses: Losses) -> Element:
    """Each accepted answer with what it earns."""
    tell_lost_settings(answers, losses, "slips")
    earned = [(text_in(one.text, losses), most * one.credit) for one in answers.accept]
    if any("*" in words for words, _points in earned):
        losses.tell(_("“*” stands for itself there, and for any text with us."))
    right = next(words for words, points in earned if points == most)
    declared = markup.response(name, "single", "string", [right])
    declared.append(markup.mapping({}))
    for words, points in earned:
        entry = el("qti-map-entry", map_key=words, mapped_value=figures(points))
        entry.set("case-sensitive", "true" if answers.exact else "false")
        declared[-1].append(entry)
    return declared


def said_to(words: str, feedback: str, *, is_exact: bool) -> Element:
    """The rule that adds words to what is said to whoever typed this."""
    typed = el("qti-string-match", markup.variable("RESPONSE"), markup.base_value(words, "string"))
    typed.set("case-sensitive", "true" if is_exact else "false")
    both = el("qti-multiple", markup.variable(FEEDBACK), markup.base_value(feedback, "identifier"))
    return markup.when(el("qti-response-if", typed, markup.set_outcome(FEEDBACK, both)))


def number_response(answer: NumberAnswer, name: str, losses: Losses) -> Element:
    tell_lost_settings(answer, losses, "unit", "other_units")
    return markup.response(name, "single", "float", [figures(answer.answer)])


def number_scoring(answer: NumberAnswer, name: str, most: float, *, adds: bool = False) -> Element:
    """All points within the tolerance, a part of them near it. `adds`: to what other gaps have earned."""

    def earning(points: float) -> Element:
        earned = markup.points(points)
        return markup.set_outcome(SCORE, el("qti-sum", markup.variable(SCORE), earned) if adds else earned)

    rules = [el("qti-response-if", _equal(answer, answer.answer, name), earning(most))]
    if near := answer.near:
        equal = _equal(near, answer.answer, name)
        rules.append(el("qti-response-else-if", equal, earning(most * near.credit)))
    return markup.when(*rules)


def _equal(margin: Margin, answer: float, name: str) -> Element:
    """A relative tolerance is told in percent."""
    equal = el("qti-equal", markup.variable(name), markup.base_value(figures(answer), "float"))
    mode, width = "exact", None
    if margin.relative_tolerance is not None:
        mode, width = "relative", f"{100 * margin.relative_tolerance:.15g}"
    elif margin.tolerance is not None:
        mode, width = "absolute", figures(margin.tolerance)
    equal.set("tolerance-mode", mode)
    if width is not None:
        equal.set("tolerance", f"{width} {width}")
    return equal
