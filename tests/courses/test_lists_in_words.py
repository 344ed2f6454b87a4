"""What stands one after the other in a reason is separated as the reader's language does it."""

import pytest
from django.utils import translation

from courses.answers import read_answers
from courses.content.assets.judging import BadAsset
from courses.content.questions import Given
from courses.content.questions.upload.judging import judge_file
from courses.content.schema import QuizSource
from courses.wording import in_words
from tests.content.test_question_kinds import words
from training_jobs.presenting.changes import Change, changes_in_words

TYPES = ("pdf", "ipynb")


@pytest.mark.parametrize(("language", "units"), [("en", "km, m, cm"), ("zh-hans", "km、m、cm")])
def test_units_that_may_be_written(language: str, units: str):
    unit, *others = ({"en": name, "zh-hans": name} for name in ("km", "m", "cm"))
    number = {"key": "far", "kind": "number", "prompt": words("How far?"), "answer": 2, "unit": unit}
    number["other_units"] = [{"unit": one, "factor": 0.1} for one in others]
    quiz = QuizSource.model_validate({"title": words("Quiz"), "questions": [number]})
    with translation.override(language):
        told = read_answers(quiz, {"far": Given(["5 miles"])}).problems["far"]
    assert units in told


@pytest.mark.parametrize(("language", "types"), [("en", "pdf, ipynb"), ("zh-hans", "pdf、ipynb")])
def test_types_that_a_question_takes(language: str, types: str):
    with pytest.raises(BadAsset) as refused:
        judge_file("a.exe", b"x", types=TYPES, most_bytes=10)
    with translation.override(language):
        assert types in refused.value.worded(in_words)


@pytest.mark.parametrize(("language", "told"), [("en", "a 1, b 2"), ("zh-hans", "a 1、b 2")])
def test_what_was_changed_of_a_run(language: str, told: str):
    with translation.override(language):
        assert changes_in_words([Change("a", "1", "0"), Change("b", "2", "0")]) == told
