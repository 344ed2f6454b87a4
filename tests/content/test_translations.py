"""How far a course is translated: what is missing, what fell behind its source, what stands."""

from hypothesis import given
from hypothesis import strategies as st

from courses.content.drafts.translations import State, Unit, print_of, stands_after, units_of
from courses.content.yaml_writing import to_yaml

LANGUAGES = ["en", "zh-hans", "de"]
QUIZ = "lessons/a/check.quiz.yaml"
EN, ZH = "lessons/a/intro.en.md", "lessons/a/intro.zh-hans.md"
WORDS = st.sampled_from(["", "one", "two", "three"])


def quiz(prompt: str = "Why?", chinese: str = "为什么？", key: str = "first") -> dict[str, object]:
    said = {"en": prompt, **({"zh-hans": chinese} if chinese else {})}
    return {"title": {"en": "Check", "zh-hans": "测验"}, "questions": [{"key": key, "prompt": said}]}


def written(*steps: dict[str, object] | str) -> tuple[str, dict[str, dict[str, str]]]:
    """A file saved in these steps, with what its translations stand on in the end."""
    before, stands = None, {}
    for step in steps:
        text = step if isinstance(step, str) else to_yaml(step)
        stands = stands_after(before, text, stands, LANGUAGES[:2])
        before = text
    assert before is not None
    return before, stands


def state(*steps: dict[str, object] | str) -> State:
    text, stands = written(*steps)
    units = units_of({QUIZ: text}, {QUIZ: stands}, LANGUAGES[:2])
    return next(unit.state for unit in units if "prompt" in unit.place)


def test_a_translation_is_missing_current_or_outdated():
    assert state(quiz(chinese="")) == State.MISSING
    assert state(quiz()) == State.CURRENT
    assert state(quiz(), quiz("Why not?")) == State.OUTDATED
    assert state(quiz(), quiz("Why not?"), quiz("Why not?", "为何不？")) == State.CURRENT


def test_a_change_that_is_taken_back_leaves_it_current():
    assert state(quiz(), quiz("Why not?"), quiz()) == State.CURRENT


def test_both_changed_at_once_is_a_translation_of_the_new_words():
    assert state(quiz(), quiz("Why not?", "为何不？")) == State.CURRENT


def test_a_question_that_moves_takes_its_translation_along():
    other = {"key": "second", "prompt": {"en": "Other"}}
    moved = {**quiz(), "questions": [other, *quiz()["questions"]]}  # type: ignore[misc]
    text, stands = written(quiz(), moved)
    units = {unit.place: unit.state for unit in units_of({QUIZ: text}, {QUIZ: stands}, LANGUAGES[:2])}
    assert units["questions.first.prompt"] == State.CURRENT
    assert units["questions.second.prompt"] == State.MISSING
    behind = {**quiz("Why not?"), "questions": [other, *quiz("Why not?")["questions"]]}  # type: ignore[misc]
    text, stands = written(quiz(), quiz("Why not?"), behind)
    units = {unit.place: unit.state for unit in units_of({QUIZ: text}, {QUIZ: stands}, LANGUAGES[:2])}
    assert units["questions.first.prompt"] == State.OUTDATED, "moving it mends nothing"


def test_a_file_that_breaks_and_is_mended_forgets_nothing():
    assert state(quiz(), quiz("Why not?"), ": [", quiz("Why not?")) == State.OUTDATED
    assert state(quiz(), ": [", quiz()) == State.CURRENT


def test_a_text_is_a_file_in_each_language():
    files, stands = {EN: "Hello", ZH: "你好"}, {ZH: {"": {"zh-hans": print_of("Hello")}}}
    told = {unit.language: unit.state for unit in units_of(files, stands, LANGUAGES)}
    assert told == {"zh-hans": State.CURRENT, "de": State.MISSING}
    [behind] = units_of({**files, EN: "Good day"}, stands, LANGUAGES[:2])
    assert (behind.state, behind.path, behind.source, behind.said) == (State.OUTDATED, ZH, "Good day", "你好")


def test_a_copy_of_the_source_is_no_translation_until_somebody_says_so():
    files = {EN: "LoRA", ZH: "LoRA"}
    assert units_of(files, {}, LANGUAGES[:2])[0].state == State.MISSING
    confirmed = {ZH: {"": {"zh-hans": print_of("LoRA")}}}
    assert units_of(files, confirmed, LANGUAGES[:2])[0].state == State.CURRENT


def test_a_course_in_one_language_has_nothing_to_translate():
    assert units_of({EN: "Hello", QUIZ: to_yaml(quiz(chinese=""))}, {}, ["en"]) == []


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_state_follows_from_when_each_side_was_touched_last(steps: list[tuple[str, str]]):
    source_then = None
    before: tuple[str, str] | None = None
    for source, said in steps:
        if before is None or said != before[1]:
            source_then = source or "x"
        before = (source, said)
    source, said = steps[-1]
    expected = (
        State.MISSING if not said else State.CURRENT if source_then == (source or "x") else State.OUTDATED
    )
    assert state(*(quiz(source or "x", said) for source, said in steps)) == expected


def test_a_unit_says_where_it_is():
    assert Unit(QUIZ, "title", "zh-hans", "Check", "测验", State.CURRENT) == next(
        iter(units_of({QUIZ: to_yaml(quiz())}, {}, LANGUAGES[:2]))
    )
