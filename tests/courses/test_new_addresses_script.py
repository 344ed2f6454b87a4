"""The address of a new course follows its title in the browser as the server would make it."""

import pytest

from courses.content.drafts.keys import key_for


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Über Kündigungen für Anfänger", "uber-kundigungen-fur-anfanger"),
        ("Größe & Maß", "grosse-mass"),
        ("Déjà vu: l'été", "deja-vu-l-ete"),
        ("𝐁𝐨𝐥𝐝 \uff21\uff12", "bold-a2"),
        ("什么是词元", ""),
        ("x" * 99, "x" * 56),
    ],
)
def test_browser_and_server_make_one_address_of_a_title(page, title: str, address: str):
    story = "async (title) => (await import('/js/new_course.js')).addressFor(title)"
    assert page.evaluate(story, title) == address
    assert key_for(title, (), otherwise="") == address
