"""What courses need: read with their places, never in a circle, and never a dead end."""

from hypothesis import given
from hypothesis import strategies as st

from courses.content.needs import Need, barriers, circle_of, first_open, way
from courses.content.reader import read_course
from courses.content.writer import course_files
from tests.courses.folders import course_folder

KEYS = "abcdef"
needs_of_a_site = st.dictionaries(
    st.sampled_from(KEYS),
    st.lists(
        st.builds(Need, course=st.sampled_from(KEYS), level=st.sampled_from(["required", "recommended"])),
        max_size=4,
    ),
)


def asks(*courses, level="required"):
    return tuple(Need(course=course, level=level) for course in courses)


def problems(place, needs, others):
    reading = read_course(course_folder(place, needs=needs), others=others)
    told = [(p.path, p.severity, p.message) for p in reading.problems]
    lines = (place / "small" / "course.yaml").read_text().splitlines()
    return told, [lines[p.line - 1].strip() for p in reading.problems]


def test_needs_are_read_and_written_exactly(tmp_path):
    listed = [{"course": "first"}, {"course": "second", "level": "recommended"}]
    folder = course_folder(tmp_path, needs=listed)
    course = read_course(folder, others={"first": (), "second": ()}).course
    assert [(need.course, need.level) for need in course.needs] == [
        ("first", "required"),
        ("second", "recommended"),
    ]
    for path, content in course_files(course).items():
        (folder / path).write_bytes(content)
    assert read_course(folder).course == course


def test_a_circle_is_told_whole_with_its_places(tmp_path):
    others = {"a": asks("b"), "b": asks("small"), "c": ()}
    told, lines = problems(tmp_path, [{"course": "c"}, {"course": "a"}], others)
    assert told == [
        (
            "course.yaml",
            "error",
            "Circular prerequisites: small → a → b → small. Take one need out, here or in a/course.yaml, b/course.yaml.",
        )
    ]
    assert lines == ["- course: a"]


def test_a_circle_of_recommendations_is_only_warned_of(tmp_path):
    told, _lines = problems(tmp_path, [{"course": "a"}], {"a": asks("small", level="recommended")})
    assert [(severity, "recommend one another" in text) for _path, severity, text in told] == [
        ("warning", True)
    ]


def test_other_mistakes_are_told_where_they_stand(tmp_path):
    listed = [
        {"course": "basics"},
        {"course": "basics"},
        {"course": "small"},
        {"course": "basisc"},
        {"course": "zzz"},
    ]
    told, lines = problems(tmp_path, listed, {"basics": ()})
    assert [(severity, text) for _path, severity, text in told] == [
        ("error", "“basics” is listed twice."),
        ("error", "A course cannot need itself."),
        ("warning", "There is no course “basisc” here. Did you mean “basics”?"),
        ("warning", "There is no course “zzz” here yet; until it is published, it holds nobody up."),
    ]
    assert lines == [f"- course: {key}" for key in ("basics", "small", "basisc", "zzz")]


def test_the_shortest_way_is_found():
    needs = {"a": asks("b", "c"), "b": asks("c"), "c": asks("a")}
    assert way("a", "c", needs) == ["a", "c"]
    assert circle_of("b", needs) == ["b", "c", "a", "b"]
    assert circle_of("c", {"c": ()}) == []


@given(needs_of_a_site, st.sets(st.sampled_from(KEYS)))
def test_whatever_the_needs_are_everything_can_be_done_in_the_end(needs, known):
    known = set(known)
    for _step in range(len(KEYS)):
        left = [key for key in needs if key not in known]
        if left:
            begun = first_open(left[0], needs, known)
            assert not barriers(begun, needs, known)
            assert begun not in known
            known.add(begun)
    assert set(needs) <= known


@given(needs_of_a_site, st.sampled_from(KEYS), st.sets(st.sampled_from(KEYS)))
def test_only_what_is_required_there_and_unknown_locks(needs, key, known):
    for course in barriers(key, needs, known):
        assert course in needs
        assert course not in known
        assert course in [need.course for need in needs[key] if need.level == "required"]
