"""Looking back on one's own tries: as they were, with the marks that may be told, by nobody else."""

import pytest

from courses.models import QuizAttempt
from tests.courses.folders import CANARY, HALF, RIGHT
from tests.courses.quiz_pages import QUIZ, SAVE, START, page_of

pytestmark = pytest.mark.django_db


def review(number: int) -> str:
    return f"{QUIZ}attempts/{number}/"


@pytest.fixture
def twice(taking):
    """Ling has failed once and passed then."""
    ling = taking(tries=3)
    ling.post(QUIZ, {**HALF, "number": "1"})
    ling.post(QUIZ, {**RIGHT, "number": "2"})
    return ling


def test_the_card_leads_to_ones_tries_and_each_is_there_as_it_was(twice):
    assert f'href="{review(2)}"' in page_of(twice)
    first, second = (twice.get(review(number)).content.decode() for number in (1, 2))
    for page in (first, second):
        assert f'href="{review(1)}"' in page
        assert f'href="{review(2)}"' in page
        assert "Time used" in page
    assert "1 of 3 points." in first
    assert f"{CANARY} choice rises" in first
    assert "Right answer" not in first, "there is a try left"
    assert "3 of 3 points." in second
    assert '<button type="submit" class="btn primary"' not in second


def test_while_the_next_try_is_open_the_card_leads_to_the_last_that_ended(twice):
    assert f'href="{review(2)}"' in page_of(twice, again="check")
    twice.post(SAVE, {"number": "3", "q.loss": "falls"})
    assert f'href="{review(2)}"' in page_of(twice)
    assert twice.get(review(3)).status_code == 404, "it is under way"


@pytest.mark.parametrize("name", ["sven", "marco", "omar", "aisha", "dana"])
def test_what_somebody_answered_is_theirs_alone(twice, company, begin, name: str):
    somebody = getattr(company, name)
    twice.force_login(somebody)
    assert twice.get(review(1)).status_code == 404
    begin(somebody, QuizAttempt.objects.first().revision)
    assert twice.get(review(1)).status_code == 404, "their own tries are meant"


@pytest.mark.parametrize("number", [0, 3, 99_999_999_999])
def test_a_try_that_is_not_there_is_not_found(twice, number: int):
    assert twice.get(review(number)).status_code == 404


def test_a_try_without_any_answer_is_listed_as_such(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    QuizAttempt.objects.update(deadline="2020-01-01T00:00Z")
    page_of(ling)
    page = ling.get(review(1)).content.decode()
    assert "not answered" in page
    assert "What does the" not in page


def test_a_longer_list_takes_no_more_queries(taking, django_assert_max_num_queries):
    ling = taking()
    for number in range(1, 6):
        ling.post(QUIZ, {**HALF, "number": str(number)})
    with django_assert_max_num_queries(12):
        ling.get(review(3))
