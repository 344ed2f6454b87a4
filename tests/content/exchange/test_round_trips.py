"""What a format can hold comes back letter for letter; our own holds everything."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content import located_yaml
from courses.content.exchange import FORMATS
from courses.content.exchange.gathering import keyed
from courses.content.exchange.quiz_file import quiz_yaml
from courses.content.markdown import render
from courses.content.questions import KINDS, BaseQuestion
from courses.content.reader import read_course
from courses.content.schema import QuizBlock, QuizSource
from tests.content.conftest import TINY
from tests.content.exchange.reading import read
from tests.content.test_question_kinds import EXAMPLES, question

SIGNS = "ab1 \\~=#{}:%[]<>&\"'/*_.-\n词"
WORDS = (
    "[html]",
    "%50%",
    "####",
    "->",
    "//",
    "::",
    "$CATEGORY:",
    "]]>",
    "&lt;",
    "<b>",
    "\\n",
    "TRUE",
    "1e5",
    "no",
)


def is_ordinary(text: str) -> bool:
    """Without formulas, of which other systems are told to know nothing, and without mistakes."""
    return text.count("$") < 2 and not render(text).problems


written = st.lists(st.one_of(st.sampled_from(SIGNS), st.sampled_from(WORDS)), min_size=1, max_size=12)
markdown = written.map("".join).map(str.strip).filter(lambda text: bool(text) and is_ordinary(text))
plain = markdown.map(lambda text: " ".join(text.split()))
maybe = st.one_of(st.none(), markdown)
shares = st.sampled_from([1, 0.5, 0.25, 0.1, 1 / 3]).map(lambda share: round(share, 7))
# Each example draws, checks and reads Markdown, the first one also fills caches.
patient = settings(max_examples=40, deadline=None)
figures = st.floats(-1e6, 1e6).map(lambda value: float(f"{value:.6g}"))


def said(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"en": text}


@st.composite
def choice_fields(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    texts = draw(st.lists(st.tuples(markdown, maybe, st.booleans()), min_size=2, max_size=5))
    right = draw(st.integers(0, len(texts) - 1))
    return {
        "choices": keyed(
            [
                {"text": said(text), "feedback": said(words), "correct": n == right or (more and kind == "multiple")}
                for n, (text, words, more) in enumerate(texts)
            ]
        )
    }  # fmt: skip


@st.composite
def accepted(draw: st.DrawFn, text: st.SearchStrategy[str]) -> dict[str, Any]:
    answers = draw(st.lists(st.tuples(text, shares, maybe), min_size=1, max_size=4))
    accept = [{"text": said(one), "credit": share, "feedback": said(words)} for one, share, words in answers]
    return {"accept": [{**accept[0], "credit": 1}, *accept[1:]]}


@st.composite
def pair_fields(draw: st.DrawFn, item: st.SearchStrategy[str]) -> dict[str, Any]:
    """Targets in the order in which items need them, spare ones behind: the one order that is written."""
    items = draw(st.lists(item, min_size=2, max_size=4))
    targets = draw(st.lists(plain, min_size=len(items), max_size=len(items) + 2, unique=True))
    offered = keyed([{"text": said(text)} for text in targets])
    pairs = zip(items, offered, strict=False)
    return {
        "items": keyed([{"text": said(text), "target": target["key"]} for text, target in pairs]),
        "targets": offered,
    }


@st.composite
def number_fields(draw: st.DrawFn) -> dict[str, Any]:
    margin = draw(st.one_of(st.none(), st.floats(0, 100)))
    near = draw(st.booleans()) and {"tolerance": (margin or 0) + 1, "credit": 0.5}
    return {"answer": draw(figures), "tolerance": margin, "near": near or None}


def asked(
    kind: str, fields: dict[str, Any], prompt: str, feedback: str | None, points: float = 1
) -> BaseQuestion:
    about = {"key": "q", "kind": kind, "prompt": said(prompt), "feedback": said(feedback), "points": points}
    try:
        return KINDS[kind].model_validate({**about, **fields})
    except ValidationError:
        assume(False)
        raise


truths = st.builds(
    lambda answer, *words: {"answer": answer, "if_true": said(words[0]), "if_false": said(words[1])},
    st.booleans(), maybe, maybe,
)  # fmt: skip
without_arrows = markdown.filter(lambda text: "->" not in text)
HELD = {
    "single": choice_fields("single"),
    "multiple": choice_fields("multiple"),
    "true-false": truths,
    "number": number_fields(),
}
IN_GIFT = {
    **HELD,
    "text": accepted(plain.filter(lambda text: "->" not in text)),
    "match": pair_fields(without_arrows),
}
IN_XML = {
    **HELD,
    "text": accepted(plain.filter(lambda text: "\\*" not in text)),
    "match": pair_fields(markdown),
}


@pytest.mark.parametrize("kind", IN_GIFT)
@patient
@given(data=st.data(), prompt=markdown, feedback=maybe)
def test_what_gift_can_hold_comes_back_the_same(kind, data, prompt, feedback):
    one = asked(kind, data.draw(IN_GIFT[kind]), prompt, feedback)
    sent = FORMATS["gift"].write([one], language="en")
    back = read("gift", sent.text)
    assert (back.questions, back.problems, sent.dropped) == ((one,), (), ())


@pytest.mark.parametrize("kind", IN_XML)
@patient
@given(data=st.data(), prompt=markdown, feedback=maybe, points=st.sampled_from([1, 2.5, 0.1]))
def test_what_moodle_can_hold_comes_back_the_same(kind, data, prompt, feedback, points):
    one = asked(kind, data.draw(IN_XML[kind]), prompt, feedback, points)
    sent = FORMATS["moodle-xml"].write([one], language="en")
    back = read("moodle-xml", sent.text)
    assert (back.questions, back.problems, sent.dropped) == ((one,), (), ())


@patient
@given(st.lists(plain, min_size=2, max_size=4, unique=True), plain.filter(lambda text: "\\*" not in text))
def test_gaps_come_back_the_same(offered, typed):
    gaps = [
        {"key": "gap-1", "kind": "choice", "choices": keyed([{"text": said(one)} for one in offered])},
        {"key": "gap-2", "kind": "text", "weight": 2, "accept": [{"text": said(typed)}]},
        {"key": "gap-3", "kind": "number", "answer": 2.5, "tolerance": 0.5},
    ]
    gaps[0]["choices"][-1]["correct"] = True
    one = asked("cloze", {"gaps": gaps}, "It is {{gap-1}}, {{gap-2}} or {{gap-3}}.", None)
    assert read("moodle-xml", FORMATS["moodle-xml"].write([one], language="en").text).questions == (one,)


@patient
@given(accepted(plain.filter(lambda text: "->" not in text)))
def test_one_gap_within_a_sentence_comes_back_from_gift(fields):
    one = asked("cloze", {"gaps": [{"key": "gap", "kind": "text", **fields}]}, "It is {{gap}} today.", None)
    assert read("gift", FORMATS["gift"].write([one], language="en").text).questions == (one,)


def reread(quiz: QuizSource) -> QuizSource:
    return QuizSource.model_validate(
        located_yaml.load(quiz_yaml(quiz)).data, context={"source": quiz.title.source}
    )


@patient
@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), written.map("".join)), min_size=1, max_size=3))
def test_any_text_comes_back_from_a_quiz_file(texts):
    said_so = [(one, other) for one, other in texts if one.strip() and other.strip()]
    assume(said_so and not any("\ud800" <= sign <= "\udfff" for one, _other in said_so for sign in one))
    prompts = [{"en": one, "zh-hans": other} for one, other in said_so]
    questions = [question("true-false", key=f"q{n}", prompt=prompt) for n, prompt in enumerate(prompts)]
    quiz = QuizSource(title={"en": "Quiz"}, questions=questions)
    assert reread(quiz) == quiz


@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_kind_comes_back_from_a_quiz_file(kind):
    quiz = QuizSource(title={"en": "Quiz"}, **{"pass": 0.5}, tries=2, questions=[question(kind, points=2)])
    assert reread(quiz) == quiz


def test_a_course_comes_back_from_its_quiz_files():
    course = read_course(TINY).course
    quizzes = [
        block.quiz for lesson in course.lessons for block in lesson.blocks if isinstance(block, QuizBlock)
    ]
    assert quizzes
    assert [reread(quiz) for quiz in quizzes] == quizzes
