"""What a linked file says otherwise, field by field: of a block, of one question of a bank, and how its form reads it."""

from pathlib import Path
from typing import Any

import pytest

from courses.content.blocks import AcknowledgeSource
from courses.content.forms.nodes import Node, posted_of
from courses.content.forms.overriding import LinkedForm
from courses.content.reader import read_course
from courses.content.schema import BankFile, QuizSource
from courses.content.sharing.overriding import laid_over, own_places, without
from courses.content.writer import course_files
from courses.content.yaml_writing import as_written
from tests.content.test_sharing import QUIZ, RULES, Shelf, kit, linked, linking
from tests.courses.folders import both, quiz

LANGUAGES = ["en", "zh-hans"]


def bank_of(place: Path, **own: Any) -> Any:
    files = {"check__quiz": QUIZ, "mine__bank": linked("basics", **own)}
    return linking(place, Shelf((3, kit(place))), **files)


def test_one_field_of_one_question_is_said_otherwise(tmp_path: Path):
    found = bank_of(tmp_path, questions={"two": {"prompt": both("Is it?"), "feedback": None}})
    assert found.problems == ()
    first, second = found.course.banks[0].questions
    assert first.prompt.texts == both("Is one so?")
    assert second.prompt.texts == both("Is it?")
    assert [choice.key for choice in second.choices] == ["yes", "no"], "the rest stays the library's"


def test_what_is_left_empty_is_left_out(tmp_path: Path):
    own = linked("rules", confirm=None)
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), data__acknowledge=own)
    assert found.course.lessons[0].blocks[0].acknowledge.confirm is None
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), data__acknowledge=linked("rules", title=None))
    assert [str(one) for one in found.problems] == [
        "lessons/own/data.acknowledge.yaml:2: “title” is missing."
    ]


MISTAKES = [
    ({"two": {"promt": both("Is it?")}}, "banks/mine.bank.yaml:5: Unknown key “promt”"),
    ({"too": {"prompt": both("Is it?")}}, "mine.bank.yaml:3: What this is linked to has no question “too”. Did"),
    ({"two": {"key": "three"}}, "mine.bank.yaml:4: “key” of a linked question stays as it is there."),
    ({"two": {"kind": "number"}}, "mine.bank.yaml:4: “kind” of a linked question stays as it is there."),
    ({"two": 3}, "mine.bank.yaml:3: “two” must be a mapping of keys and values."),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "words"), MISTAKES)
def test_a_mistake_in_own_words_is_told_at_its_line(tmp_path: Path, questions: Any, words: str):
    found = bank_of(tmp_path, questions=questions)
    assert found.course is None
    words = words.replace("yaml:5: Unknown", "yaml:4: Unknown")
    assert [words in str(problem) for problem in found.problems].count(True) == 1, found.problems


def test_words_about_a_question_that_is_gone_keep_nobody_from_publishing(tmp_path: Path):
    found = bank_of(tmp_path, questions={"elephant": {"prompt": both("Is it?")}})
    assert found.course is not None
    (problem,) = found.problems
    assert (problem.severity, problem.line) == ("warning", 3)
    assert "nobody reads" in problem.message


def test_own_words_come_back_from_an_export(tmp_path: Path):
    course = bank_of(tmp_path, questions={"two": {"prompt": both("Is it?"), "feedback": None}}).course
    elsewhere = tmp_path / "elsewhere" / "own"
    for path, content in course_files(course).items():
        (elsewhere / path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / path).write_bytes(content)
    again = read_course(elsewhere)
    assert again.problems == ()
    assert again.course == course


def form_of(own: dict[str, Any]) -> LinkedForm:
    return LinkedForm(AcknowledgeSource, RULES, own, LANGUAGES, "f.")


def bank_form(own: dict[str, Any]) -> LinkedForm:
    questions = quiz()["questions"]
    return LinkedForm(BankFile, {"title": both("Bank"), "questions": questions}, own, LANGUAGES, "f.")


def posted_by(form: LinkedForm) -> dict[str, list[str]]:
    nodes: list[Node] = [field.own for section in form.sections for field in section.owned if field.own]
    return posted_of(nodes)


def test_a_form_shows_what_the_library_says_and_fields_for_own_words():
    form = form_of({"title": both("Ours")})
    (section,) = form.sections
    shown = {field.place: (field.given.nodes[0].value, field.own is not None) for field in section.fields}
    assert shown == {
        "title": ("Rules", True),
        "statement": ("Never paste *names*.", False),
        "confirm": ("I will", False),
    }


