"""What Aisha links from a shared course is called as it is called there, wherever the editor names it."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from courses.drafts.drafting import open_draft
from courses.drafts.pages import DraftPage
from courses.models import Draft, Revision
from tests.conftest import Company
from tests.courses.sharing import publish_kit, publish_own

EDIT = "/authoring/own/edit/"


@pytest.fixture
def draft(company: Company, tmp_path: Path) -> Draft:
    publish_kit(tmp_path)
    return open_draft(by=company.aisha, course=publish_own(tmp_path).course)


def link(draft: Draft, path: str, named: str) -> None:
    draft.files.create(path=path, text=f"from: {named}\n")


def name_of(draft: Draft, path: str) -> str:
    return DraftPage(draft, "en").linked_names[path]


def test_texts_blocks_and_banks_are_called_as_they_are_where_they_come_from(aisha: Client, draft: Draft):
    add = f"{EDIT}linked/add/"
    for part in ("text kit@1#intro", "acknowledge kit@1#rules"):
        assert aisha.post(add, {"lesson": "own", "part": part}).status_code == 302
    page = DraftPage(draft, "en")
    titles = [block.title for block in page.lessons[0].blocks]
    assert titles == ["Hello", "Ours", "Check", "Hello", "Rules"]
    assert page.banks == [("banks/basics.bank.yaml", "A bank")]
    assert "Kit: A bank</a>" in aisha.get(EDIT).content.decode()
    assert ">Hello</a>" in aisha.get(f"{EDIT}lessons/own/").content.decode()
    shown = aisha.get(f"{EDIT}file/?path=banks/basics.bank.yaml").content.decode()
    assert "<h1>A bank</h1>" in shown
    with override("zh-hans"):
        assert DraftPage(draft, "en").lessons[0].blocks[3].title == "你好"


def test_a_link_says_nothing_of_what_is_not_shared(draft: Draft):
    link(draft, "lessons/own/peek.text.yaml", "kit@1#intro")
    assert name_of(draft, "lessons/own/peek.text.yaml") == "Hello"
    Revision.objects.filter(course__key="kit").update(shared=False)
    assert name_of(draft, "lessons/own/peek.text.yaml") == ""


def test_what_came_with_a_course_is_called_by_its_copy(draft: Draft):
    link(draft, "lessons/own/peek.text.yaml", "gone@1#intro")
    draft.files.create(path="shared/gone@1/intro.text.yaml", text="text:\n  en: '## From the copy'\n")
    assert name_of(draft, "lessons/own/peek.text.yaml") == "From the copy"


@pytest.mark.parametrize("named", ["kit@1#nothing", "kit@99#intro", "nonsense", "kit@1#basics"])
def test_a_link_that_leads_nowhere_keeps_the_name_of_its_file(draft: Draft, named: str):
    link(draft, "lessons/own/peek.text.yaml", named)
    assert DraftPage(draft, "en").linked_names.get("lessons/own/peek.text.yaml", "") == ""
