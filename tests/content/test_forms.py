"""A form shows all of a file and gives it back; a new part of any kind can be read at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.content import located_yaml
from courses.content.forms.blanks import blank
from courses.content.forms.changing import BadChange, add, move, remove
from courses.content.forms.filling import filled
from courses.content.forms.nodes import posted_of
from courses.content.forms.reading import can_show, number_in, read, without_defaults
from courses.content.questions import KINDS
from courses.content.schema import IN_FILES, BankFile, QuizSource
from courses.content.widgets import KINDS as WIDGETS
from tests.conftest import ROOT
from tests.content.widgets import written
from tests.courses.every_block import BLOCKS
from tests.courses.folders import quiz
from training_jobs.lab_forms import lab_form

LANGUAGES = ["en", "zh-hans"]
FILES = sorted(ROOT.glob("courses/library/**/*.quiz.yaml"))
LABS = sorted(ROOT.glob("courses/library/**/*.lab.yaml"))


def sent(model: Any, data: dict[str, Any]) -> dict[str, Any]:
    return read(model, posted_of(filled(model, data, LANGUAGES)), LANGUAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_of_every_kind_can_be_read_and_shown(kind: str):
    model = KINDS[kind]
    begun = blank(model, "en", key="first")
    assert model.model_validate(begun, context={"source": "en"}).key == "first"
    assert can_show(model, begun, LANGUAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_shipped_quiz_comes_back_as_it_was(path: Path):
    data = located_yaml.load(path.read_text()).data
    again = sent(QuizSource, data)
    same = QuizSource.model_validate(again, context={"source": "en"})
    assert same.digest == QuizSource.model_validate(data, context={"source": "en"}).digest


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_widget_of_every_kind_comes_back_as_it_was(kind: str):
    data = {name: value for name, value in written(kind).items() if name != "measured"}
    assert can_show(WIDGETS[kind], data, LANGUAGES)
    assert sent(WIDGETS[kind], data) == without_defaults(WIDGETS[kind], data)


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.name)
def test_a_shipped_lab_comes_back_as_it_was(path: Path):
    data = located_yaml.load(path.read_text()).data
    form = lab_form(data["kind"])
    assert form is not None
    assert can_show(form, data, LANGUAGES)


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_a_block_of_every_kind_comes_back_as_it_was(kind: str):
    model, _block = IN_FILES[kind]
    assert can_show(model, BLOCKS[kind], LANGUAGES)


def test_code_that_is_printed_in_lines_comes_back_in_lines():
    question = {"key": "a", "kind": "code-output", "prompt": {"en": "?"}, "output": "0.25\n0.5\n"}
    fields = {node.field: node for node in filled(KINDS["code-output"], question, LANGUAGES)}
    assert fields["output"].how == "text", "a field of one line would join them"


@given(st.lists(st.tuples(st.text("ab c", max_size=4), st.text("甲乙", max_size=3)), min_size=2, max_size=5))
def test_texts_in_lines_are_shown_only_if_they_come_back(pairs: list[tuple[str, str]]):
    told = [dict(zip(LANGUAGES, pair, strict=True)) for pair in pairs]
    labels = [{code: text for code, text in one.items() if text.strip()} for one in told]
    data = {"widget": "confusion-matrix", "title": {"en": "x"}, "labels": labels, "counts": [[1, 2], [3, 4]]}
    model = WIDGETS["confusion-matrix"]
    if can_show(model, data, LANGUAGES):
        assert sent(model, data)["labels"] == labels


def test_there_are_shipped_quizzes():
    assert len(FILES) >= 3
    assert len(LABS) >= 2


def test_what_is_left_at_its_default_is_not_written():
    data = {**quiz(), "shuffle": False, "draw": [], "pass": 0.6}
    assert set(sent(QuizSource, data)) == {"title", "questions"}
    assert without_defaults(QuizSource, data) == sent(QuizSource, data)


def test_what_no_form_shows_is_noticed():
    assert can_show(QuizSource, quiz(), LANGUAGES)
    assert not can_show(QuizSource, {**quiz(), "surprise": 1}, LANGUAGES)
    assert not can_show(QuizSource, {**quiz(), "questions": "none"}, LANGUAGES)
    strange = quiz()
    strange["questions"][0]["kind"] = "riddle"
    assert not can_show(QuizSource, strange, LANGUAGES)
    other = quiz()
    other["title"]["fr"] = "Vérifiez"
    assert not can_show(QuizSource, other, LANGUAGES)
    assert not can_show(QuizSource, ["a list"], LANGUAGES)


def test_what_cannot_be_read_stays_as_it_was_typed():
    posted = posted_of(filled(QuizSource, quiz(), LANGUAGES))
    posted["questions.2.answer"] = ["about ten"]
    assert read(QuizSource, posted, LANGUAGES)["questions"][2]["answer"] == "about ten"


def test_parts_may_be_taken_away_from_the_middle():
    posted = posted_of(filled(QuizSource, quiz(), LANGUAGES))
    left = {name: said for name, said in posted.items() if not name.startswith("questions.1")}
    assert [question["key"] for question in read(QuizSource, left, LANGUAGES)["questions"]] == [
        "loss",
        "steps",
    ]


@pytest.mark.parametrize(
    ("said", "meant"), [("3", 3), ("0.5", 0.5), (" 7 ", 7), ("1e-3", 0.001), ("1,5", "1,5"), ("x", "x")]
)
def test_numbers_are_read_as_yaml_reads_them(said: str, meant: object):
    assert number_in(said) == meant


@pytest.mark.parametrize("said", ["10²", "2⁻³", "①", "10₂"])
def test_a_figure_that_is_raised_or_circled_is_no_figure_of_the_number(said: str):
    assert number_in(said) == said


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


@given(title=words, tries=st.none() | st.integers(1, 50), share=st.floats(0, 1), shuffle=st.booleans())
def test_any_setting_comes_back(title: str, tries: int | None, share: float, shuffle: bool):
    data = {**quiz(), "title": {"en": title}, "tries": tries, "pass": share, "shuffle": shuffle}
    again = QuizSource.model_validate(sent(QuizSource, data), context={"source": "en"})
    assert (again.title.texts, again.tries, again.pass_mark, again.shuffle) == (
        {"en": title},
        tries,
        share,
        shuffle,
    )


def test_a_bank_is_shown_too():
    bank = {
        "title": {"en": "Bank"},
        "questions": [blank(model, "en", key=kind) for kind, model in KINDS.items()],
    }
    again = sent(BankFile, yaml.safe_load(yaml.safe_dump(bank)))
    assert len(BankFile.model_validate(again, context={"source": "en"}).questions) == len(KINDS)


def test_parts_are_added_moved_and_removed_by_their_names():
    data = quiz()
    name = add(QuizSource, data, "questions", "match", "en")
    assert name == "questions.3"
    assert add(QuizSource, data, "questions.0.choices", "", "en") == "questions.0.choices.3"
    assert move(QuizSource, data, "questions.3", -9) == "questions.0"
    remove(QuizSource, data, "questions.1.choices.3")
    keys = [
        question["key"]
        for question in QuizSource.model_validate(data, context={"source": "en"}).model_dump()["questions"]
    ]
    assert keys == ["match", "loss", "true", "steps"]
    remove(QuizSource, data, "questions.0")
    assert data == quiz()


def test_variables_of_a_calculated_question_are_added_by_name():
    data = {"title": {"en": "Q"}, "questions": [blank(KINDS["calculated"], "en", key="c")]}
    assert add(QuizSource, data, "questions.0.variables", "", "en") == "questions.0.variables.1"
    assert list(data["questions"][0]["variables"]) == ["a", "x"]
    remove(QuizSource, data, "questions.0.variables.0")
    assert list(data["questions"][0]["variables"]) == ["x"]


@pytest.mark.parametrize(
    "name",
    ["questions.9", "questions.x", "answers.0", "questions.0.key.1", "title.0", "", "questions.0.choices.-1"],
)
def test_what_is_not_there_cannot_be_changed(name: str):
    with pytest.raises(BadChange):
        remove(QuizSource, quiz(), name)
    with pytest.raises(BadChange):
        add(QuizSource, quiz(), name, "riddle", "en")


POLICIES: list[dict[str, Any]] = [
    {"feedback": "at-once", "tries_per_question": 3, "penalty": 0.25},
    {"feedback": "after-close", "opens": "2026-12-01T09:00+01:00", "closes": "2026-12-04 17:00:00Z"},
    {"certainty": True, "closes": "2026-12-04T17:00+01:00"},
    {"penalty": 1, "opens": "2026-12-01"},
]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_shown_as_its_author_wrote_it_and_comes_back(policy: dict[str, Any]):
    written = "".join(
        f"{name}: {str(value).lower() if value is True else value}\n" for name, value in policy.items()
    )
    data = quiz() | located_yaml.load(written).data
    assert can_show(QuizSource, data, LANGUAGES)
    assert sent(QuizSource, data).items() >= policy.items()


OTHERS = [
    path
    for path in sorted(ROOT.glob("courses/library/**/*.yaml"))
    if path.name.split(".")[-2] in {"reveal", "resources", "acknowledge"}
]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_other_blocks_have_forms_too(path: Path):
    model, _block = IN_FILES[path.name.split(".")[-2]]
    data = located_yaml.load(path.read_text()).data
    assert can_show(model, data, LANGUAGES)
    again = model.model_validate(sent(model, data), context={"source": "en"})
    assert again.digest == model.model_validate(data, context={"source": "en"}).digest


def test_there_are_other_blocks():
    assert len(OTHERS) >= 2


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("０．６", 0.6), ("60%", 0.6), ("６０ ％", 0.6), ("33.3 %", 0.333), ("most", "most"), ("７", 7)],
)
def test_a_share_may_be_typed_in_any_width_and_in_per_cent(typed: str, read_as: Any):
    posted = {"title.en": ["A"], "pass": [typed]}
    assert read(QuizSource, posted, LANGUAGES) == {
        "title": {"en": "A"},
        **({} if read_as == 0.6 else {"pass": read_as}),
    }


def test_other_numbers_are_read_in_any_width_and_keep_their_signs():
    posted = {"answer": ["３．５"], "tolerance": ["5%"], "relative_tolerance": ["5%"]}
    told = read(KINDS["number"], posted, LANGUAGES)
    assert (told["answer"], told["tolerance"], told["relative_tolerance"]) == (3.5, "5%", 0.05)