def test_questions_have_fields_of_their_own_and_their_keys_and_kinds_stay():
    form = bank_form({})
    assert [section.place for section in form.sections] == [
        "",
        "questions.loss",
        "questions.true",
        "questions.steps",
    ]
    assert [field.place for field in form.sections[0].fields] == ["title"]
    places = {field.place for field in form.sections[1].fields}
    assert {"questions.loss.prompt", "questions.loss.choices", "questions.loss.feedback"} <= places
    assert not {"questions.loss.key", "questions.loss.kind"} & places


def test_a_field_is_taken_over_written_and_dropped():
    form = bank_form({"title": both("Ours")})
    said, place = form.changed(form.own, ["own", "questions.steps.prompt"])
    assert (said, place) == (
        {"title": both("Ours"), "questions": {"steps": {"prompt": both("How many steps?")}}},
        "questions.steps.prompt",
    )
    again = bank_form(said)
    posted = posted_by(again) | {"f.questions.steps.prompt.en": ["How many?"]}
    written = again.read(posted, again.places)
    assert written["questions"]["steps"]["prompt"] == {**both("How many steps?"), "en": "How many?"}
    dropped, _place = again.changed(written, ["drop", "questions.steps.prompt"])
    assert dropped == {"title": both("Ours")}


def test_what_the_library_is_silent_about_can_be_said_and_what_it_says_can_be_silenced():
    form = bank_form({})
    said, _place = form.changed({}, ["own", "questions.true.feedback"])
    assert said == {"questions": {"true": {"feedback": {"en": "…"}}}}
    own = {"questions": {"loss": {"feedback": None}}}
    silenced = bank_form(own)
    assert silenced.shows_all
    assert silenced.read(posted_by(silenced), silenced.places) == own


def test_a_list_that_is_ones_own_is_changed_entry_by_entry():
    form = bank_form({})
    said, _place = form.changed({}, ["own", "questions.loss.choices"])
    form = bank_form(said)
    said, place = form.changed(said, ["remove", "questions.loss.choices.0"])
    assert [one["key"] for one in said["questions"]["loss"]["choices"]] == ["rises", "stays"]
    assert place == "questions.loss.choices"
    said, place = bank_form(said).changed(said, ["add", "questions.loss.choices"])
    assert (len(said["questions"]["loss"]["choices"]), place) == (3, "questions.loss.choices.2")


SHOWN = [
    {},
    {"title": both("Ours"), "questions": {"loss": {"points": 1, "prompt": both("Why?")}}},
    {"questions": {"true": {"choices": quiz()["questions"][1]["choices"]}}},
    {"questions": {"gone": {"prompt": both("Why?")}}},
    {"questions": [one for one in quiz()["questions"] if one["key"] == "steps"]},
]
NOT_SHOWN = [
    {"titel": both("Ours")},
    {"title": "Ours"},
    {"questions": {"loss": {"answer": 3}}},
    {"title": {"fr": "O"}},
]


@pytest.mark.parametrize("own", SHOWN)
def test_a_form_that_is_saved_as_it_stands_changes_nothing(own: dict[str, Any]):
    form = bank_form(own)
    assert form.shows_all
    assert form.read(posted_by(form), [*form.places, *form.left_over]) is form.own


@pytest.mark.parametrize("own", NOT_SHOWN)
def test_what_a_form_cannot_show_is_left_to_the_source(own: dict[str, Any]):
    assert not bank_form(own).shows_all


def test_a_setting_is_said_otherwise_even_where_it_is_what_holds_without_a_word():
    original = {**as_written(QuizSource.model_validate(quiz())), "shuffle": True}
    form = LinkedForm(QuizSource, original, {"shuffle": False}, LANGUAGES, "f.")
    assert form.shows_all
    assert laid_over(original, form.own)["shuffle"] is False


def test_places_are_found_and_dropped():
    own = {"title": both("Ours"), "questions": {"a": {"prompt": both("A"), "points": 2}, "b": {}}}
    assert [*own_places(own)] == [
        ("title",),
        ("questions", "a", "prompt"),
        ("questions", "a", "points"),
        ("questions", "b"),
    ]
    assert without(own, ("questions", "a", "points"))["questions"]["a"] == {"prompt": both("A")}
    assert without({"questions": {"a": {"points": 2}}}, ("questions", "a", "points")) == {}
