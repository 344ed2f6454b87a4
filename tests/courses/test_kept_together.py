"""Aisha and Dana change different fields of one block: both are kept without being asked, wherever they save."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.content.forms.nodes import posted_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import save_file
from courses.drafts.file_forms import nodes_of
from courses.drafts.together import together
from courses.models import Draft, DraftSave
from tests.conftest import Company

LANGUAGES = ["en", "zh-hans"]
QUIZ = "lessons/quiz/check.quiz.yaml"
ASKED = '{key: a, kind: true-false, prompt: {en: "Is it?", zh-hans: 是吗}, answer: true}'
FLOW = f"title: {{en: Check, zh-hans: 测验}}\npass: 0.5 # so that half is enough\nquestions: [{ASKED}]\n"


def said(here: Draft) -> Any:
    return data_of(here.files.get(path=QUIZ).text)


@pytest.fixture
def base(company: Company, here: Draft) -> int:
    """A quiz of which a line holds several fields."""
    file = here.files.get(path=QUIZ)
    return save_file(by=company.aisha, file=file, text=FLOW, base=file.version).file.version


def test_two_fields_in_one_line_of_the_source_are_both_kept(company: Company, here: Draft, base: int):
    file = here.files.get(path=QUIZ)
    save_file(by=company.dana, file=file, text=FLOW.replace("测验", "检查"), base=base)
    saved = save_file(by=company.aisha, file=file, text=FLOW.replace("en: Check", "en: Test"), base=base)
    assert (saved.was_merged, saved.set_aside) == (True, None)
    assert said(here)["title"] == {"en": "Test", "zh-hans": "检查"}


def test_lines_that_say_the_same_as_the_fields_stay_as_they_were_written(
    company: Company, here: Draft, base: int
):
    file = here.files.get(path=QUIZ)
    save_file(by=company.dana, file=file, text=FLOW.replace("测验", "检查"), base=base)
    save_file(by=company.aisha, file=file, text=FLOW.replace("answer: true", "answer: false"), base=base)
    file.refresh_from_db()
    assert file.text == FLOW.replace("测验", "检查").replace("answer: true", "answer: false")


def test_two_forms_keep_neighbouring_fields_of_a_question(
    aisha: Client, company: Company, here: Draft, base: int
):
    nodes = nodes_of(QUIZ, FLOW, ["en", "zh-hans"])
    posted = {name: list(words) for name, words in posted_of(nodes).items()}
    form = {"path": QUIZ, "base": base, "is_form": "1"}
    for name, words in (
        ("f.questions.0.prompt.en", "Is it so?"),
        ("f.questions.0.prompt.zh-hans", "是这样吗"),
    ):
        answer = aisha.post(
            "/authoring/small/edit/file/save/",
            {**form, "form": urlencode({**posted, name: [words]}, doseq=True)},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200, answer.content
    assert said(here)["questions"][0]["prompt"] == {"en": "Is it so?", "zh-hans": "是这样吗"}
    assert not DraftSave.objects.filter(version=None).exists()


def test_what_somebody_removed_while_another_wrote_in_it_is_asked(company: Company, here: Draft, base: int):
    file, data = here.files.get(path=QUIZ), data_of(FLOW)
    other = {"key": "b", "kind": "true-false", "prompt": {"en": "And?"}, "answer": True}
    save_file(by=company.dana, file=file, text=to_yaml({**data, "questions": [other]}), base=base)
    saved = save_file(by=company.aisha, file=file, text=FLOW.replace("Is it?", "Is it so?"), base=base)
    assert saved.set_aside is not None


def test_the_same_field_is_asked(company: Company, here: Draft, base: int):
    file = here.files.get(path=QUIZ)
    save_file(by=company.dana, file=file, text=FLOW.replace("0.5", "0.6"), base=base)
    saved = save_file(by=company.aisha, file=file, text=FLOW.replace("0.5", "0.7"), base=base)
    assert saved.set_aside is not None
    assert said(here)["pass"] == 0.6


def ordered(*keys: str) -> str:
    """The order of the steps is the right answer."""
    steps = "".join(f"      - {{key: {key}, text: {{en: Step {key}}}}}\n" for key in keys)
    asked = "  - key: q\n    kind: order\n    prompt: {en: Order them}\n    steps:\n"
    return f"title: {{en: Quiz}}\nquestions:\n{asked}{steps}"


def accepting(*accepted: str) -> str:
    listed = "".join(f"      - {one}\n" for one in accepted)
    asked = "  - key: q\n    kind: text\n    prompt: {en: Why?}\n    accept:\n"
    return f"title: {{en: Quiz}}\nquestions:\n{asked}{listed}"


def test_steps_that_both_moved_stand_in_the_order_of_both():
    made = together(QUIZ, ordered(*"abcdef"), ordered(*"bacdef"), ordered(*"abcdfe"), LANGUAGES)
    assert made.text == ordered(*"bacdfe")


def test_lines_do_not_decide_where_both_moved_one_step():
    made = together(QUIZ, ordered(*"abcdefg"), ordered(*"bcdaefg"), ordered(*"bcdefga"), LANGUAGES)
    assert (made.lines.conflicts, made.text) == (0, None)


def test_credit_stays_with_the_answer_it_was_given_to():
    right, half, new = (f"{{text: {{en: {said}}}}}" for said in ("overfitting", "too long", "by heart"))
    halved = half.replace("}}", "}, credit: 0.5}")
    made = together(
        QUIZ, accepting(right, half), accepting(new, right, half), accepting(right, halved), LANGUAGES
    )
    assert data_of(made.text or "") == data_of(accepting(new, right, halved))


def test_kind_stays_with_the_resource_it_was_given_to():
    def listed(*items: str) -> str:
        return "title: {en: More}\nitems:\n" + "".join(f"  - {one}\n" for one in items)

    a, b = (f"{{title: {{en: {n}}}, url: https://{n}.org, kind: article, why: {{en: {n}}}}}" for n in "ab")
    video = b.replace("article", "video")
    path = "lessons/read-1/more.resources.yaml"
    made = together(path, listed(a, b), listed(b, a), listed(a, video), LANGUAGES)
    assert data_of(made.text or "") == data_of(listed(video, a))
