"""A widget that comes from a shared course loses the languages that the course which links it is not in."""

from pathlib import Path
from typing import Any

import pytest

from courses.actions import import_course, publish_revision
from courses.drafts.drafting import check_draft, open_draft
from courses.models import Revision
from courses.sharing.acts import make_own
from tests.conftest import Company
from tests.content.widgets import EXAMPLES, written
from tests.courses.folders import lesson_files, write
from tests.courses.sharing import COURSE, both

pytestmark = pytest.mark.django_db
WIDGET = "lessons/own/w.widget.yaml"


def published(place: Path, key: str, files: dict[str, Any], **course: Any) -> Revision:
    told = {**COURSE, "key": key, "title": both(key), **course}
    revision = import_course(by=None, folder=write(place / key, {"course.yaml": told, **files}))
    assert isinstance(revision, Revision), [str(problem) for problem in revision]
    return publish_revision(by=None, revision=revision)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_a_widget_is_linked_and_made_own_in_fewer_languages(company: Company, tmp_path: Path, kind: str):
    kit = lesson_files("all", {"widget": "w"}, w__widget=written(kind))
    published(tmp_path, "kit", kit, shared=True, lessons=["all"])
    english = {"title": {"en": "Own"}, "summary": {"en": "About."}}
    files = {
        name: told for name, told in lesson_files("own", {"widget": "w"}).items() if "zh-hans" not in name
    }
    files |= {WIDGET: "from: kit@1#w\n"}
    files["lessons/own/lesson.yaml"] |= english
    own = published(tmp_path, "own", files, **english, languages=["en"], lessons=["own"])
    draft = open_draft(by=company.aisha, course=own.course)
    make_own(by=company.aisha, draft=draft, path=WIDGET)
    reading = check_draft(draft)
    assert reading.course is not None, [str(problem) for problem in reading.problems]
    assert reading.course.lessons[0].blocks[-1].widget.title.texts == {"en": f"Try {kind}"}
