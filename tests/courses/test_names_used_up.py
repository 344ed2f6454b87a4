"""What is begun takes no name that something had before: a removed part comes back under it, and answers are filed there."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from courses.content.drafts import structure
from courses.content.drafts.past import used_paths, used_question_keys
from courses.content.drafts.text_blocks import add_texts
from courses.content.forms.nodes import posted_of
from courses.drafts.changing import change_part
from courses.drafts.drafting import locked_texts, open_draft, restructure, save_file, texts_of
from courses.drafts.file_forms import nodes_of
from courses.drafts.locks import locked
from courses.drafts.pages import DraftPage
from courses.drafts.removed import RemovedPage, bring_back
from courses.models import Draft, Revision
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.deskwork import QUIZ, Desk
from tests.courses.folders import both, choice


def question(key: str) -> dict[str, Any]:
    choices = [choice("yes", "Yes", correct=True), choice("no", "No", correct=False)]
    return {"key": key, "kind": "single", "prompt": both(f"Is {key} so?"), "choices": choices}


def asked_in(draft: Draft, path: str = QUIZ) -> list[str]:
    return [one["key"] for one in yaml.safe_load(texts_of(draft)[path])["questions"]]


def without_first(company: Company, draft: Draft) -> None:
    """Take the first question of the quiz out of it."""
    file = draft.files.get(path=QUIZ)
    data = yaml.safe_load(file.text or "")
    del data["questions"][0]
    text = yaml.safe_dump(data, allow_unicode=True)
    save_file(by=company.aisha, file=file, text=text, base=file.version)


def test_a_removed_text_comes_back_though_another_wanted_its_name(company: Company, desk: Desk):
    do = partial(restructure, by=company.aisha, draft=desk.draft)
    desk.write("## Hello\n\nWhat Aisha wrote in a week.\n")
    do(change=partial(structure.add_block, lesson="read-1", kind="text", name="Other"))
    do(change=partial(structure.remove_block, lesson="read-1", kind="text", key="intro"))
    changed = do(change=partial(structure.add_block, lesson="read-1", kind="text", name="Intro"))
    assert "lessons/read-1/intro-2.en.md" in changed
    lines = RemovedPage(DraftPage(desk.draft, "en"), lesson="read-1").lines
    assert [(one.kind, one.title) for one in lines] == [("text", "Hello")]
    do(change=partial(bring_back, desk.draft, "read-1", "text", "intro"))
    assert "What Aisha wrote in a week." in texts_of(desk.draft)["lessons/read-1/intro.en.md"]


def test_texts_of_a_document_leave_the_names_of_removed_ones(company: Company, desk: Desk):
    do = partial(restructure, by=company.aisha, draft=desk.draft)
    do(change=partial(structure.add_block, lesson="read-1", kind="text", name="Other"))
    do(change=partial(structure.remove_block, lesson="read-1", kind="text", key="intro"))
    named = [("Intro", "One.\n"), ("Intro", "Two.\n")]
    changed = do(change=partial(add_texts, lesson="read-1", texts=named))
    assert list(changed)[1:] == [f"lessons/read-1/intro-{n}.en.md" for n in (2, 3)]


def test_a_removed_lesson_keeps_its_name(company: Company, desk: Desk):
    do = partial(restructure, by=company.aisha, draft=desk.draft)
    do(change=partial(structure.remove_lesson, lesson="quiz"))
    changed = do(change=partial(structure.add_lesson, title="Quiz"))
    assert "lessons/quiz-2/lesson.yaml" in changed


@pytest.mark.parametrize("kind", ["quiz", "text"])
def test_a_new_block_is_not_done_by_who_did_a_removed_one(company: Company, publish: Publish, kind: str):
    draft = open_draft(by=company.aisha, course=publish().course)
    do = partial(restructure, by=company.aisha, draft=draft)
    do(change=partial(structure.remove_block, lesson="quiz", kind="quiz", key="check"))
    changed = do(change=partial(structure.add_block, lesson="quiz", kind=kind, name="Check"))
    assert not [path for path in changed if path.startswith("lessons/quiz/check.")]


def test_a_block_that_only_an_older_edition_had_keeps_its_name(company: Company, publish: Publish):
    """The draft was opened when it was gone already, so none of its files knows of it."""
    course = publish().course
    Revision.objects.filter(course=course).update(published_at=None)
    draft = open_draft(by=company.aisha, course=course)
    draft.files.filter(path=QUIZ).delete()
    assert QUIZ not in used_paths(locked_texts(draft))
    publish(questions=[question("single")])
    assert {path for path in used_paths(locked_texts(draft)) if "check" in path} == {
        "lessons/quiz/check.quiz"
    }


def test_a_new_question_has_no_name_that_answers_are_kept_under(company: Company, publish: Publish):
    course = publish(questions=[question("single"), question("other")]).course
    draft = open_draft(by=company.aisha, course=course)
    without_first(company, draft)
    file = draft.files.get(path=QUIZ)
    posted = posted_of(nodes_of(QUIZ, file.text or "", ["en", "zh-hans"]))
    sent = QueryDict(mutable=True)
    sent.update({"change": "add f.questions single", "form": urlencode(posted, doseq=True), "is_form": "1"})
    change_part(by=company.aisha, file=file, base=file.version, sent=sent)
    assert asked_in(draft) == ["other", "single-2"]


def test_what_a_folder_asks_under_an_old_name_is_its_authors_choice(company: Company, publish: Publish):
    course = publish(questions=[question("single"), question("other")]).course
    draft = open_draft(by=company.aisha, course=course)
    before = draft.files.get(path=QUIZ).text
    without_first(company, draft)
    file = draft.files.get(path=QUIZ)
    save_file(by=company.aisha, file=file, text=before, base=file.version)
    assert asked_in(draft) == ["single", "other"]


def test_many_editions_cost_no_more_queries_than_one(company: Company, publish: Publish):
    draft = open_draft(by=company.aisha, course=publish().course)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            files = locked_texts(locked(draft))
            assert "lessons/quiz/check.quiz" in used_paths(files)
            assert {"loss", "true", "steps"} <= used_question_keys(files)
        return len(found)

    before = asked()
    for number in range(3):
        publish(questions=[question(f"asked-{number}")])
    assert asked() == before == 5
    assert {"asked-0", "asked-2"} <= used_question_keys(locked_texts(draft))


def test_many_texts_cost_no_more_queries_than_one(company: Company, publish: Publish):
    draft = open_draft(by=company.aisha, course=publish().course)

    def asked(count: int) -> int:
        files = locked_texts(draft)
        with CaptureQueriesContext(connection) as found:
            add_texts(files, "read-1", [("Part", "Words.\n")] * count)
        return len(found)

    assert asked(12) == asked(1) == 2


def test_an_unpublished_edition_uses_no_name_up(company: Company, draft: Publish):
    course = draft(questions=[question("never-asked")]).course
    draft(questions=[question("other")])
    here = open_draft(by=company.aisha, course=course)
    assert used_question_keys(locked_texts(here)) == {"other"}
