"""What holds of every kind of question, and what each of the younger ones makes of an answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.questions import KINDS, BaseQuestion, Given, UnreadableAnswer

CANARY = "CANARY"


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"{text}（中）"}


def choices(*correct: bool) -> list[dict[str, Any]]:
    said = words(CANARY)
    return [
        {"key": f"c{n}", "text": words(f"choice {n}"), "correct": right, "feedback": said}
        for n, right in enumerate(correct)
    ]


TARGETS = [{"key": key, "text": words(key)} for key in ("loss", "rate", "step", "epoch")]
SAID = [{**TARGETS[0], "text": words("The loss")}, *TARGETS[1:]]
ITEMS = [
    {"key": f"i{n}", "text": words(f"item {n}"), "target": target["key"]}
    for n, target in enumerate(TARGETS[:3])
]
STEPS = [{"key": f"s{n}", "text": words(f"step {n}")} for n in range(5)]

GAPS = [
    {"key": "n", "kind": "number", "answer": 30, "weight": 2},
    {"key": "what", "kind": "text", "accept": [{"text": words("overfitting")}]},
    {
        "key": "who",
        "kind": "choice",
        "choices": [{"key": f"c{n}", "text": words(f"choice {n}"), "correct": n == 1} for n in range(3)],
    },
]

RUBRIC = [
    {
        "key": key,
        "title": words(f"Looks at {key}"),
        "levels": [
            {"key": f"l{points}", "points": points, "text": words(f"{key} {points}")} for points in (0, 1, 2)
        ],
    }
    for key in ("cause", "words")
]

LABELS = [
    {"key": key, "text": words(key), "counts": counts}
    for key, counts in (("claims", [55, 3, 2]), ("fraud", [9, 10, 0]), ("other", [1, 0, 20]))
]

# One of each kind, and a response that earns everything.
EXAMPLES: dict[str, tuple[dict[str, Any], Any]] = {
    "single": ({"choices": choices(False, True, False)}, "c1"),
    "multiple": ({"choices": choices(True, True, False)}, ["c0", "c1"]),
    "true-false": ({"answer": False, "if_true": words(CANARY)}, "false"),
    "number": ({"answer": 30, "unit": words("steps")}, 30.0),
    "text": ({"accept": [{"text": words("overfitting"), "feedback": words(CANARY)}]}, "Overfitting"),
    "match": ({"items": ITEMS, "targets": TARGETS}, {"i0": "loss", "i1": "rate", "i2": "step"}),
    "categorise": (
        {"items": [*ITEMS, {"key": "i3", "text": words("item 3"), "target": "loss"}], "targets": TARGETS},
        {"i0": "loss", "i1": "rate", "i2": "step", "i3": "loss"},
    ),
    "order": ({"steps": STEPS}, ["s0", "s1", "s2", "s3", "s4"]),
    "cloze": (
        {"prompt": words("With {{n}} rows {{what}} is near, says {{who}}."), "gaps": GAPS},
        {"n": "30", "what": "overfitting", "who": "c1"},
    ),
    "calculated": (
        {
            "prompt": words("Of {{rows}} rows in batches of {{batch}}?"),
            "variables": {"rows": {"of": [480]}, "batch": {"of": [16]}},
            "answer": "ceil(rows / batch)",
        },
        30.0,
    ),
    "open-text": (
        {"rubric": RUBRIC, "sample": words(CANARY)},
        "It learned the noise.\n\nSo it forgets the rule.",
    ),
    "upload": (
        {"rubric": RUBRIC, "sample": words(CANARY), "types": ["pdf", "ipynb"]},
        ["0f8fad5b-d9cb-469f-a165-70867728950e"],
    ),
    "code-output": ({"output": f"{CANARY}\n\n  3  \n"}, f"{CANARY}\n\n  3"),
    "hotspot": (
        {"matrix": {"labels": LABELS, "right": [{"row": "fraud", "column": "claims"}]}},
        "fraud.claims",
    ),
    "prompt": (
        {
            "examples": [
                {"key": "shown", "message": "Where is my money?", "wanted": ["claims"]},
                {"key": "kept", "message": CANARY, "wanted": [CANARY], "hidden": True},
            ],
            "sample": f"{CANARY} {{{{message}}}}",
        },
        {"prompt": "Sort this:\n{{message}}"},
    ),
}


# Those that no key marks, or not at once.
BY_PEOPLE = {kind for kind, asked in KINDS.items() if asked.is_marked_by_people}
LATER = {kind for kind, asked in KINDS.items() if not asked.is_marked_at_once()}


def question(kind: str, **more: Any) -> BaseQuestion:
    about = {
        "key": "q",
        "kind": kind,
        "prompt": words("?"),
        "feedback": words(CANARY),
    }  # an example may say more
    if KINDS[kind].is_marked_by_people:
        more.pop("points", None)  # their rubric has them
    return KINDS[kind].model_validate({**about, **EXAMPLES[kind][0], **more})


def test_every_kind_has_an_example_here():
    assert EXAMPLES.keys() == KINDS.keys()


kinds = st.sampled_from(sorted(KINDS))
named = st.sampled_from(
    [
        "c0",
        "c1",
        "true",
        "false",
        "i0",
        "i1",
        "loss",
        "rate",
        "s0",
        "s1",
        "s2",
        "30",
        "fraud.claims",
        "zzz",
        "",
    ]
)
responses = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), named),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(named, inner, max_size=6)),
    max_leaves=8,
)


@given(kinds, responses)
def test_any_response_earns_between_nothing_and_everything_and_fills_a_form(kind, response):
    asked = question(kind, points=3)
    mark = asked.grade(response)
    assert 0 <= mark.points <= mark.of == asked.points
    assert mark == asked.grade(response)
    assert set(mark.feedback) <= set(asked.feedback_keys())
    assert isinstance(asked.given(response), Given)


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_earns_everything_and_comes_back_from_its_form(kind):
    asked, right = question(kind), EXAMPLES[kind][1]
    assert asked.parse(asked.given(right)) == right
    for response in (right, json.loads(json.dumps(right))):  # also after it was stored
        mark = asked.grade(response)
        assert mark.is_right if asked.is_marked_at_once() else mark.is_awaited


@given(kinds, st.lists(named, max_size=3), st.dictionaries(named, named, max_size=6))
def test_what_a_form_holds_is_read_or_asked_again(kind, values, parts):
    asked = question(kind)
    try:
        response = asked.parse(Given(values, parts))
    except UnreadableAnswer:
        return
    assert asked.parse(asked.given(response)) == response


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_public_tells_the_answer(kind, language):
    told = json.dumps(question(kind).public(language))
    for secret in (CANARY, "correct", "feedback", "answer", 'target"', "accept", "credit", "overfitting"):
        assert secret not in told


@pytest.mark.parametrize("kind", KINDS)
def test_every_feedback_key_has_its_words(kind):
    asked = question(kind)
    assert asked.feedback_keys()
    assert all(CANARY in asked.feedback_text(key, "en") for key in asked.feedback_keys())
    assert asked.feedback_text("elsewhere", "en") == ""


@pytest.mark.parametrize("kind", ["match", "order", "categorise"])
def test_the_order_in_which_things_are_offered_tells_nothing(kind):
    listed = {"match": "targets", "order": "steps", "categorise": "items"}[kind]
    orders = set()
    for number in range(40):
        shown = question(kind, key=f"q{number}").public("en")[listed]
        assert shown == question(kind, key=f"q{number}").public("en")[listed]
        orders.add(tuple(thing["key"] for thing in shown))
    assert len(orders) > 10


def test_each_pair_earns_its_share():
    mark = question("match", points=3).grade({"i0": "loss", "i1": "step", "i2": "step"})
    assert (mark.points, mark.parts) == (2, {"i0": "right", "i1": "wrong", "i2": "right"})
    assert question("match").solution("en")[0] == "item 0 → loss"


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        (
            "match",
            {"items": [*ITEMS, {"key": "i9", "text": words("x"), "target": "loss"}], "targets": SAID},
            "Two items belong to “The loss”. Give each its own, or ask it as “categorise”",
        ),
        ("match", {"items": [*ITEMS, {"key": "i9", "text": words("x"), "target": "nothing"}]}, "no target"),
        ("categorise", {"items": [*ITEMS, ITEMS[0]]}, "appears twice"),
        ("categorise", {"targets": [*TARGETS, TARGETS[0]]}, "appears twice"),
        ("order", {"steps": [*STEPS, STEPS[0]]}, "appears twice"),
        ("cloze", {"prompt": words("{{n}} {{what}}")}, "needs {{who}} exactly once"),
        ("cloze", {"prompt": words("{{n}} {{what}} {{who}} {{n}}")}, "needs {{n}} exactly once"),
        ("cloze", {"prompt": words("{{n}} {{what}} {{who}} {{x}}")}, "no gap"),
        ("cloze", {"gaps": [*GAPS, GAPS[0]]}, "appears twice"),
        ("cloze", {"prompt": words("`{{n}}` ${{what}}$ {{who}}")}, "outside code"),
        ("cloze", {"prompt": words(r"{{n}} {{what}} {{who}} \{\{message}}")}, "no gap"),
    ],
)
def test_what_an_author_may_not_write_is_said(kind, more, why):
    with pytest.raises(ValidationError, match=why):
        question(kind, **more)


@pytest.mark.parametrize(
    ("response", "earned", "outcomes"),
    [
        ({"n": "30", "what": "overfitting", "who": "c1"}, 4, "right right right"),
        ({"n": "31", "what": "Overfitting!", "who": "c0"}, 1, "wrong right wrong"),
        ({"n": "3e1"}, 2, "right wrong wrong"),
        ({"n": 30, "who": ["c1"]}, 0, "wrong wrong wrong"),
    ],
)
def test_each_gap_earns_by_its_weight(response, earned, outcomes):
    mark = question("cloze", points=4).grade(response)
    assert (mark.points, " ".join(mark.parts.values())) == (earned, outcomes)


def test_gaps_that_cannot_be_read_are_named():
    with pytest.raises(UnreadableAnswer, match="cannot be read: 1, 3"):
        question("cloze").parse(Given(parts={"n": "x", "what": "overfitting", "who": "zzz"}))


def test_a_solution_is_what_would_be_accepted():
    asked = question("code-output", output="a\n\n   <b>  `c`")
    assert asked.solution("en") == ['<code class="lines">a\n\n   &lt;b&gt;  `c`</code>']
    assert question("text", accept=[{"text": words("__init__")}]).solution("en") == ["__init__"]


def test_a_unit_that_is_not_known_is_named():
    distance = {"answer": 42, "unit": words("km"), "other_units": [{"unit": words("m"), "factor": 0.001}]}
    asked = question("number", **distance)
    with pytest.raises(UnreadableAnswer, match=r"“miles” is no unit that is asked for here.*km.*m"):
        asked.parse(Given(["42 miles"]))


def test_a_unit_that_is_known_is_converted():
    gigabytes = {"answer": 2, "unit": words("GB"), "other_units": [{"unit": words("MB"), "factor": 0.001}]}
    asked = question("number", **gigabytes)
    for typed in ("2", "2 GB", "2000MB", "2000 mb（中）"):
        assert asked.grade(asked.parse(Given([typed]))).is_right, typed
    with pytest.raises(UnreadableAnswer):
        asked.parse(Given(["2 TB"]))


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        ("CANARY\r\n\r\n  3", True),
        ("\nCANARY  \n\n  3\n\n", True),
        ("CANARY\n  3", False),
        ("CANARY\n\n3", False),
    ],
)
def test_output_is_compared_line_by_line(said, is_right):
    asked = question("code-output")
    assert asked.grade(asked.parse(Given([said]))).is_right is is_right
