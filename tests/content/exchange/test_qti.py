"""Items of other systems: what becomes of them, and what is said of the rest."""

import pytest

from courses.content.exchange import Read
from courses.content.exchange.qti.names import ITEM_NAMESPACE, TEMPLATES
from tests.content.exchange.reading import about, read, told

MATCH = f'<qti-response-processing template="{TEMPLATES}match_correct.xml"/>'
MAP = f'<qti-response-processing template="{TEMPLATES}map_response"/>'


def option(name: str, text: str) -> str:
    return f'<qti-simple-choice identifier="{name}">{text}</qti-simple-choice>'


CHOICES = "".join(option(f"Choice{n}", f"Choice {n}") for n in "ABC")
RIGHT_OR_WRONG = """<qti-response-processing><qti-response-condition>
<qti-response-if><qti-match><qti-variable identifier="R"/><qti-correct identifier="R"/></qti-match>
<qti-set-outcome-value identifier="SCORE"><qti-variable identifier="MAXSCORE"/></qti-set-outcome-value>
<qti-set-outcome-value identifier="FEEDBACK">
<qti-base-value base-type="identifier">yes</qti-base-value></qti-set-outcome-value>
</qti-response-if></qti-response-condition></qti-response-processing>
<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="yes" show-hide="show">
<qti-content-body>Well done</qti-content-body></qti-modal-feedback>"""


