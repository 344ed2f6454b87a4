"""A course that is written and read again is the same course."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.content.archive import unpack_course
from courses.content.folder import MAX_YAML_BYTES
from courses.content.markdown import render
from courses.content.reader import Reading, read_course
from courses.content.schema import CourseSource
from courses.content.writer import course_files, course_zip
from courses.content.yaml_writing import as_written, to_yaml
from tests.content.conftest import TINY
from tests.content.test_question_kinds import EXAMPLES, question
from tests.content.words import tags

LIBRARY = Path("courses/library")
SHIPPED = [*sorted(path.parent for path in LIBRARY.glob("*/course.yaml")), TINY]
PIECES = ("\x85", "\u2028", "\ufeff", "  ", "\n\n", "no", "1e5", "- ", "# ")
SIGNS = [*"ab1 \\~=#{}:[]<>&\"'/*_.-\n\t词é，|>%@!?,`", *PIECES]
texts = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14).map("".join).filter(str.strip)
long_texts = st.lists(st.sampled_from(["word", "two words", "词", "a  b", "x: y", "#"]), min_size=20).map(
    " ".join
)
phrases = st.one_of(
    texts, long_texts, st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
)
markdown = st.one_of(texts, long_texts).filter(lambda text: not render(text).problems)
figures = st.floats(allow_nan=False, allow_infinity=False)
keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), figures, phrases, st.just(""))
json = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(phrases, inner, max_size=4)),
    max_leaves=12,
)


def said(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """With or without a translation."""
    both = st.fixed_dictionaries({"en": words, "zh-hans": words})
    # The first language of a mapping is the source where no course says it.
    return st.one_of(st.fixed_dictionaries({"en": words}), both).map(
        lambda texts: dict(sorted(texts.items()))
    )


@st.composite
def questions(draw: st.DrawFn) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(sorted(EXAMPLES)), min_size=1, max_size=3))
    asked = []
    for place, kind in enumerate(kinds):
        told = {
            "key": f"q{place}",
            "points": draw(st.sampled_from([1, 2, 0.1])),
            "difficulty": draw(st.sampled_from([None, 3])),
        }
        if kind not in {"cloze", "calculated"}:
            told |= {"prompt": draw(said(markdown)), "tags": draw(st.lists(tags, max_size=3))}
        asked.append(question(kind, **told))
    return asked


@st.composite
def courses(draw: st.DrawFn) -> CourseSource:
    named = {"title": said(phrases), "summary": said(phrases), "minutes": st.integers(1, 6000)}
    bank = {"key": "basics", "title": draw(said(phrases)), "questions": draw(questions())}
    quiz = {
        "title": draw(said(phrases)),
        "pass": draw(st.floats(0, 1)),
        "questions": draw(questions()),
        "shuffle": draw(st.booleans()),
    }
    drawing = {"title": draw(said(phrases)), "draw": [{"bank": "basics", "count": 1}]}
    lab = {"title": draw(said(phrases)), "summary": draw(said(phrases)), "kind": "prompt", "pass": "run"}
    lab |= {
        "prompt": draw(st.dictionaries(phrases, json, max_size=4)),
        "knobs": draw(st.dictionaries(phrases, json, max_size=3)),
    }
    blocks = [
        {"kind": "text", "key": "intro", "text": draw(said(markdown))},
        {"kind": "quiz", "key": "check", "quiz": quiz},
        {"kind": "quiz", "key": "again", "quiz": drawing},
        {"kind": "lab", "key": "check", "lab": lab},
    ]
    lesson_keys = draw(st.lists(keys, min_size=1, max_size=2, unique=True))
    lessons = [{**draw(st.fixed_dictionaries(named)), "key": key, "blocks": blocks} for key in lesson_keys]
    course = {
        **draw(st.fixed_dictionaries(named)),
        "format": 1,
        "key": draw(keys),
        "languages": ["en", "zh-hans"],
    }
    return CourseSource.model_validate(
        {**course, "lessons": lessons, "banks": [bank]}, context={"source": "en"}
    )


def reread(course: CourseSource, place: Path) -> Reading:
    for path, content in course_files(course).items():
        target = place / course.key / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return read_course(place / course.key)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(course=courses())
def test_any_course_comes_back_with_its_digest(
    tmp_path_factory: pytest.TempPathFactory, course: CourseSource
):
    reading = reread(course, tmp_path_factory.mktemp("written"))
    assert reading.course == course, [str(problem) for problem in reading.problems]
    assert reading.course.digest == course.digest


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_each_course_we_ship_comes_back_and_its_texts_byte_for_byte(folder: Path, tmp_path: Path):
    course = read_course(folder).course
    assert course is not None
    reading = reread(course, tmp_path)
    assert (reading.course, reading.problems) == (course, read_course(folder).problems)
    assert reading.course.digest == course.digest
    files = course_files(course)
    assert set(files) == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    written = [path for path in files if path.endswith(".md")]
    assert written
    assert all(files[path] == (folder / path).read_bytes() for path in written)


def test_there_is_a_course_that_we_ship():
    assert len(SHIPPED) > 1


def test_what_the_database_did_to_the_order_of_keys_changes_no_byte():
    course = read_course(TINY).course
    assert course is not None

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(one) for one in value] if isinstance(value, list) else value

    stored = CourseSource.model_validate(turned(course.model_dump(mode="json")))
    assert course_files(stored) == course_files(course)


def test_a_written_course_is_what_an_author_would_write():
    course = read_course(LIBRARY / "first-classifier").course
    assert course is not None
    files = course_files(course)
    lesson = "lessons/prompt-or-fine-tune"
    assert files["course.yaml"].startswith(
        b"format: 1\nkey: first-classifier\ntitle:\n  en: Fine-tune your first"
    )
    assert files[f"{lesson}/lesson.yaml"].endswith(
        b"minutes: 9\nblocks:\n  - text: two-ways\n  - lab: prompt-compare\n  - text: choosing\n"
        b"  - quiz: check\n  - resources: further\n"
    )
    lab, quiz = (
        files[f"{lesson}/prompt-compare.lab.yaml"].decode(),
        files[f"{lesson}/check.quiz.yaml"].decode(),
    )
    assert "  template: |-\n    Pick one label" in lab
    assert lab.endswith("pass: run\n")
    assert "knobs" not in lab
    assert "points:" not in quiz
    assert max(len(line) for line in quiz.splitlines() if line.isascii()) <= 125


def test_the_zip_of_a_course_is_unpacked_again_even_where_it_packs_suspiciously_well(tmp_path: Path):
    course = read_course(TINY).course
    assert course is not None
    lesson = course.lessons[0]
    block = lesson.blocks[0]
    dull = block.text.model_copy(update={"texts": {**block.text.texts, "en": "dull " * 40_000}})
    blocks = (block.model_copy(update={"text": dull}), *lesson.blocks[1:])
    lessons = (lesson.model_copy(update={"blocks": blocks}), *course.lessons[1:])
    packed = course_zip(course.model_copy(update={"lessons": lessons}))
    assert packed == course_zip(course.model_copy(update={"lessons": lessons}))
    (tmp_path / "course.zip").write_bytes(packed)
    folder = unpack_course(tmp_path / "course.zip", tmp_path)
    assert isinstance(folder, Path), folder
    assert (folder / f"lessons/{lesson.key}/{block.key}.en.md").read_text() == "dull " * 40_000


def test_a_file_that_lines_would_make_too_large_is_written_on_one(tmp_path: Path):
    course = read_course(TINY).course
    assert course is not None
    many = [question("multiple", key=f"q{n}").model_dump(mode="json") for n in range(230)]
    full = course.model_dump(mode="json")
    quiz = next(block for block in full["lessons"][0]["blocks"] if block["kind"] == "quiz")["quiz"]
    quiz["draw"] = [{"bank": "many", "count": 1}]
    bank = {"key": "many", "title": {"en": "Many"}, "questions": many}
    course = CourseSource.model_validate({**full, "banks": [bank]}, context={"source": "en"})
    assert len(to_yaml(as_written(course.banks[0])).encode()) > MAX_YAML_BYTES
    reading = reread(course, tmp_path)
    assert reading.course == course, [str(problem) for problem in reading.problems]
