"""What is to be mended is said in the words of the form, and leads to the field that is meant, written or not."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from courses.content.drafts import structure
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import check_finished, restructure
from courses.models import Draft
from tests.conftest import Company
from tests.courses.folders import LAB, both
from tests.courses.forms_on_pages import fields_on

EDIT = "/authoring/small/edit/"
Held = Callable[..., str]


@pytest.fixture
def held(company: Company, here: Draft) -> Held:
    """Puts a block of this kind into Aisha's draft; the path of its file."""

    def by(kind: str, /, **content: Any) -> str:
        path = f"lessons/read-1/run.{kind}.yaml"
        add = lambda files: {  # noqa: E731
            **structure.list_block(files, "read-1", kind, "run")[0],
            path: to_yaml(content),
        }
        restructure(by=company.aisha, draft=here, change=add)
        return path

    return by


def told(aisha: Client, path: str) -> list[tuple[str, str, str]]:
    """Beside the form: the words, the field and what its link is called."""
    page = unescape(aisha.get(f"{EDIT}file/?path={path}").content.decode())
    found = re.findall(r'data-words="([^"]*)">.*?data-field="([^"]*)">(.*?)</button>', page)
    return [(words, field, name) for words, field, name in found]


VIDEO = {"title": both("A run"), "transcript": both("Words.")}


def test_what_a_video_lacks_leads_to_the_field_that_is_empty(aisha: Client, held: Held):
    path = held("video", **VIDEO)
    assert told(aisha, path) == [
        ("Fill in “File” or “Address of the video”: a video needs one of them.", "f.file", "File")
    ]
    check = unescape(aisha.get(f"{EDIT}?check=1").content.decode())
    href = next(one for one in re.findall(r'href="([^"]*)"', check) if "at=f.file" in one)
    page = aisha.get(href).content.decode()
    assert 'data-field="f.file"' in page
    assert 'id="note-f.file"' in page


def test_missing_captions_are_asked_for_at_the_captions(aisha: Client, held: Held):
    path = held("video", **VIDEO, file="assets/gone.mp4")
    words = [one for one in told(aisha, path) if one[0].startswith("Give")]
    assert words == [("Give “Captions” in “English”: a .vtt file.", "f.captions", "Captions")]


def test_where_no_host_is_approved_none_is_listed(aisha: Client, held: Held, settings: Any):
    path = held("video", **VIDEO, embed="https://www.youtube-nocookie.com/embed/1")
    settings.EMBED_HOSTS = []
    [(words, field, _name)] = told(aisha, path)
    assert "no host is approved on this site yet" in words
    assert field == "f.embed"
    settings.EMBED_HOSTS = ["video.example"]
    assert "approved are: video.example." in told(aisha, path)[0][0]


LABS = [
    ({"experiment": {**LAB["experiment"], "epochs": 0}}, "Epochs: Choose 1 or more.", "f.experiment.epochs"),
    (
        {"grading": {"metric": "macro_f1", "threshold": 8, "tries": 3}},
        "Threshold: Give a number above 0 and up to 1.",
        "f.grading.threshold",
    ),
    (
        {"knobs": {"epochs": {"min": 1, "max": 5}, "learning_rate": {"min": 0.5, "max": 0.1}}},
        "What learners may change › Learning rate: “From” and “To” are numbers, and “From” is the smaller one.",
        "f.knobs.1.min",
    ),
]


@pytest.mark.parametrize(("changed", "words", "field"), LABS)
def test_a_lab_is_mended_in_the_words_of_its_form(
    aisha: Client, held: Held, changed: dict[str, Any], words: str, field: str
):
    said = told(aisha, held("lab", **{**LAB, **changed}))
    assert (words, field) in [(one, at) for one, at, _name in said]
    assert not any(name == "The run as it is before anybody changes it" for _words, _field, name in said)


def test_a_video_is_begun_by_its_kind_and_given_an_address(aisha: Client, here: Draft, settings: Any):
    settings.EMBED_HOSTS = ["video.example"]
    assert '<option value="video">' in aisha.get(f"{EDIT}lessons/read-1/").content.decode()
    begun = {"do": "add-block", "lesson": "read-1", "kind": "video", "title": "A run"}
    page = aisha.post(f"{EDIT}structure/", begun, follow=True).content.decode()
    sent = fields_on(page)
    assert sent["f.file"] == [""]
    sent |= {"f.embed": ["https://video.example/1"], "f.transcript.en": ["Words."]}
    aisha.post(f"{EDIT}file/save/", sent)
    assert check_finished(here).course is not None
