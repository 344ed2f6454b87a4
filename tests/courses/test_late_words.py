"""What comes after the end of a try does not count, and its learner can still read it."""

from datetime import timedelta

import pytest

from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, SAVE, START, pass_time

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["save", "hand in"])
def test_what_was_typed_too_late_is_shown(taking, way: str):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "rises"})
    pass_time(timedelta(minutes=21))
    late = {**RIGHT, "number": "1", "q.steps": "<73>"}
    if way == "save":
        assert ling.post(SAVE, late).status_code == 409
        page = ling.get(f"{LESSON}?show=check&late=1", headers=HTMX).content.decode()
    else:
        page = ling.post(QUIZ, late, headers=HTMX).content.decode()
    assert "It is on record and does not count" in page
    told = page[page.index("It is on record") :].partition("</ul>")[0]
    assert "&lt;73&gt;" in told
    assert "It falls" in told
