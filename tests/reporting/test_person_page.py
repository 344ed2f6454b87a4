"""One person, for those who lead them: parts, quizzes, runs, gradings, certificates."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Block, QuizAttempt
from people.models import Position
from tests.courses.paths import on_path, published_path
from tests.reporting.stories import colleague, graded, on_course, run_of, tiny_course
from training_jobs.models import Experiment, Grading, Run
from training_jobs.states import State

pytestmark = pytest.mark.django_db
PERSON_QUERIES = 24


def page_of(person):
    return reverse("reporting:person", args=[person.public_id])


@pytest.mark.parametrize(
    ("reader", "status"),
    [("marco", 200), ("dana", 200), ("ling", 200), ("omar", 404), ("sven", 404), ("aisha", 404), ("hr", 404)],
)
def test_only_the_person_those_who_lead_them_and_administrators_get_in(client, company, reader, status):
    client.force_login(getattr(company, reader))
    assert client.get(page_of(company.ling)).status_code == status


def test_hidden_and_absent_people_look_alike(client, company):
    client.force_login(company.omar)
    absent = client.get(reverse("reporting:person", args=[uuid.uuid4()]))
    hidden = client.get(page_of(company.ling))
    assert absent.status_code == hidden.status_code == 404
    assert "Ling" not in hidden.content.decode()


def test_somebody_who_moved_away_is_out_of_reach_the_next_day(client, company):
    Position.objects.filter(user=company.ling).update(ends_on=timezone.now().date() - timedelta(days=1))
    client.force_login(company.marco)
    assert client.get(page_of(company.ling)).status_code == 404


def test_the_page_tells_parts_tries_runs_gradings_and_the_certificate(client, company):
    enrolment = on_course(company.ling, tiny_course(), done=3)
    for number, points in enumerate([1, 3], start=1):
        QuizAttempt.objects.create(
            enrolment=enrolment,
            revision=enrolment.revision,
            lesson_key="knobs",
            quiz_key="check",
            number=number,
            state="graded",
            points=points,
            of=4,
            passed=points > 2,
        )
    run = run_of(company.ling, State.FINISHED, macro_f1=0.84)
    graded(run, 0.82)
    client.force_login(company.marco)
    response = client.get(page_of(company.ling))
    quiz = next(part for part in response.context["sheets"][0].parts if part.tries)
    assert (quiz.lesson, quiz.tries, quiz.score) == ("Lesson knobs", 2, 0.9)
    assert [part.title for part in response.context["sheets"][0].parts] == ["", "Three questions", "Sort"]
    text = response.content.decode()
    assert reverse("training_jobs:run", args=[run.public_id]) in text
    assert reverse("courses:certificate", args=[enrolment.completion.public_id]) in text
    assert "macro-F1 0.840 · predicted 0.800" in text
    assert "0.790 – 0.850" in text


def test_a_quiz_that_is_not_passed_yet_shows_its_best_try(client, company):
    enrolment = on_course(company.ling, tiny_course(), done=1)
    QuizAttempt.objects.create(
        enrolment=enrolment,
        revision=enrolment.revision,
        lesson_key="knobs",
        quiz_key="check",
        number=1,
        state="graded",
        points=1,
        of=4,
        passed=False,
    )
    client.force_login(company.marco)
    quiz = client.get(page_of(company.ling)).context["sheets"][0].parts[1]
    assert (quiz.done_at, quiz.tries, quiz.score) == (None, 1, 0.25)


def test_a_part_that_is_not_done_says_how_far_it_is(client, company):
    enrolment = on_course(company.ling, tiny_course(), done=1)
    told = {
        "enrolment": enrolment,
        "revision": enrolment.revision,
        "lesson_key": "knobs",
        "quiz_key": "check",
    }
    client.force_login(company.marco)

    def states() -> list[str]:
        parts = client.get(page_of(company.ling)).context["sheets"][0].parts
        return [part.state for part in parts if part.done_at is None]

    assert states() == ["not done yet", "not done yet"]
    first = QuizAttempt.objects.create(**told, number=1, state="in_progress", submitted_at=None)
    assert states() == ["under way", "not done yet"]
    QuizAttempt.objects.filter(pk=first.pk).update(state="graded", points=1, of=4)
    assert states() == ["not passed yet", "not done yet"]


def test_a_quiz_that_tells_its_marks_later_is_handed_in_all_the_same(client, company):
    enrolment = on_course(company.ling, tiny_course(), done=1)
    told = {"enrolment": enrolment, "revision": enrolment.revision, "lesson_key": "knobs"}
    QuizAttempt.objects.create(
        **told, quiz_key="check", number=1, state="submitted", submitted_at=timezone.now()
    )
    client.force_login(company.marco)
    response = client.get(page_of(company.ling))
    quiz = response.context["sheets"][0].parts[1]
    assert (quiz.tries, quiz.score, quiz.waits) == (1, None, True)
    assert "handed in" in response.content.decode()


def test_a_grading_is_called_by_its_lab_and_has_no_interval_before_its_score(client, company):
    on_course(company.ling, tiny_course(), done=1)
    run = run_of(company.ling, State.FINISHED, macro_f1=0.84)
    Experiment.objects.update(lab_title={"en": "Sort the messages"})
    graded(run, 0.82)
    Grading.objects.update(low=None, high=None, macro_f1=None, passed=None)
    client.force_login(company.marco)
    text = client.get(page_of(company.ling)).content.decode()
    assert "Sort the messages</a> <small>try 1</small>" in text
    assert "– – –" not in text


def test_the_paths_of_a_person_stand_above_their_courses_with_what_is_due(client, company):
    tiny_course()
    on_path(company.ling, published_path("month", "tiny"), due_on=timezone.localdate() - timedelta(days=3))
    client.force_login(company.marco)
    text = client.get(page_of(company.ling)).content.decode()
    assert 'href="/paths/month/">Your first month</a>' in text
    assert "Stage 1" in text
    assert "overdue" in text


def test_somebody_without_any_course_has_an_empty_page_not_an_error(client, company):
    client.force_login(company.marco)
    text = client.get(page_of(company.ling)).content.decode()
    assert "No course yet" in text
    assert "No run yet" in text


def test_many_runs_come_in_pages(client, company):
    for _ in range(25):
        run_of(company.ling, State.FAILED)
    client.force_login(company.marco)
    assert len(client.get(page_of(company.ling)).context["lines"]) == 20
    assert len(client.get(page_of(company.ling), {"page": 2}).context["lines"]) == 5


@pytest.mark.parametrize("size", [2, 15])
def test_the_page_costs_the_same_for_any_history(client, company, size, django_assert_max_num_queries):
    person = colleague("Busy Bea", company.north)
    for number in range(size):
        on_course(person, tiny_course(f"course-{number}"), done=3)
        run = run_of(person, State.FINISHED, macro_f1=0.8)
    graded(run, 0.7)
    client.force_login(company.marco)
    with django_assert_max_num_queries(PERSON_QUERIES):
        client.get(page_of(person))


def test_a_lab_that_is_measured_by_accuracy_is_shown_by_it(client, company):
    course = tiny_course()
    Block.objects.filter(kind="lab").update(
        content={"title": {"en": "Sort"}, "grading": {"metric": "accuracy", "threshold": 0.7, "tries": 3}}
    )
    run = run_of(company.ling, State.FINISHED, macro_f1=0.11, accuracy=0.92)
    Experiment.objects.update(revision=course.published)
    grading = graded(run, 0.12, threshold=0.7)
    Run.objects.filter(pk=grading.run_id).update(accuracy=0.93)
    client.force_login(company.marco)
    text = client.get(page_of(company.ling)).content.decode()
    assert "macro-F1" not in text.replace("Macro", "macro")
    for said in ("best validation accuracy", "best hidden-test accuracy", "accuracy 0.920", "0.930"):
        assert said in text
