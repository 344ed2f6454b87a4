"""Each feature of GIFT, read and written."""

import pytest

from courses.content.exchange import gift
from tests.content.exchange.reading import about, read, told
from tests.content.test_question_kinds import EXAMPLES, LATER, choices, question, words


def only(text: str) -> dict:
    """The one question of a text that has no problems."""
    result = read("gift", text)
    assert not result.problems, told(result)
    assert len(result.questions) == 1
    return about(result.questions[0])


def problems(text: str) -> list[str]:
    return told(read("gift", text))


def test_one_right_choice_with_words_for_each_and_for_everybody():
    asked = only("""
        ::Loss at the start::What does a fresh head of four labels lose? {
            =About 1.39 # It guesses.
            ~About 0 # That would be certainty.
            ~More than 10
            #### ln(4) is 1.386.
        }""")
    assert (asked["key"], asked["kind"], asked["feedback"]) == (
        "loss-at-the-start",
        "single",
        "ln(4) is 1.386.",
    )
    assert asked["prompt"] == "What does a fresh head of four labels lose?"
    assert asked["choices"] == [
        {"key": "about-1-39", "text": "About 1.39", "correct": True, "feedback": "It guesses."},
        {"key": "about-0", "text": "About 0", "feedback": "That would be certainty."},
        {"key": "more-than-10", "text": "More than 10"},
    ]


def test_a_question_without_a_title_is_named_by_its_first_words():
    assert only("Is a token a word? {F}")["key"] == "is-a-token-a-word"
    assert only("词元是词吗？ {F}")["key"] == "question-1"


def test_the_id_in_a_comment_is_the_key_and_tags_are_kept_for_a_bank():
    result = read("gift", "// question 7 [id:Tok-1] [tag:basics] [tag:week 1]\n::Tokens::Is it? {T}")
    assert result.questions[0].key == "tok-1"
    assert told(result) == ["2 warning: A bank keeps these tags, a quiz has none: basics, week-1."]
    assert (result.for_file("bank")[0].tags, result.for_file("quiz")[0].tags) == (("basics", "week-1"), ())


def test_questions_without_an_empty_line_between_them_are_read_apart():
    text = """::One::Is it? {T}
::Two::
Which? {=a ~b}
How many? {
#3
}
Part of a \\{whole\\} {F}
// [id:last]
Why
so? {}"""
    result = read("gift", text)
    kinds = [one.kind for one in result.questions]
    assert kinds == ["true-false", "single", "number", "true-false", "open-text"]
    assert result.questions[-1].key == "last"
    assert [line.partition(":")[0] for line in told(result)] == ["10 warning"], "the rubric that was begun"


def test_where_they_cannot_be_told_apart_an_empty_line_is_asked_for():
    (line,) = problems("Is it? {T}\nAnd this one,\nis it? {F}")
    assert line.startswith("3 error: There is a second {.")
    assert "empty line" in line


def test_equal_names_get_different_keys():
    result = read("gift", "\n\n".join(["::Same::Is it? {T}"] * 3))
    assert [one.key for one in result.questions] == ["same", "same-2", "same-3"]


@pytest.mark.parametrize(
    ("tag", "written", "markdown"),
    [
        ("[html]", "<p>Is <b>it</b> &lt;s&gt;?</p>", r"Is **it** \<s\>?"),
        ("[moodle]", "Is <b>it</b><br>so?", "Is **it**\\\nso?"),
        ("", "One\nTwo", "One\\\nTwo"),
        ("[plain]", "Is *it* <b>?", r"Is \*it\* \<b\>?"),
        ("[markdown]", "Is *it* so?", "Is *it* so?"),
    ],
)
def test_the_format_of_a_text_is_minded(tag, written, markdown):
    assert only(f"{tag}{written} {{T}}")["prompt"] == markdown


def test_answers_and_feedback_are_written_as_the_question_is_unless_they_say_otherwise():
    asked = only("[markdown]Which *one*? {=*a*#*so* ~[html]<i>b</i>#[plain]*no*}")
    assert [(one["text"], one["feedback"]) for one in asked["choices"]] == [
        ("*a*", "*so*"),
        ("*b*", r"\*no\*"),
    ]


@pytest.mark.parametrize("word", ["T", "TRUE", "t", " true "])
def test_a_statement_is_true_with_words_for_a_wrong_and_a_right_answer(word):
    asked = only(f"A token is a word. {{{word}#wrong#right####all}}")
    assert asked["answer"] is True
    assert (asked["if_false"], asked["if_true"], asked["feedback"]) == ("wrong", "right", "all")


