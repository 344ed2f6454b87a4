"""What is flagged, and what is left in peace."""

from courses.content.analysis import Kind, QuizSums, analyse, findings_of
from tests.content.analysis.crowd import asked, quiz, tried

QUIZ = quiz(*(asked(f"q{place}") for place in range(4)))
GOOD, WEAK = tried(1, 1, 1, 1, chosen="aaaa"), tried(0, 0, 0, 0, chosen="bcbc")
HEALTHY = [
    *[GOOD] * 20,
    *[tried(1, 1, 0, 0, chosen="aabc")] * 20,
    *[WEAK] * 10,
    *[tried(1, 0, 1, 0, chosen="abab")] * 10,
    *[tried(0, 1, 0, 1, chosen="caca")] * 10,
]


def kinds(attempts_, question="q0", of=QUIZ):
    figures = {one.key: one for one in analyse(of, QuizSums.of(attempts_)).questions}
    return [finding.kind for finding in findings_of(figures[question])]


def test_a_healthy_quiz_has_nothing_to_mend():
    assert [kinds(HEALTHY, key) for key in ("q0", "q1", "q2", "q3")] == [[]] * 4


def test_a_wrong_key_is_found_and_named_by_what_the_best_choose():
    best, weakest = tried(0, 1, 1, 1, chosen="baaa"), tried(1, 0, 0, 0, chosen="abbb")
    people = [best] * 20 + [weakest] * 20 + [tried(0, 1, 0, 1, chosen="caba")] * 5
    figures = analyse(QUIZ, QuizSums.of(people)).questions[0]
    negative, preferred = findings_of(figures)[:2]
    assert (negative.kind, preferred.kind, preferred.choice) == (Kind.NEGATIVE, Kind.PREFERRED, "b")
    assert "100 % take this wrong answer, and 0 % a right one" in preferred.worded(str)
    assert negative.kind.is_grave
    assert preferred.kind.is_grave


def test_questions_that_are_too_hard_or_too_easy_are_named():
    assert Kind.HARD in kinds(
        [tried(0, 1, 0, 1, chosen="baba")] * 20 + [tried(0, 0, 0, 1, chosen="ccba")] * 20
    )
    assert Kind.EASY in kinds(
        [tried(1, 1, 0, 1, chosen="aaba")] * 20 + [tried(1, 0, 0, 1, chosen="acba")] * 20
    )


def test_a_wrong_answer_that_nobody_takes_is_named_once_there_are_enough_people():
    people = [tried(1, 1, 1, 1, chosen="aaaa")] * 8 + [tried(0, 0, 1, 0, chosen="bbab")] * 7
    assert Kind.UNUSED not in kinds(people)
    assert Kind.UNUSED in kinds(people * 2)


def test_a_weight_far_from_what_was_meant_is_named_with_both():
    light = quiz(asked("q0", 1), asked("q1", 8), asked("q2", 1))
    people = [tried(1, 8, 1, chosen="aaa")] * 30 + [tried(0, 8, 0, chosen="bac")] * 30
    heavy = next(one for one in analyse(light, QuizSums.of(people)).questions if one.key == "q1")
    (finding,) = [one for one in findings_of(heavy) if one.kind == Kind.WEIGHT]
    assert finding.worded(str) == "Meant to decide 80 % of the result, it decides only 0 %."


def test_nothing_is_flagged_among_fewer_than_ten():
    wrong = [tried(0, 1, 1, 1, chosen="baaa")] * 5 + [tried(1, 0, 0, 0, chosen="abbb")] * 4
    assert kinds(wrong) == []
    assert kinds(wrong * 2) != []
