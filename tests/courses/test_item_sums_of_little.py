"""A quiz whose points are hardly numbers any more: its analysis can be read, and it keeps no other quiz waiting."""

import json

import pytest
from structlog.testing import capture_logs

from courses import item_sums
from courses.item_sums import count_everywhere, sums_of
from courses.models import Answer, AttemptToCount, Block, QuizAttempt
from courses.tasks import count_new_attempts as beat
from tests.courses.answering import hand_in
from tests.courses.folders import RIGHT_NUMBER

pytestmark = pytest.mark.django_db
ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
ANALYSIS = "/authoring/{course}/analysis/quiz/check/"


@pytest.fixture
def taken(publish, begin, company):
    """The quiz of a small course of this name, and that somebody did it."""

    def make(key: str, points: float | None = None) -> Block:
        revision = publish(key=key)
        block = Block.objects.select_related("lesson__revision").get(lesson__revision=revision, key="check")
        if points is not None:  # as it was accepted before so little was refused
            for question in block.content["quiz"]["questions"]:
                question["points"] = points
            block.save()
        hand_in(begin(company.ling, revision), block.lesson, block, ALL_RIGHT)
        return block

    return make


@pytest.mark.parametrize("points", [1e-200, 5e-324, 1e-160])
def test_points_that_are_hardly_numbers_are_counted_as_nothing(taken, aisha, points: float):
    block = taken("small", points)
    assert aisha.get(ANALYSIS.format(course="small")).status_code == 200
    beat()
    assert not AttemptToCount.objects.exists()
    assert sums_of(block).total.n == 0


def test_little_beside_much_is_nothing(taken, aisha):
    block = taken("small")
    Answer.objects.filter(question_key="loss").update(points=1e-200)
    Answer.objects.filter(question_key="true").update(points=-1e-200)
    beat()
    sums = sums_of(block)
    assert sums.total.n == 1
    assert {sums.items[key, band].points for key, band in sums.items if key != "steps"} == {0}
    assert aisha.get(ANALYSIS.format(course="small")).status_code == 200


def test_a_quiz_that_cannot_be_counted_is_told_and_keeps_no_other_waiting(taken, monkeypatch):
    bad, *good = [taken(key) for key in ("one", "two", "three")]
    count = item_sums.count_new_attempts

    def fails_at_the_first(block: Block) -> int:
        if block.pk == bad.pk:
            raise ValueError("no number")
        return count(block)

    monkeypatch.setattr(item_sums, "count_new_attempts", fails_at_the_first)
    with capture_logs() as told, pytest.raises(ValueError, match="no number"):
        count_everywhere()
    assert [sums_of(block).total.n for block in (bad, *good)] == [0, 1, 1]
    (line,) = (one for one in told if one["event"] == "count_failed")
    assert (line["revision"], line["quiz"]) == (bad.lesson.revision_id, "check")
    assert set(AttemptToCount.objects.values_list("attempt__revision", flat=True)) == {line["revision"]}
    assert json.dumps({name: line[name] for name in ("revision", "lesson", "quiz")})
    assert QuizAttempt.objects.count() == 3
