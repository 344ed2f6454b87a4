"""What Aisha links from a shared course is called as it is called there, wherever the editor names it."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from courses.drafts.choices import choices_of
from courses.drafts.drafting import open_draft
from courses.drafts.pages import DraftPage
from courses.models import Draft, Revision
from tests.conftest import Company
from tests.courses.folders import banked
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
    for part, name in (("text kit@1#intro", "Hello"), ("acknowledge kit@1#rules", "Rules")):
        told = aisha.post(add, {"lesson": "own", "part": part}, follow=True).content.decode()
        assert f"“{name}” is linked to version 1 of “Kit” now." in told
    page = DraftPage(draft, "en")
    titles = [block.title for block in page.lessons[0].blocks]
    assert titles == ["Hello", "Ours", "Check", "Hello", "Rules"]
    assert page.banks == [("banks/basics.bank.yaml", "A bank")]
    assert "Kit: A bank</a>" in aisha.get(EDIT).content.decode()
    assert ">Hello</a>" in aisha.get(f"{EDIT}lessons/own/").content.decode()
    shown = aisha.get(f"{EDIT}file/?path=banks/basics.bank.yaml").content.decode()
    assert "<h1>A bank</h1>" in shown
    beside = aisha.get(EDIT).content.decode().partition('id="beside-title"')[2].partition("</section>")[0]
    assert "Linked to version 1 of “Kit”" in beside
    with override("zh-hans"):
        assert DraftPage(draft, "en").lessons[0].blocks[3].title == "你好"


def test_a_quiz_draws_by_what_the_questions_of_a_linked_bank_say(draft: Draft, tmp_path: Path):
    publish_kit(tmp_path, questions=(banked("one", "loss", difficulty=2), banked("two")))
    own = "from: kit@2#basics\nquestions:\n  two: {difficulty: 4, tags: [难题]}\n"
    draft.files.filter(path="banks/basics.bank.yaml").update(text=own)
    told = choices_of(DraftPage(draft, "en"), "lessons/own/check.quiz.yaml")
    assert [key for key, _words in told["tags of basics"]] == ["loss", "难题"]
    assert [key for key, _words in told["difficulties of basics"]] == ["2", "4"]
    draft.files.filter(path="banks/basics.bank.yaml").update(text="from: gone@1#basics\n")
    assert choices_of(DraftPage(draft, "en"), "lessons/own/check.quiz.yaml")["tags of basics"] == []


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
