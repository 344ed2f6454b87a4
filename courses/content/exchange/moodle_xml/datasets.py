"""Our calculated questions as Moodle's: a formula in its own words, and the values that it draws from."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from courses.content.exchange.result import Losses
from courses.content.exchange.telling import figures
from courses.content.problems import gettext_noop as _
from courses.content.questions.calculated import Question
from courses.content.questions.calculated.variables import Variable
from courses.content.questions.cloze import PLACE

DRAWN = 50
"""Sets of values that Moodle chooses from."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
THERE = {"ln": "log", "pi": "pi()", "e": "exp(1)"}
NOT_THERE = re.compile(r"\^|\*\*|\blog2\b")
"""Powers are a function there, and there is no logarithm to base 2."""


def can_be_computed(question: Question) -> bool:
    return not NOT_THERE.search(question.answer)


def formula(question: Question) -> str:
    def word(found: re.Match[str]) -> str:
        name = found[0]
        return f"{{{name}}}" if name in question.variables else THERE.get(name, name)

    return NAME.sub(word, question.answer)


def prompt_with_places(question: Question, text: str, losses: Losses) -> str:
    """Each `{{name}}` as `{name}`. What says `{name}` with us, as formulas do, gets a space that reading takes away."""
    pieces, at = [], 0
    for found in PLACE.finditer(text):
        if found[1] in question.variables:
            pieces += [_apart(question, text[at : found.start()], losses), f"{{{found[1]}}}"]
            at = found.end()
    return "".join([*pieces, _apart(question, text[at:], losses)])


def _apart(question: Question, words: str, losses: Losses) -> str:
    apart = literal(question.variables).sub(r"{ \1", words)
    if apart != words:
        losses.tell(
            _("A name in single braces is no place of a value: it is written with a space before it there.")
        )
    return apart


def literal(names: Iterable[str]) -> re.Pattern[str]:
    """Where Moodle would put a value in, but for the spaces before the name."""
    listed = "|".join(map(re.escape, names))
    return re.compile(rf"\{{( *(?:{listed})\}})") if listed else re.compile(r"(?!)")


def add_datasets(element: Element, question: Question, losses: Losses) -> None:
    """Values are drawn here, so that every set of them has an answer."""
    losses.tell(_("There values are chosen from %(count)d sets that were drawn now."), count=DRAWN)
    sets = [question.seeded(f"export {number}").values for number in range(DRAWN)]
    definitions = SubElement(element, "dataset_definitions")
    for name, variable in question.variables.items():
        if not _is_even(variable):
            losses.tell(_("“%(name)s” is read back as any value between its ends."), name=name)
        one = SubElement(definitions, "dataset_definition")
        for tag, words in (("status", "private"), ("name", name), ("distribution", "uniform")):
            SubElement(SubElement(one, tag), "text").text = words
        SubElement(one, "type").text = "calculated"
        values = [values[name] for values in sets]
        for tag, words in _limits(variable):
            SubElement(SubElement(one, tag), "text").text = words
        SubElement(one, "itemcount").text = str(DRAWN)
        items = SubElement(one, "dataset_items")
        for number, value in enumerate(values, 1):
            item = SubElement(items, "dataset_item")
            SubElement(item, "number").text, SubElement(item, "value").text = str(number), figures(value)
        SubElement(one, "number_of_items").text = str(DRAWN)


def _limits(variable: Variable) -> Iterator[tuple[str, str]]:
    values = variable.of or (variable.value(0), variable.value(variable.count - 1))
    decimals = max(_decimals(one) for one in (*values, *(() if variable.of else (variable.step,))))
    yield from (
        ("minimum", figures(min(values))),
        ("maximum", figures(max(values))),
        ("decimals", str(decimals)),
    )


def _decimals(value: float) -> int:
    exponent = Decimal(figures(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_even(variable: Variable) -> bool:
    """Whether Moodle's grid of decimals is ours."""
    return not variable.of and variable.step == 10 ** -_decimals(variable.step)
