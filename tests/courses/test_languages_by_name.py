"""What is wrong with the languages of a text is told with their names, in the language of whoever reads it."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from courses.content.problems import Problem, Tongue
from courses.content.reader import read_course
from courses.intake.questions import ReadQuestions
from courses.models import Intake
from courses.wording import language_in_words, problem_in_words
from tests.conftest import Company
from tests.courses.folders import course_folder
from tests.courses.test_joining_questions import bring

SPOKEN = [
    ("en", "This course is not in “French”; it is in English, Simplified Chinese."),
    ("zh-hans", "这门课程没有“法语”版；它的语言是 英文、简体中文。"),
]


@pytest.mark.parametrize(("language", "words"), SPOKEN)
def test_a_folder_with_a_language_that_its_course_is_not_in(tmp_path: Path, language: str, words: str):
    folder = course_folder(tmp_path)
    path = folder / "course.yaml"
    path.write_text(path.read_text().replace("title:\n", "title:\n  fr: Petit\n", 1))
    (problem,) = read_course(folder).problems
    assert "“fr”" in problem.message, "whoever works with files reads what stands in them"
    with override(language):
        assert problem_in_words(problem) == words


def test_what_is_no_language_stays_as_it_is_written():
    assert language_in_words("x y") == "x y"
    assert language_in_words("zh-CN") == language_in_words("zh-hans")
    told = Problem("a", 1, "“%(key)s” is not “%(language)s”", params={"key": "en", "language": Tongue("de")})
    assert problem_in_words(told) == "“en” is not “German”"


@pytest.mark.django_db
def test_names_are_told_of_what_was_stored_too(client: Client, company: Company):
    client.force_login(company.aisha)
    item = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="a" title="a" xml:lang="fr">'
        '<qti-response-declaration identifier="R" cardinality="single" base-type="float"><qti-correct-response>'
        "<qti-value>3</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>Combien ? "
        '<qti-text-entry-interaction response-identifier="R"/></p></qti-item-body></qti-assessment-item>'
    )
    bring(client, item, "a.xml")
    told = [problem_in_words(one) for one in ReadQuestions(Intake.objects.get()).problems]
    assert "The item is in “French”; it was read as “English”." in told
