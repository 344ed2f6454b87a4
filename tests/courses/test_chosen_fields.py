"""What a form can only mean one of is chosen by what it is called: data sets, base models, settings, banks and tags."""

import re

from django.test import Client
from django.utils import translation

from courses.content import located_yaml
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import check_draft, save_file
from courses.labs import lab_registry
from courses.models import Draft
from tests.conftest import Company
from tests.courses.folders import bank, banked
from tests.courses.forms_on_pages import fields_on
from training_jobs.contract.knobs import KNOB_TEXTS

EDIT = "/authoring/small/edit/"
QUIZ, LAB = "lessons/quiz/check.quiz.yaml", "lessons/read-1/sort.lab.yaml"


def page_of(client: Client, path: str) -> str:
    return client.get(f"{EDIT}file/?path={path}").content.decode()


def chosen_from(page: str, name: str) -> dict[str, str]:
    """What a list to choose from offers, by what is sent."""
    select = re.search(rf'<select name="{re.escape(name)}".*?</select>', page, re.DOTALL)
    assert select is not None, name
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', select[0]))


def begin(client: Client, kind: str, title: str) -> None:
    client.post(f"{EDIT}structure/", {"do": "add-block", "lesson": "read-1", "kind": kind, "title": title})


def test_the_data_set_and_the_base_model_of_a_lab_are_chosen_by_their_titles(aisha: Client, here: Draft):
    begin(aisha, "fine-tune", "Sort")
    page = page_of(aisha, LAB)
    assert chosen_from(page, "f.experiment.dataset")["insurer-messages"] == "Messages to an insurer"
    assert chosen_from(page, "f.experiment.base_model")["minilm-l6"] == "MiniLM-L6 (encoder)"
    begin(aisha, "prompt", "Ask")
    writers = chosen_from(page_of(aisha, "lessons/read-1/ask.lab.yaml"), "f.prompt.base_model")
    assert [key for key in writers if key] == ["smollm2-135m-instruct"]


def test_a_setting_is_called_in_the_editor_what_learners_call_it(aisha: Client, here: Draft):
    begin(aisha, "fine-tune", "Sort")
    offered = chosen_from(page_of(aisha, LAB), "f.knobs.0.=")
    assert offered == {path: text.label for path, text in KNOB_TEXTS.items()}
    with translation.override("zh-hans"):
        assert dict(lab_registry().choices()["knobs"])["epochs"] != "Epochs"


def with_a_bank(aisha: Client, company: Company, here: Draft) -> None:
    aisha.post(f"{EDIT}structure/", {"do": "begin-bank", "title": "Pool of mine"})
    questions = [banked("easy", "loss", difficulty=1), banked("hard", "学习率", difficulty=4)]
    file = here.files.get(path="banks/pool-of-mine.bank.yaml")
    text = to_yaml({**bank(*questions), "title": {"en": "Pool of mine", "zh-hans": "题库"}})
    save_file(by=company.aisha, file=file, text=text, base=file.version)
    sent = fields_on(page_of(aisha, QUIZ))
    aisha.post(f"{EDIT}file/change/", {**sent, "change": ["add f.draw"]})


def test_a_quiz_chooses_its_bank_by_title_and_of_its_tags(aisha: Client, company: Company, here: Draft):
    with_a_bank(aisha, company, here)
    page = page_of(aisha, QUIZ)
    assert chosen_from(page, "f.draw.0.bank") == {"": "–", "pool-of-mine": "Pool of mine"}
    sent = {**fields_on(page), "f.draw.0.bank": ["pool-of-mine"], "f.draw.0.count": ["1"]}
    aisha.post(f"{EDIT}file/change/", {**sent, "change": ["show f.draw.0.bank"]})
    page = page_of(aisha, QUIZ)
    assert re.findall(r'name="f.draw.0.tags" value="([^"]*)"', page) == ["loss", "学习率"]
    assert re.findall(r'name="f.draw.0.difficulty" value="([^"]*)"', page) == ["1", "4"]
    sent = {**fields_on(page), "f.draw.0.tags": ["学习率"], "f.draw.0.difficulty": ["4"]}
    aisha.post(f"{EDIT}file/save/", sent)
    written = located_yaml.load(here.files.get(path=QUIZ).text or "").data["draw"]
    assert written == [{"bank": "pool-of-mine", "count": 1, "tags": ["学习率"], "difficulty": [4]}]
    assert check_draft(here).course is not None
