"""Links in the texts of a course: what leads nowhere is told at its place, and nothing is fetched."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.links import CoursePlaces, Links
from courses.content.markdown import NotThere
from courses.content.reader import Reading, read_course
from tests.courses.folders import course_folder

GLOSSARY = "terms:\n  - {key: rate, term: {en: Rate}, definition: {en: 'See [it](../read-1/).'}}\n"
FILES = {
    "course.yaml": "lessons: [read-1, read-2]\n",
    "glossary.yaml": GLOSSARY,
    "assets/data.csv": "a,b",
    "lessons/read-1/lesson.yaml": "blocks: [{text: intro}, {quiz: check}]\n",
    "lessons/read-1/intro.en.md": "## What it is\n",
    "lessons/read-1/intro.zh-hans.md": "## 这是什么\n",
    "lessons/read-2/lesson.yaml": "blocks: [{text: far}]\n",
    "lessons/read-2/far.text.yaml": "from: shared/x@1\n",
    "lessons/lost/lesson.yaml": "blocks: []\n",
}
SITE = {"/courses/other/", "/", "/bookmarks/"}
TEXT = "lessons/read-1/intro.en.md"


def told(href: str, *, path: str = TEXT) -> str:
    """What is said about a link; "" for one that leads somewhere, "?" before a warning."""
    links = Links(CoursePlaces("small", FILES, FILES.get), SITE.__contains__)
    try:
        links.of(path)(href)
    except NotThere as wrong:
        return str(wrong) if wrong.is_error else f"? {wrong}"
    return ""


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org",
        "HTTP://example.org:8080/a?b#c",
        "https://例子.测试/路",
        "http://[::1]/",
        "//example.org/x",
        "mailto:aisha@example.org?subject=x",
        "../read-2/",
        "../read-2",
        "./",
        "?x=1",
        "/courses/small/",
        "/courses/small/read-2/",
        "/courses/small/read-1/#quiz-check",
        "../read-1/#intro-what-it-is",
        "../read-1/#intro-这是什么",
        "../read-2/#whatever-a-shared-text-has",
        "../glossary/#term_rate",
        "/courses/other/",
        "/",
    ],
)
def test_a_link_that_leads_somewhere_is_let_be(href: str):
    assert told(href) == ""


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("", "This link has no address."),
        ("/nowhere/", "? “/nowhere/” leads nowhere: this site has no such page."),
        ("/courses/none/", "? “/courses/none/” leads nowhere: this site has no such page."),
        ("../read-3/", "“../read-3/” leads nowhere: there is no such lesson. Did you mean “../read-2/”?"),
        ("../lost/", "“../lost/” leads nowhere: there is no such lesson in this course."),
        ("read-2.md", "“read-2.md” leads nowhere."),
        (
            "../read-1.en.md",
            "“../read-1.en.md” leads nowhere: there is no such lesson. Did you mean “../read-1/”?",
        ),
        ("../read-1/#quiz-chek", "The lesson has no place “quiz-chek”. Did you mean “#quiz-check”?"),
        ("../glossary/#term_none", "“../glossary/#term_none” leads nowhere: the glossary has no such term."),
        ("/courses/small/read-1/quiz/none/", "“/courses/small/read-1/quiz/none/” leads nowhere."),
        ("assets/data.csv", "A text cannot link to “assets/data.csv”. Offer it with a block of kind “file”."),
        ("assets/none.csv", "There is no file “assets/none.csv”."),
        (
            "www.example.org",
            "“www.example.org” leads nowhere. Begin it with https:// if it is an address elsewhere.",
        ),
        (
            "example.org/a",
            "“example.org/a” leads nowhere. Begin it with https:// if it is an address elsewhere.",
        ),
        ("http://", "“http://” is not an address that a browser can open."),
        ("https:/example.org", "“https:/example.org” is not an address that a browser can open."),
        ("https:///path", "“https:///path” is not an address that a browser can open."),
        ("https://a b.org/", "“https://a b.org/” is not an address that a browser can open."),
        ("https://a..org/", "“https://a..org/” is not an address that a browser can open."),
        (
            "https://example.org:port/",
            "“https://example.org:port/” is not an address that a browser can open.",
        ),
        ("http://[::1/", "“http://[::1/” is not an address that a browser can open."),
        ("mailto:aisha", "“mailto:aisha” is not an address that a browser can open."),
        ("tel:+49", "“tel:+49” is not shown as a link. Links begin with https://, http:// or mailto:"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(href: str, why: str):
    assert told(href) == why


@given(st.text(max_size=60))
def test_whatever_an_author_writes_is_judged(href: str):
    assert isinstance(told(href), str)


def test_an_address_of_great_length_is_judged_at_once():
    assert len(told("a-" * 19_000)) < 300


def read(tmp_path: Path, english: str, **files: str) -> Reading:
    folder = course_folder(tmp_path)
    (folder / "lessons/read-1/intro.en.md").write_text(english, "utf-8")
    for path, text in files.items():
        (folder / path.replace("__", "/")).write_text(text, "utf-8")
    return read_course(folder, site=SITE.__contains__)


def test_each_has_its_place_and_errors_keep_the_course_from_being_one(tmp_path: Path):
    reading = read(tmp_path, "One\n\n[a](/nowhere/) and\n[b](../gone/)\n\n[c](#far-below)\n")
    assert reading.course is None
    found = [(p.path, p.line, p.severity) for p in reading.problems if p.path == TEXT]
    assert found == [(TEXT, 3, "warning"), (TEXT, 4, "error"), (TEXT, 6, "error")]


def test_a_link_to_a_heading_of_its_own_text_may_stand_before_it(tmp_path: Path):
    assert read(tmp_path, "[down](#The-end) and [up](#start)\n\n## Start\n\n## The end\n").course is not None


def test_links_in_questions_are_looked_at_too(tmp_path: Path):
    folder = course_folder(tmp_path)
    quiz = folder / "lessons/quiz/check.quiz.yaml"
    text = quiz.read_text("utf-8")
    quiz.write_text(text.replace("How many steps?", "How many [steps](../none-at-all/)?"), "utf-8")
    problems = [p for p in read_course(folder).problems if p.severity == "error"]
    assert {p.path for p in problems} == {"lessons/quiz/check.quiz.yaml"}
    assert "there is no such lesson" in problems[0].message
    assert "none-at-all" in quiz.read_text("utf-8").splitlines()[problems[0].line - 1]
