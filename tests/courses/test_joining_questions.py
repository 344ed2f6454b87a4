"""Questions that were brought in join a quiz or a bank of a draft, whoever else writes there meanwhile."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.content import located_yaml
from courses.content.drafts.joining import join_questions
from courses.content.drafts.structure import BadStructure
from courses.content.exchange import FORMATS
from courses.drafts.begun import begin_course
from courses.drafts.drafting import check_draft, open_draft, restore, save_file
from courses.models import Intake
from people.models import AuditEvent
from tests.conftest import Company
from tests.content.test_question_kinds import EXAMPLES, question
from tests.courses.conftest import Publish
from tests.courses.deskwork import INTRO, QUIZ, Desk

PAGE = "/authoring/import/"
GIFT = """::loss::What **falls**? {=loss ~accuracy}

::Steps::How many steps are 1e5? {#100000}
"""


def bring(
    client: Client, data: bytes | str = GIFT, name: str = "first.gift", query: str = "", **more: str
) -> str:
    """The address of the page of what was read."""
    raw = data.encode() if isinstance(data, str) else data
    form = {"file": SimpleUploadedFile(name, raw), "format": "", "language": "en", **more}
    return client.post(PAGE + query, form).headers["Location"]


def add(client: Client, address: str, target: str, *keys: str, course: str = "small") -> str:
    """The path of the file that the questions joined, or the words of a refusal."""
    answer = client.post(address, {"course": course, "target": target, "question": keys or ("loss", "steps")})
    if answer.status_code == 302:
        return parse_qs(urlparse(answer.headers["Location"]).query)["path"][0]
    assert answer.status_code == 422
    return answer.content.decode()


def keys_in(desk: Desk, path: str = QUIZ) -> list[str]:
    return [one["key"] for one in located_yaml.load(desk.file(path).text or "").data["questions"]]


def test_they_join_the_quiz_from_which_the_import_was_begun(aisha: Client, desk: Desk):
    editor = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    query = f"?course=small&amp;path={QUIZ}"
    assert f"{PAGE}{query}" in editor
    before = keys_in(desk)
    address = bring(aisha, query=query.replace("amp;", ""))
    page = aisha.get(address).content.decode()
    assert f'<option value="{QUIZ}" selected>' in page
    assert add(aisha, address, QUIZ) == QUIZ
    assert keys_in(desk) == [*before, "loss-2", "steps-2"], "taken keys are numbered"
    told = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    said = told.partition('class="messages"')[2][:600]
    assert "2 questions were added. Keys that were taken were numbered: loss → loss-2" in told, said
    assert check_draft(desk.draft).course is not None
    event = AuditEvent.objects.get(did="brought in")
    assert (event.actor, event.detail["path"], event.detail["questions"]) == (desk.company.aisha, QUIZ, 2)


def test_only_the_ticked_ones_are_added(aisha: Client, desk: Desk):
    before = keys_in(desk)
    address = bring(aisha)
    add(aisha, address, QUIZ, "steps")
    assert keys_in(desk) == [*before, "steps-2"]
    assert "Choose at least one question." in add(aisha, address, QUIZ, "not-there")


def test_a_second_click_adds_nothing_twice(aisha: Client, desk: Desk):
    address = bring(aisha)
    made = {add(aisha, address, "new:read-1") for _twice in range(2)}
    assert made == {"lessons/read-1/first.quiz.yaml"}
    assert keys_in(desk, *made) == ["loss-2", "steps-2"], "no other question of the course is called the same"
    listed = located_yaml.load(desk.file("lessons/read-1/lesson.yaml").text or "").data["blocks"]
    assert listed.count({"quiz": "first"}) == 1
    for _twice in range(2):
        add(aisha, address, QUIZ)
    assert [key for key in keys_in(desk) if key.endswith("-3")] == ["loss-3", "steps-3"]


def test_a_second_click_says_that_they_are_in(aisha: Client, desk: Desk):
    address, said = bring(aisha), {"course": "small", "target": QUIZ, "question": ["loss", "steps"]}
    aisha.post(address, said)
    page = aisha.post(address, said, follow=True).content.decode()
    assert "2 questions of this file are in it now." in page
    assert "word for word" not in page


def test_a_new_bank_has_the_title_that_it_was_given(aisha: Client, desk: Desk):
    address = bring(aisha)
    assert 'name="title" maxlength="200" value="first"' in aisha.get(address).content.decode()
    told = {"course": "small", "target": "new:bank", "question": ["loss"], "title": "Loss and steps"}
    for _twice in range(2):
        made = aisha.post(address, told).headers["Location"]
        assert made.endswith("?path=banks/loss-and-steps.bank.yaml")
    refused = aisha.post(address, {**told, "question": []}).content.decode()
    assert 'maxlength="200" value="Loss and steps"' in refused


def test_what_the_history_took_back_can_be_added_again(aisha: Client, desk: Desk):
    before, address = keys_in(desk), bring(aisha)
    add(aisha, address, QUIZ)
    restore(by=desk.company.aisha, file=desk.file(QUIZ), version=1)
    assert keys_in(desk) == before
    add(aisha, address, QUIZ)
    assert keys_in(desk) == [*before, "loss-2", "steps-2"]


def test_what_a_new_quiz_begins_with_gives_way(aisha: Client, desk: Desk):
    fields = {"do": "add-block", "lesson": "read-1", "kind": "quiz", "title": "Fresh"}
    aisha.post("/authoring/small/edit/structure/", fields)
    assert keys_in(desk, "lessons/read-1/fresh.quiz.yaml") == ["first"]
    add(aisha, bring(aisha), "lessons/read-1/fresh.quiz.yaml")
    assert keys_in(desk, "lessons/read-1/fresh.quiz.yaml") == ["loss-2", "steps-2"]


def test_a_new_bank_takes_more_than_a_quiz(aisha: Client, desk: Desk):
    many = "".join(f"Is it {number}? {{T}}\n\n" for number in range(101))
    address = bring(aisha, many, "many.gift")
    keys = [one["key"] for one in Intake.objects.get().content["questions"]]
    assert "a file of this kind has at most 100" in add(aisha, address, QUIZ, *keys)
    assert add(aisha, address, "new:bank", *keys) == "banks/many.bank.yaml"
    assert len(keys_in(desk, "banks/many.bank.yaml")) == 101


def test_a_bank_keeps_what_its_questions_were_filed_under_and_a_quiz_does_not(aisha: Client, desk: Desk):
    address = bring(aisha, f"$CATEGORY: top/数据集 1\n\n// [tag:easy] [tag:损失]\n{GIFT}")
    page = aisha.get(address).content.decode()
    assert "A bank keeps these tags, a quiz has none: easy, 损失." in page
    assert "2 things, kept in a bank" in page
    assert " warning</span>" not in page

    def tags_in(path: str) -> list[list[str]]:
        listed = located_yaml.load(desk.file(path).text or "").data["questions"]
        return [one.get("tags", []) for one in listed][-2:]

    assert tags_in(add(aisha, address, "new:bank")) == [["easy", "损失", "数据集-1"], ["数据集-1"]]
    assert tags_in(add(aisha, address, "banks/first.bank.yaml", "loss")) == [
        ["easy", "损失", "数据集-1"],
        ["数据集-1"],
    ]
    assert tags_in(add(aisha, address, QUIZ)) == [[], []]
    assert "损失" in aisha.get(f"{address}bank.yaml").content.decode()
    assert "easy" not in aisha.get(f"{address}quiz.yaml").content.decode()


def test_where_only_a_quiz_would_lose_something_nothing_is_called_lost(aisha: Client):
    address = bring(aisha, "// [tag:easy]\nIs it? {T}")
    page = aisha.get(address).content.decode()
    assert ("What a quiz would lose" in page, "What was lost" in page) == (True, False)


@pytest.mark.parametrize(("target", "lost"), [("banks/first.bank.yaml", 1), (QUIZ, 3)])
def test_what_was_lost_goes_by_what_the_chosen_target_holds(
    aisha: Client, desk: Desk, target: str, lost: int
):
    add(aisha, bring(aisha), "new:bank")
    query = f"?course=small&path={target}"
    address = bring(
        aisha, f"$CATEGORY: top/First steps\n\n// [tag:easy]\n{GIFT}\n::Why::Why? {{}}\n", query=query
    )
    page = aisha.get(address).content.decode()
    assert page.partition("What was lost")[2].partition("</section>")[0].count("<li>") == lost
    assert ("kept in a bank" in page) is (target != QUIZ)
    assert f'{PAGE}{query.replace("&", "&amp;")}">Read another file' in page


def test_another_author_who_writes_in_the_quiz_meanwhile_loses_no_word(aisha: Client, desk: Desk):
    open_in_her_window = desk.file(QUIZ)
    base, text = open_in_her_window.version, open_in_her_window.text or ""
    assert "pass: " in text or "title:" in text
    add(aisha, bring(aisha), QUIZ)
    changed = text.replace("title:", "tries: 3\ntitle:", 1)
    saved = save_file(by=desk.company.dana, file=open_in_her_window, text=changed, base=base)
    assert saved.was_merged
    assert saved.file.text.startswith("tries: 3")
    assert keys_in(desk)[-2:] == ["loss-2", "steps-2"]


def test_questions_in_another_language_than_the_course_are_refused_with_a_reason(aisha: Client, desk: Desk):
    before = desk.file(QUIZ).version
    address = bring(aisha, "::steps::对吗？ {T}", language="zh-hans")
    assert "The course is written in “English”, and question “steps” is in “Simplified Chinese”." in add(
        aisha, address, QUIZ, "steps"
    )
    assert desk.file(QUIZ).version == before
    aisha.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert "“steps”是“简体中文”" in add(aisha, address, QUIZ, "steps"), (
        "by its name, in the language of the reader"
    )


def test_languages_that_the_course_does_not_have_stay_outside(aisha: Client, desk: Desk):
    table = "kind;key;prompt;prompt_zh-hans;prompt_fr;correct\ntrue-false;so;Is it?;是吗？;Oui?;true\n"
    add(aisha, bring(aisha, table, "a.csv"), QUIZ, "so")
    added = located_yaml.load(desk.file(QUIZ).text or "").data["questions"][-1]
    assert added["prompt"] == {"en": "Is it?", "zh-hans": "是吗？"}


@pytest.mark.parametrize("name", FORMATS)
def test_questions_of_every_format_are_kept_as_they_were_read(aisha: Client, desk: Desk, name: str):
    sent = [question(kind, key=f"q-{kind}") for kind in EXAMPLES]
    written = FORMATS[name].write(sent, language="en")
    read = FORMATS[name].read(written.data, language="en").questions
    address = bring(aisha, written.data, "all" + FORMATS[name].endings[0])
    add(aisha, address, "new:read-1", *(one.key for one in read))
    reading = check_draft(desk.draft)
    assert reading.course is not None, [str(problem) for problem in reading.problems]
    quiz = next(b.quiz for lesson in reading.course.lessons for b in lesson.blocks if b.key == "all")  # type: ignore[union-attr]
    assert quiz.questions == read


def test_only_authors_of_the_course_add_to_it(aisha: Client, desk: Desk):
    address = bring(aisha)
    desk.course.members.filter(user=desk.company.aisha).update(role="reviewer")
    answer = aisha.post(address, {"course": "small", "target": QUIZ, "question": ["loss"]})
    assert answer.status_code == 403
    assert "Add them to" not in aisha.get(address).content.decode()


def test_a_file_that_holds_no_questions_takes_none(aisha: Client, desk: Desk):
    for target in (
        INTRO,
        "course.yaml",
        "lessons/nowhere/a.quiz.yaml",
        "new:nowhere",
        "../../x.quiz.yaml",
        "",
    ):
        assert "cannot be read" in add(aisha, bring(aisha), target)


def test_a_course_without_a_draft_is_not_offered(aisha: Client, company: Company, publish: Publish):
    course = publish().course
    address = bring(aisha)
    assert "You have no course with a draft." in aisha.get(address).content.decode()
    open_draft(by=company.aisha, course=course)
    assert "Add them to “" in aisha.get(address).content.decode()


def test_a_linked_quiz_is_not_written_into():
    files = {"course.yaml": "languages: [en]\nlessons: []\n", "lessons/a/b.quiz.yaml": "from: shared/x@1\n"}
    with pytest.raises(BadStructure, match="shared course"):
        join_questions(files, "lessons/a/b.quiz.yaml", [question("single")], title="T")


def test_the_page_costs_the_same_for_an_author_of_many_courses(aisha: Client, desk: Desk, company: Company):
    address, counts = bring(aisha), []
    begin_course(by=company.aisha, title="Two", language="en")
    for more in (0, 8):
        for number in range(more):
            begin_course(by=company.aisha, title=f"More {number}", language="en")
        with CaptureQueriesContext(connection) as queries:
            aisha.get(f"{address}?course=small")
        counts.append(len(queries))
    assert counts[0] == counts[1]
