"""Arithmetic as authors write it: numbers, names, + - * / ^, parentheses and some functions. Nothing else can be said.

sum     = product {("+" | "-") product}
product = sign {("*" | "/") sign}
sign    = ("+" | "-") sign | power
power   = atom ["^" sign]
atom    = number | name | name "(" sum {"," sum} ")" | "(" sum ")"
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake

LONGEST, DEEPEST = 400, 40
TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d{1,3})?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|[-+*/^(),]))"
)
Value = Callable[[Mapping[str, float]], float]

FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "abs": (abs, 1, 1),
    "ceil": (math.ceil, 1, 1),
    "exp": (math.exp, 1, 1),
    "floor": (math.floor, 1, 1),
    "ln": (math.log, 1, 1),
    "log2": (math.log2, 1, 1),
    "log10": (math.log10, 1, 1),
    "max": (max, 2, 9),
    "min": (min, 2, 9),
    "round": (lambda value: math.floor(value + 0.5), 1, 1),  # as people round, not to even
    "sqrt": (math.sqrt, 1, 1),
}
"""By name: what it computes, and how few and how many numbers it takes."""

CONSTANTS = {"pi": math.pi, "e": math.e}
OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": math.pow,
}


class NoNumber(ArithmeticError):
    """With these values there is no finite result."""


@dataclass(frozen=True)
class Expression:
    """A readable expression; `names` are the variables in it."""

    names: frozenset[str]
    compute: Value

    def value(self, values: Mapping[str, float]) -> float:
        """Raises `NoNumber`, for example for 1 / 0 or the root of -1."""
        try:
            result = float(self.compute(values))
        except (ArithmeticError, ValueError) as error:
            raise NoNumber(str(error)) from error
        if not math.isfinite(result):
            raise NoNumber("infinite")
        return result


@lru_cache(maxsize=1_000)
def read_expression(text: str) -> Expression:
    """Raises a content mistake that says what cannot be read."""
    if len(text) > LONGEST:
        raise mistake(_("The expression is longer than %(longest)d letters."), longest=LONGEST)
    reader = _Reader(_tokens(text))
    compute = reader.sum()
    if reader.here:
        raise mistake(_("“%(word)s” is out of place here."), word=reader.here)
    return Expression(frozenset(reader.names), compute)


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if not found:
            raise mistake(_("“%(rest)s” cannot be read as arithmetic."), rest=text[at : at + 20].strip())
        word = found[found.lastindex or 0]
        tokens.append("^" if word == "**" else word)
        at = found.end()
    return tokens


class _Reader:
    """One pass from left to right, a method for each line of the grammar."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.names: set[str] = set()

    @property
    def here(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """The word here if it is one of these, else ""."""
        word = self.here
        if not word or word not in wanted:
            return ""
        self.at += 1
        return word

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise mistake(_("“%(wanted)s” is missing."), wanted=wanted)

    def sum(self) -> Value:
        return self._chain(self.product, "+", "-")

    def product(self) -> Value:
        return self._chain(self.sign, "*", "/")

    def sign(self) -> Value:
        self.depth += 1
        if self.depth > DEEPEST:
            raise mistake(_("The expression is nested too deep."))
        if sign := self.take("+", "-"):
            value = self.sign()
            read = value if sign == "+" else lambda values: -value(values)
        else:
            read = self.power()
        self.depth -= 1
        return read

    def power(self) -> Value:
        base = self.atom()
        return _both("^", base, self.sign()) if self.take("^") else base

    def atom(self) -> Value:
        if self.take("("):
            value = self.sum()
            self.need(")")
            return value
        word = self.here
        self.at += 1
        if word[:1].isdigit() or word[:1] == ".":
            number = float(word)
            return lambda values: number
        if not word:
            raise mistake(_("A number or a name is missing at the end."))
        if not word[:1].isalpha() and word[:1] != "_":
            raise mistake(_("“%(word)s” is out of place here."), word=word)
        return self._call(word) if self.take("(") else self._name(word)

    def _name(self, name: str) -> Value:
        if name in CONSTANTS:
            return lambda values: CONSTANTS[name]
        self.names.add(name)
        return lambda values: values[name]

    def _call(self, name: str) -> Value:
        if name not in FUNCTIONS:
            raise mistake(
                _("There is no function “%(name)s”; there are %(known)s."),
                name=name,
                known=", ".join(FUNCTIONS),
            )
        function, fewest, most = FUNCTIONS[name]
        given = [self.sum()]
        while self.take(","):
            given.append(self.sum())
        self.need(")")
        if not fewest <= len(given) <= most:
            raise mistake(
                _("“%(name)s” takes another count of numbers than %(given)d."), name=name, given=len(given)
            )
        return lambda values: function(*(value(values) for value in given))

    def _chain(self, part: Callable[[], Value], *signs: str) -> Value:
        value = part()
        while sign := self.take(*signs):
            value = _both(sign, value, part())
        return value


def _both(sign: str, left: Value, right: Value) -> Value:
    operator = OPERATORS[sign]
    return lambda values: operator(left(values), right(values))
