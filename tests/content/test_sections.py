"""A Markdown file from elsewhere is divided at its headings, and nothing of it is lost."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.drafts.files import path_for
from courses.content.drafts.sections import MOST_ADDED, MOST_SECTIONS, Section, divided, with_pictures

FILE = """---
title: "Over Loss"
date: 2024-01-01
---

Before it all.

# One #

Words with [a link][there] and a note[^1].

```
# no heading
```

## Two

::: note
## In a box
:::

Under lines
-----------

Last.

[there]: https://example.org
[^1]: The note,
    which goes on.
"""


def titles(text: str, **how: bool) -> list[tuple[str, int]]:
    return [(section.title, section.line) for section in divided(text, **how).sections]


def test_each_heading_of_the_first_two_levels_begins_a_section():
    read = divided(FILE)
    assert (read.title, read.left_out) == ("Over Loss", True)
    assert titles(FILE) == [("", 6), ("One", 8), ("Two", 16), ("Under lines", 22)]
    assert read.sections[2].text == "## Two\n\n::: note\n## In a box\n:::\n"


def test_what_is_defined_elsewhere_moves_to_where_it_is_used():
    one, last = divided(FILE).sections[1], divided(FILE).sections[3]
    assert one.text.endswith(
        "```\n# no heading\n```\n\n[there]: https://example.org\n[^1]: The note,\n    which goes on.\n"
    )
    assert last.text == "Under lines\n-----------\n\nLast.\n"


def test_what_is_used_in_several_places_is_defined_in_each_and_brings_what_it_uses():
    text = (
        "# A\na[^1]\n\n# B\nb[^1]\n\n# C\nc[^2]\n\n[^1]: See [it].\n[^2]: Here.\n[it]: https://example.org\n"
    )
    a, b, c = (section.text for section in divided(text).sections)
    added = "\n[^1]: See [it].\n[it]: https://example.org\n"
    assert (a, b) == (f"# A\na[^1]\n{added}", f"# B\nb[^1]\n{added}")
    assert c == "# C\nc[^2]\n\n[^2]: Here.\n[it]: https://example.org\n"


def test_definitions_in_code_are_code():
    text = "# A\na[^1]\n\n# B\n\n```\n[^1]: code\n```\n"
    assert [section.text for section in divided(text).sections] == [
        "# A\na[^1]\n",
        "# B\n\n```\n[^1]: code\n```\n",
    ]


def test_the_only_heading_of_the_first_level_names_the_file():
    read = divided("# All *of* it\n\nFirst.\n\n## A\n\n### Deeper\n\na\n\n## B\n")
    assert (read.title, [one.title for one in read.sections]) == ("All of it", ["", "A", "B"])
    assert read.sections[0].text == "First.\n"
    assert divided("Words.\n\n# One\n").title == ""


def test_a_heading_stays_where_front_matter_gives_the_name():
    text = "---\ntitle: Handbook\n---\n# About *mail*\n\nHello.\n\n## Second\n\nMore.\n"
    read = divided(text)
    assert (read.title, titles(text)) == ("Handbook", [("About mail", 4), ("Second", 8)])
    assert read.sections[0].text == "# About *mail*\n\nHello.\n"
    assert divided(text, in_one=True).sections[0].text.startswith("# About *mail*\n")
    same = divided(text.replace("Handbook", "About mail"))
    assert (same.title, same.sections[0].text) == ("About mail", "Hello.\n")


def test_it_may_stay_in_one():
    read = divided("# All\n\nFirst.\n\n## A\n\na\n", in_one=True)
    assert (read.title, [one.text for one in read.sections]) == ("All", ["First.\n\n## A\n\na\n"])


def test_a_heading_at_once_leaves_no_empty_section():
    assert titles("\n\n## A\n\n## B\n") == [("A", 3), ("B", 5)]
    assert titles("") == []
    assert titles("# Only a name\n") == []


@given(
    st.lists(
        st.sampled_from(["# A", "## B", "### C", "word", "", "```", "~~~~", "::: note", ":::", "---", "==="])
    )
)
def test_no_line_is_lost_or_moved(lines: list[str]):
    text = "\n".join(lines)
    found = divided(f"word\n\n{text}")
    kept = "\n".join(section.text for section in found.sections)
    assert [line for line in kept.split("\n") if line] == [line for line in ["word", *lines] if line]
    for section in found.sections:
        assert f"word\n\n{text}".split("\n")[section.line - 1] == section.text.split("\n")[0]


def test_pictures_are_found_by_the_names_that_theirs_were_made_from():
    here = {
        path_for(name, ()).rpartition("/")[2]: path_for(name, ()) for name in ("全景.png", "My Curve.png")
    }
    full, curve = here.values()
    text = "![a](图/全景.png) ![b](%E5%85%A8%E6%99%AF.png) ![c](assets/全景.png) ![d](My%20Curve.png) ![e](近景.png)\n"
    ours = with_pictures(Section("", text), here)
    assert ours.text == f"![a]({full}) ![b]({full}) ![c]({full}) ![d]({curve}) ![e](近景.png)\n"


def test_pictures_of_the_course_are_found_by_their_names():
    section = Section("", "![a](images/Curve.PNG) ![b](<none.png>) ![c](https://example.org/curve.png)\n")
    ours = with_pictures(section, {"curve.png": "assets/curve.png"})
    assert ours.text == "![a](assets/curve.png) ![b](<none.png>) ![c](https://example.org/curve.png)\n"


HOSTILE = {
    "names": "".join(f"# a\n[n{number}]: x\n" for number in range(16_000)),
    "spaces": "# a" + " " * 200_000 + "b",
    "signs": "# a" + " #" * 100_000 + "b",
    "pictures": "![" * 50_000,
    "headings": "# a\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_large_file_is_divided_at_once(text):
    began = process_time()
    for section in divided(text).sections:
        with_pictures(section, {"a.png": "assets/a.png"})
    assert process_time() - began < 2


def test_what_is_used_in_thousands_of_sections_is_not_written_into_each():
    text = "".join(f"# {number}\n[^a]\n" for number in range(200)) + "[^a]: " + "x" * 50_000
    assert sum(len(section.text) for section in divided(text).sections) < len(text) + MOST_ADDED


def test_of_too_many_headings_the_last_ones_divide_nothing():
    sections = divided("".join(f"# a {number}\nb\n" for number in range(2 * MOST_SECTIONS))).sections
    assert len(sections) == MOST_SECTIONS
    assert "a 599" in sections[-1].text


def test_signs_at_the_end_of_a_heading_belong_to_it_no_more():
    headings = "# One ##  \n# Two# \n# a # b #"
    assert [name for name, _line in titles(headings)] == ["One", "Two", "a # b"]