def item(body: str, processing: str = MATCH, *, right: str = "", mapped: str = "", **attributes: str) -> str:
    """One item with one response, `R`, on lines of its own."""
    declared = {"cardinality": "single", "base-type": "identifier"} | {
        name.replace("_", "-"): value for name, value in attributes.items()
    }
    told_so = " ".join(f'{name}="{value}"' for name, value in declared.items())
    values = "".join(f"<qti-value>{value}</qti-value>" for value in right.split(","))
    entries = "".join(
        f'<qti-map-entry map-key="{key}" mapped-value="{value}"/>'
        for key, value in (pair.split("=") for pair in mapped.split(",") if pair)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="{ITEM_NAMESPACE}" identifier="My_Item-1" title="t" time-dependent="false" xml:lang="en-US">
<qti-response-declaration identifier="R" {told_so}>
<qti-correct-response>{values}</qti-correct-response>
{f'<qti-mapping default-value="0">{entries}</qti-mapping>' if entries else ""}</qti-response-declaration>
<qti-item-body>{body}</qti-item-body>
{processing}
</qti-assessment-item>"""


def choice(inner: str = CHOICES, attributes: str = "") -> str:
    asked = "<qti-prompt>Which <b>one</b>?</qti-prompt>"
    return f'<qti-choice-interaction response-identifier="R" {attributes}>{asked}{inner}</qti-choice-interaction>'


def only(result: Read) -> dict[str, object]:
    (question,) = result.questions
    return about(question)


def test_a_choice_of_another_system_keeps_its_identifiers_as_keys():
    result = read("qti", item(choice(), right="ChoiceB"))
    assert only(result) == {
        "kind": "single",
        "key": "my-item-1",
        "prompt": "Which **one**?",
        "choices": [
            {"key": "choicea", "text": "Choice A"},
            {"key": "choiceb", "text": "Choice B", "correct": True},
            {"key": "choicec", "text": "Choice C"},
        ],
    }
    assert told(result) == []


def test_identifiers_that_make_no_different_keys_become_letters():
    inner = option("_A", "x") + option("A", "y")
    assert [one["key"] for one in only(read("qti", item(choice(inner), right="A")))["choices"]] == ["a", "b"]


def test_several_choices_by_a_mapping_and_by_the_whole_answer():
    mapped = item(
        choice(),
        MAP,
        mapped="ChoiceA=1,ChoiceB=1,ChoiceC=-1",
        right="ChoiceA,ChoiceB",
        cardinality="multiple",
    )
    result = read("qti", mapped)
    assert (only(result)["kind"], only(result)["points"], told(result)) == ("multiple", 2, [])
    whole = read("qti", item(choice(), right="ChoiceA,ChoiceB", cardinality="multiple"))
    assert told(whole) == [
        "3 warning: Only the whole answer earned points there; here each right part earns some."
    ]
    assert [bool(one.get("correct")) for one in only(whole)["choices"]] == [True, True, False]


def test_points_come_from_the_item_and_words_for_right_answers_are_dropped_with_a_word_about_it():
    ten = "<qti-default-value><qti-value>10.0</qti-value></qti-default-value>"
    most = f'<qti-outcome-declaration identifier="MAXSCORE">{ten}</qti-outcome-declaration>'
    result = read("qti", item(choice(), most + RIGHT_OR_WRONG, right="ChoiceA"))
    assert only(result)["points"] == 10
    assert [line.partition(": ")[2] for line in told(result)] == [
        "Words for every right, partly right or wrong answer were dropped."
    ]


def test_feedback_beside_a_choice_is_kept_and_kept_out_of_its_text():
    said = '<qti-feedback-inline outcome-identifier="F" identifier="a" show-hide="show">Yes.</qti-feedback-inline>'
    inner = option("a", f"A{said}") + option("b", "B")
    result = read("qti", item(choice(inner), right="a"))
    assert only(result)["choices"][0] == {"key": "a", "text": "A", "correct": True, "feedback": "Yes."}
    assert told(result) == []


def test_two_truths_are_a_true_false_question():
    inner = option("true", "Wahr") + option("false", "Falsch")
    assert only(read("qti", item(choice(inner), right="false"))) == {
        "kind": "true-false",
        "key": "my-item-1",
        "prompt": "Which **one**?",
        "answer": False,
    }


ENTRY = '<qti-text-entry-interaction response-identifier="R" expected-length="5"/>'


def test_a_typed_text_by_a_mapping_and_by_the_right_response():
    body = f"<p>What falls?</p><p>{ENTRY}</p>"
    mapped = read("qti", item(body, MAP, mapped="loss=2,lost=1,gain=0", base_type="string"))
    assert only(mapped)["accept"] == [{"text": "loss"}, {"text": "lost", "credit": 0.5}]
    assert (only(mapped)["exact"], only(mapped)["points"]) == (True, 2)
    assert "The answer “gain” earns nothing; it was dropped." in told(mapped)[0]
    right = read("qti", item(body, right="loss", base_type="string"))
    assert (only(right)["prompt"], only(right)["accept"], told(right)) == (
        "What falls?",
        [{"text": "loss"}],
        [],
    )


@pytest.mark.parametrize(
    ("tolerance", "fields"),
    [
        ('tolerance-mode="exact"', {"answer": 8}),
        ('tolerance-mode="absolute" tolerance="2"', {"answer": 8, "tolerance": 2}),
        ('tolerance-mode="absolute" tolerance="1 3"', {"answer": 9, "tolerance": 2}),
        ('tolerance-mode="relative" tolerance="5 5"', {"answer": 8, "relative_tolerance": 0.05}),
        ('tolerance-mode="relative" tolerance="0 50"', {"answer": 10, "tolerance": 2}),
    ],
)
def test_a_number_with_its_tolerance(tolerance, fields):
    rule = f"""<qti-response-processing><qti-response-condition><qti-response-if>
<qti-equal {tolerance}><qti-variable identifier="R"/><qti-correct identifier="R"/></qti-equal>
<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>
</qti-response-if></qti-response-condition></qti-response-processing>"""
    result = read("qti", item(f"<p>How many?</p>{ENTRY}", rule, right="8", base_type="float"))
    asked = {"kind": "number", "key": "my-item-1", "prompt": "How many?"}
    assert (only(result), told(result)) == ({**asked, **fields}, [])


def test_an_entry_within_a_sentence_and_an_inline_choice_are_gaps():
    result = read("qti", item(f"<p>The {ENTRY} falls.</p>", right="loss", base_type="string"))
    assert only(result) == {
        "kind": "cloze",
        "key": "my-item-1",
        "prompt": "The {{r}} falls.",
        "gaps": [{"kind": "text", "key": "r", "accept": [{"text": "loss"}], "exact": True}],
    }
    options = "".join(f'<qti-inline-choice identifier="{n}">{n}</qti-inline-choice>' for n in "GLY")
    inline = (
        f'<qti-inline-choice-interaction response-identifier="R">{options}</qti-inline-choice-interaction>'
    )
    chosen = read("qti", item(f"<p>Sun of {inline};<br/>And all</p>", right="Y"))
    assert only(chosen)["prompt"] == "Sun of {{r}};\\\nAnd all"
    assert only(chosen)["gaps"][0]["choices"][2] == {"key": "y", "text": "Y", "correct": True}


def pair_set(names: str, most: int) -> str:
    parts = "".join(
        f'<qti-simple-associable-choice identifier="{n}" match-max="{most}">{n * 2}</qti-simple-associable-choice>'
        for n in names
    )
    return f"<qti-simple-match-set>{parts}</qti-simple-match-set>"


def matching(*sets: str) -> str:
    return f'<qti-match-interaction response-identifier="R">{"".join(sets)}</qti-match-interaction>'


PAIRS = {"cardinality": "multiple", "base_type": "directedPair"}


def test_pairs_of_which_two_share_a_target_become_categories_whichever_set_comes_first():
    one = read(
        "qti",
        item(
            "<p>Q</p>" + matching(pair_set("CDL", 1), pair_set("MR", 4)),
            MAP,
            mapped="C R=1,D M=1,L M=1",
            **PAIRS,
        ),
    )
    other = read(
        "qti",
        item(
            "<p>Q</p>" + matching(pair_set("MR", 4), pair_set("CDL", 1)),
            MAP,
            mapped="R C=1,M D=1,M L=1",
            **PAIRS,
        ),
    )
    assert only(one) == {
        "kind": "categorise",
        "key": "my-item-1",
        "prompt": "Q",
        "points": 3,
        "items": [
            {"key": "c", "text": "CC", "target": "r"},
            {"key": "d", "text": "DD", "target": "m"},
            {"key": "l", "text": "LL", "target": "m"},
        ],
        "targets": [{"key": "m", "text": "MM"}, {"key": "r", "text": "RR"}],
    }
    assert (only(other), told(one), told(other)) == (only(one), [], [])


def test_weights_of_pairs_and_what_belongs_nowhere_are_dropped_with_a_word():
    body = "<p>Q</p>" + matching(pair_set("ABC", 1), pair_set("XY", 1))
    result = read("qti", item(body, MAP, mapped="A X=2,B Y=1", **PAIRS))
    assert only(result)["kind"] == "match"
    assert [line.partition(": ")[2] for line in told(result)] == [
        "Weights were dropped: every right pair earns the same.",
        "What belongs nowhere was dropped: “CC”.",
    ]


def test_associations_become_pairs():
    inner = pair_set("APCMX", 1).replace("<qti-simple-match-set>", "").replace("</qti-simple-match-set>", "")
    asked = "<qti-prompt>Rivals?</qti-prompt>"
    body = f'<qti-associate-interaction response-identifier="R">{asked}{inner}</qti-associate-interaction>'
    result = read("qti", item(body, MAP, mapped="A P=1,C M=1", cardinality="multiple", base_type="pair"))
    assert [(one["text"], one["target"]) for one in only(result)["items"]] == [("AA", "p"), ("CC", "m")]
    assert [one["text"] for one in only(result)["targets"]] == ["PP", "MM", "XX"]


def test_an_order_stands_in_its_right_response():
    body = f'<qti-order-interaction response-identifier="R"><qti-prompt>Sort</qti-prompt>{CHOICES}</qti-order-interaction>'
    result = read("qti", item(body, right="ChoiceC,ChoiceA,ChoiceB", cardinality="ordered"))
    assert [step["text"] for step in only(result)["steps"]] == ["Choice C", "Choice A", "Choice B"]
    short = read("qti", item(body, right="ChoiceC", cardinality="ordered"))
    assert "does not name every step" in told(short)[0]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p>Only text</p>", "text without a question"),
        ('<qti-hotspot-interaction response-identifier="R"/>', "type “hotspot” are not asked here"),
        (choice() + choice(), "asks several things at once"),
        ("<p>Q</p>" + matching(pair_set("AB", 2), pair_set("XY", 2)), "cannot be read|several targets"),
    ],
)
def test_what_cannot_be_asked_is_left_out_with_its_line(body, why):
    result = read("qti", item(body, MAP, mapped="A X=1,A Y=1,B X=1", **PAIRS))
    assert not result.questions
    assert any(part in told(result)[0] for part in why.split("|"))


def test_what_is_dropped_is_listed_with_its_line():
    rubric = '<qti-rubric-block use="scoring" view="scorer">For you</qti-rubric-block>'
    body = f'{rubric}\n<p>Look: <img src="a.png" alt="a plot"/></p>\n'
    result = read("qti", item(body + choice(attributes='shuffle="true"'), right="ChoiceA"))
    assert only(result)["prompt"] == "Look: a plot\n\nWhich **one**?"
    assert told(result) == [
        "6 warning: A picture was left out.",
        "6 warning: Words for who marks or prepares (a rubric block) were dropped.",
        "8 warning: Shuffling was dropped; it is a setting of the quiz (shuffle: true).",
    ]


def test_scoring_that_is_not_understood_is_said():
    odd = "<qti-response-processing><qti-exit-response/></qti-response-processing>"
    assert (
        "could not be read; the right response earns the points"
        in told(read("qti", item(choice(), odd, right="ChoiceA")))[0]
    )


def test_another_language_and_another_version_are_said():
    german = item(choice(), right="ChoiceA").replace('xml:lang="en-US"', 'xml:lang="de"')
    assert "The item is in “de”; it was read as “en”." in told(read("qti", german))[0]
    older = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a"/>'
    assert told(read("qti", older)) == ["1 error: These are items of QTI 2; export them as QTI 3."]