def test_a_statement_is_false():
    asked = only("A token is a word. {F#wrong#right}")
    assert (asked["answer"], asked["if_true"], asked["if_false"]) == (False, "wrong", "right")


def test_weights_make_a_question_with_several_right_choices():
    asked = only("Which? {~%50%a ~%50%b ~%-50%c}")
    assert asked["kind"] == "multiple"
    assert [one.get("correct", False) for one in asked["choices"]] == [True, True, False]


def test_weights_that_our_marking_does_not_know_are_told():
    assert problems("Which? {~%70%a\n~%30%b\n~%-100%c}") == [
        "1 warning: The weight was dropped: each right tick earns 1/2, a wrong one costs as much."
    ]
    assert "Only the right choice earns points" in problems("Which? {=a\n~%50%b}")[0]


def test_several_right_choices_of_which_one_was_enough_are_told():
    result = read("gift", "Which? {=a =b ~c}")
    assert result.questions[0].kind == "multiple"
    assert "all of them have to be ticked" in told(result)[0]


def test_typed_words_with_patterns_weights_and_feedback():
    asked = only("What is it? {=overfitting#Yes. =over*ing =%50%learning by heart#Nearly.}")
    assert asked["kind"] == "text"
    assert asked["accept"] == [
        {"text": "overfitting", "feedback": "Yes."},
        {"text": "over*ing"},
        {"text": "learning by heart", "credit": 0.5, "feedback": "Nearly."},
    ]


def test_a_typed_word_is_no_markup():
    assert only("Which sign? {=<s> =a_b}")["accept"] == [{"text": "<s>"}, {"text": "a_b"}]


def test_pairs_with_a_target_that_nothing_belongs_to():
    asked = only("Match. {=cat -> *meow* =dog->woof =->moo}")
    assert asked["kind"] == "match"
    assert [(one["text"], one["target"]) for one in asked["items"]] == [("cat", "meow"), ("dog", "woof")]
    assert [one["text"] for one in asked["targets"]] == ["*meow*", "woof", "moo"]


def test_pairs_that_share_a_target_are_categories():
    asked = only("Sort. {=cat -> animal =dog -> animal =oak -> plant}")
    assert (asked["kind"], [one["target"] for one in asked["items"]]) == (
        "categorise",
        ["animal", "animal", "plant"],
    )


def test_a_pair_without_its_arrow_is_placed():
    assert problems("Match. {\n=cat -> meow\n=dog}") == ["3 error: This pair lacks its “->”."]


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ("#3", {"answer": 3}),
        ("#3.14:0.005", {"answer": 3.14, "tolerance": 0.005}),
        ("#-1e-3:1e-4", {"answer": -0.001, "tolerance": 0.0001}),
        ("#1..5", {"answer": 3, "tolerance": 2}),
        ("#=30:0 =%50%30:2", {"answer": 30, "tolerance": 0, "near": {"tolerance": 2, "credit": 0.5}}),
    ],
)
def test_numbers_with_their_margins(answers, fields):
    asked = only(f"::n::How many? {{{answers}}}")
    assert asked == {"key": "n", "kind": "number", "prompt": "How many?", **fields}


def test_other_right_numbers_and_words_for_one_are_told():
    assert problems("How many? {#=3:0#yes\n=%50%9:1\n~#no}") == [
        "1 warning: Words said to one number were dropped; a number has only general feedback.",
        "2 warning: The answer 9 was dropped: there is one right number, and one wider margin around it.",
        "3 warning: Words said to wrong numbers were dropped; a number has only general feedback.",
    ]
    assert problems("How many? {#many}") == ["1 error: “many” is not a number."]
    assert problems("How many? {#=%50%3}") == ["1 error: No number earns all points."]


@pytest.mark.parametrize(
    ("answers", "gap"),
    [
        ("~loss =accuracy", "choice"),
        ("=accuracy =%50%precision", "text"),
        ("#0.9:0.1", "number"),
    ],
)
def test_braces_within_a_sentence_are_a_gap(answers, gap):
    asked = only(f"::g::We want {{{answers}}} to rise.")
    assert (asked["kind"], asked["prompt"]) == ("cloze", "We want {{gap}} to rise.")
    assert asked["gaps"][0]["kind"] == gap


def test_a_gap_whose_choices_have_words_of_their_own_is_a_blank():
    asked = only("We want {~loss#no =accuracy} to rise.")
    assert (asked["kind"], asked["prompt"]) == ("single", r"We want \_\_\_\_\_ to rise.")


