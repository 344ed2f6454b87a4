"""Attempts made up by hand and by chance."""

from typing import Any

from hypothesis import strategies as st

from courses.content.analysis import Tried
from courses.content.drawing import Pool
from courses.content.schema import QuizSource
from tests.courses.folders import both, choice


def asked(key: str, points: float = 1.0) -> dict[str, Any]:
    """A question whose right choice is `a`."""
    choices = [choice(one, one, correct=one == "a") for one in "abc"]
    return {"key": key, "kind": "single", "points": points, "prompt": both(key), "choices": choices}


def quiz(*questions: dict[str, Any]) -> QuizSource:
    return QuizSource.model_validate(
        {"title": both("Quiz"), "questions": list(questions)}, context={"source": "en"}
    )


def tried(*points: float, chosen: str = "") -> Tried:
    """An attempt at the questions q0, q1, … of a point each; `chosen` gives one letter for each."""
    given = {f"q{place}": ([letter] if letter != "-" else []) for place, letter in enumerate(chosen)}
    return Tried({f"q{place}": earned for place, earned in enumerate(points)}, float(len(points)), given)


shares = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])
answers = st.sampled_from("abc-")


@st.composite
def attempts(draw: st.DrawFn, questions: int = 4) -> list[Tried]:
    crowd = draw(st.lists(st.tuples(*[st.tuples(shares, answers)] * questions), min_size=2, max_size=30))
    return [tried(*(s for s, _a in one), chosen="".join(a for _s, a in one)) for one in crowd]


POOL = Pool(count=2, keys=("q2", "q3", "q4", "q5"))
"""Of four questions each attempt is asked two, beside `q0` and `q1`."""


@st.composite
def drawn_attempts(draw: st.DrawFn) -> list[Tried]:
    """Attempts that are asked what everybody is, and what the pool gave them."""
    pairs = st.lists(st.sampled_from(POOL.keys), min_size=2, max_size=2, unique=True)
    crowd = draw(st.lists(st.tuples(pairs, st.tuples(*[shares] * 4)), min_size=3, max_size=30))
    return [Tried(dict(zip(("q0", "q1", *pair), points, strict=True)), 4.0) for pair, points in crowd]