def test_signs_that_are_escaped_are_words():
    asked = only(r"::a\:\:b::[plain]1 \= 1, \~, \#, \{x\}, 3\:4, C\\D, \(y\)\nnext {=\=\~ =\#\}\\n}")
    assert asked["key"] == "a-b"
    assert asked["prompt"].split("\n") == [r"1 = 1, \~, #, {x}, 3:4, C\\D, \\(y\\)" + "\\", "next"]
    assert [one["text"] for one in asked["accept"]] == ["=~", "#}\\n"]


def test_comments_and_line_ends_and_marks_of_an_editor_do_not_matter():
    text = "\ufeff// about\r\n::a::Is it? {\r\n// within\r\nT}\r\n\r\n\r\n::b::Is it? {F}\r\n"
    assert [one.key for one in read("gift", text.encode()).questions] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Why? {}", "This format has no rubric; one with three levels was begun: write it over."),
        ("Just read this.", "This is text without a question; it was left out."),
        ("{T}", "This question has no text; it was left out."),
        ("$CATEGORY: course/first", "A bank keeps the category “course/first” as the tag “first”"),
        ("$CATEGORY: course/词元", "A bank keeps the category “course/词元” as the tag “词元”"),
        ("$CATEGORY: course/+++", "The category “course/+++” was dropped; its name makes no tag."),
        ("Which? {~a ~b}", "has no correct answer"),
        ("Which? {=a\nb", "The { is not closed"),
        ("Which? =a}", "a } without its {"),
        ("Which? {=a} or {=b}", "There is a second {"),
        ("Which? {=a} or }", "a } without its {"),
        ("Which? {maybe}", "“maybe” is no answer"),
        ("损失会怎样？｛＝下降 ～上升｝", "This uses full-width signs"),
        ("损失会怎样？{＝下降 ～上升}", "This uses full-width signs"),
        ("Which? {maybe =a ~b}", "“maybe” stands before the first answer"),
        ("What? {=%50%a}", "No answer earns all points"),
        ("What? {=a =%0%b#no}", "The answer “b” earns nothing"),
        ("[html]<img src=x> What? {T}", "A picture was left out."),
        ("Match {=a -> b#so =c -> d}", "The feedback of a pair was dropped."),
    ],
)
def test_what_cannot_be_kept_is_said_where_it_stands(text, problem):
    result = read("gift", f"::before::Is it? {{T}}\n\n{text}\n\n::after::Is it? {{T}}")
    assert any(problem in one.message and 3 <= one.line <= 4 for one in result.problems), told(result)
    assert {"before", "after"} <= {one.key for one in result.questions}


@pytest.mark.parametrize(
    "kind", sorted(EXAMPLES.keys() - LATER - {"order", "cloze", "calculated", "code-output", "hotspot"})
)
def test_each_kind_that_it_knows_comes_back(kind):
    written = gift.write([question(kind, key="q")], language="en")
    result = read("gift", written.text)
    assert [one.kind for one in result.questions] == [kind]
    assert not result.problems


@pytest.mark.parametrize("kind", ["order", "cloze", "calculated", "code-output", "hotspot"])
def test_what_it_cannot_ask_is_left_out_and_said(kind):
    written = gift.write([question(kind), question("single", key="kept")], language="en")
    assert [str(one).startswith("q: Left out: GIFT") for one in written.dropped] == [True]
    assert [one.key for one in read("gift", written.text).questions] == ["kept"]


@pytest.mark.parametrize(
    ("asked", "lost"),
    [
        (question("single", points=3), "The points were dropped; GIFT has none."),
        (question("number"), "The unit was dropped."),
        (question("text", exact=True), "Capitals do not matter there; with us they do."),
        (question("text", slips=True), "Slips of the pen are not forgiven there."),
        (question("text", accept=[{"text": words("a->b")}]), "Left out: GIFT cannot say “->” in an answer."),
        (question("single", prompt={"en": "What is $x$?"}), "A formula stays as it is written"),
        (question("single", prompt={"en": "::: note A\nb\n:::"}), "A callout becomes plain text."),
        (question("single", prompt={"zh-hans": "?"}), "A text is missing in “en”; it is in “zh-hans”."),
    ],
)
def test_what_it_cannot_hold_is_said(asked, lost):
    assert any(lost in one.message for one in gift.write([asked], language="en").dropped)


def test_the_marks_of_a_question_with_several_right_choices_are_those_it_has_here():
    written = gift.write([question("multiple", choices=choices(True, True, True, False))], language="en").text
    assert "~%33.33333%choice 0" in written
    assert "~%-33.33333%choice 3" in written
    assert not read("gift", written).problems
