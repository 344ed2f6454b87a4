"""My learning names one next step: of the paths, the courses, what comes back, and what has to wait."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from courses.clock import database_now
from courses.models import Answer, Block, Course, Enrolment, QuizAttempt
from tests.courses.paths import on_path, published_path
from tests.reporting.stories import LAB, colleague, on_course, run_of, tiny_course
from training_jobs.states import State

pytestmark = pytest.mark.django_db
HOME, TEAM = reverse("reporting:home"), reverse("reporting:team")
HOME_QUERIES = 41


@pytest.fixture
def step(client, company):
    """The step that Ling is shown; `reason` and `href` are on the page."""

    def read():
        client.force_login(company.ling)
        response = client.get(HOME)
        found = response.context["home"].step
        page = response.content.decode()
        assert f'{"action" if found.begins else "href"}="{found.href}"' in page
        assert page.index('id="next-title"') < page.index('id="courses-title"')
        return found

    return read


def in_days(days):
    return timezone.localdate(database_now()) + timedelta(days=days)


def quiz_terms(**terms):
    """The quiz of the tiny course under these terms."""
    block = Block.objects.get(kind="quiz", lesson__revision__course__key="tiny")
    block.content = {"quiz": terms}
    block.save()


def missed(enrolment, days):
    """A marked attempt with one wrong answer, handed in some days ago, to a question that is still asked."""
    block = Block.objects.get(kind="quiz", lesson__revision=enrolment.revision)
    block.content = {"quiz": {"questions": [{"key": "loss"}]}}
    block.save()
    then = datetime.now(UTC) - timedelta(days=days)
    told = {"lesson_key": "knobs", "quiz_key": "check", "number": 1, "state": "graded", "points": 0, "of": 1}
    attempt = QuizAttempt.objects.create(
        enrolment=enrolment, revision=enrolment.revision, submitted_at=then, **told
    )
    Answer.objects.create(attempt=attempt, question_key="loss", points=0, of=1)


def test_the_next_course_of_a_path_is_named_with_where_it_stands(company, step):
    for key in ("one", "two"):
        tiny_course(key, key.title())
    on_path(company.ling, published_path("month", "one", "two"))
    assert (step().title, "This is where the path begins." in step().reason) == ("One", True)
    on_course(company.ling, Course.objects.get(key="one"), done=3)
    assert (step().title, step().reason) == ("Two", "1 of 2 courses are done; this one comes next.")
    assert step().over == "Stage 2 of 2 · Your first month"


def test_the_summary_tells_of_an_open_path_and_calls_nothing_finished_beside_it(client, company):
    for key in ("one", "two", "three"):
        tiny_course(key, key.title())
    on_course(company.ling, Course.objects.get(key="three"), done=3)
    assert summary(client, company.ling) == "1 course finished, nothing open."
    on_path(company.ling, published_path("month", "one", "two"))
    assert "nothing open" not in summary(client, company.ling)
    on_course(company.ling, Course.objects.get(key="one"), done=3)
    assert summary(client, company.ling) == "1 of 2 courses of “Your first month” are done."
    on_course(company.ling, Course.objects.get(key="two"), done=3)
    assert summary(client, company.ling) == "3 courses finished, nothing open."


def summary(client, person):
    client.force_login(person)
    return client.get(HOME).context["home"].summary


def test_a_near_due_date_comes_before_what_was_begun_last(company, step):
    tiny_course("one", "One")
    on_course(company.ling, tiny_course(), done=1)
    path = published_path("month", "one")
    on_path(company.ling, path, due_on=in_days(30))
    assert step().href == reverse("courses:lesson", args=["tiny", "knobs"])
    on_path(company.ling, path, due_on=in_days(3))
    assert (step().title, step().reason.split(".")[0]) == ("One", "“Your first month” is due in 3 days")
    on_path(company.ling, path, due_on=in_days(-1))
    assert "is overdue since" in step().reason


def test_a_begun_course_of_a_path_that_is_due_goes_on_at_its_part(company, step):
    course = tiny_course()
    on_course(company.ling, tiny_course("other", "Other"), done=1)
    on_course(company.ling, course, done=1, idle_days=3)
    on_path(company.ling, published_path("month", "tiny"), due_on=in_days(2))
    assert step().href == reverse("courses:lesson", args=["tiny", "knobs"])
    assert step().reason.startswith("“Your first month” is due in 2 days. You paused here on ")


def test_what_was_missed_comes_before_what_was_paused(company, step):
    enrolment = on_course(company.ling, tiny_course(), done=2)
    missed(enrolment, days=1)
    assert step().href != reverse("courses:spaced_review")
    QuizAttempt.objects.update(submitted_at=F("submitted_at") - timedelta(days=1))
    assert (step().href, step().reason) == (
        reverse("courses:spaced_review"),
        "1 question that you missed comes back today.",
    )


def test_a_quiz_that_opens_later_gives_way_and_is_named_when_nothing_else_is_left(company, step):
    course = tiny_course()
    on_course(company.ling, course, done=1)
    quiz_terms(opens=(datetime.now(UTC) + timedelta(days=2)).isoformat())
    assert step().href == reverse("training_jobs:lab", args=LAB.split("/"))
    revision = course.published
    revision.parts = revision.parts[:2]
    revision.save()
    assert step().reason.startswith("Your quiz opens on ")
    tiny_course("new", "New")
    assert (step().title, step().reason) == ("New", "What you have begun waits. This course is new for you.")


def test_a_quiz_without_a_try_left_says_who_can_help(company, step):
    course = tiny_course()
    enrolment = on_course(company.ling, course, done=1)
    course.published.parts = course.published.parts[:2]
    course.published.save()
    quiz_terms(tries=1)
    told = {"lesson_key": "knobs", "quiz_key": "check", "number": 1, "state": "graded"}
    QuizAttempt.objects.create(enrolment=enrolment, revision=enrolment.revision, **told)
    assert step().reason == "The one try is used. Your manager or an author can grant you other terms."


def test_a_clock_that_runs_comes_first(company, step):
    enrolment = on_course(company.ling, tiny_course(), done=1, idle_days=5)
    on_course(company.ling, tiny_course("other", "Other"), done=1)
    quiz_terms(time_limit=20, questions=[{"key": "x"}])
    QuizAttempt.objects.create(
        enrolment=enrolment,
        revision=enrolment.revision,
        lesson_key="knobs",
        quiz_key="check",
        number=1,
        state="in_progress",
        submitted_at=None,
        deadline=datetime.now(UTC) + timedelta(minutes=12, seconds=30),
    )
    assert step().reason == "Your quiz is under way: 12 minutes are left."


def test_while_a_run_is_at_work_something_else_comes_first(company, step):
    on_course(company.ling, tiny_course(), done=2)
    live = run_of(company.ling, State.RUNNING)
    assert step().href == reverse("training_jobs:run", args=[live.public_id])
    on_course(company.ling, tiny_course("other", "Other"), done=1, idle_days=1)
    assert step().href == reverse("courses:lesson", args=["other", "knobs"])
    assert step().reason.startswith("You paused here yesterday.")


def test_an_assigned_course_that_is_locked_gives_way_to_what_opens_it(company, step):
    tiny_course("basics", "Basics")
    further = tiny_course("further", "Further")
    further.published.needs = [["basics", "required"]]
    further.published.save()
    on_course(company.ling, further, started=False)
    assert (step().title, step().reason) == ("Basics", "It opens “Further”, which waits for you.")


def test_a_choice_is_the_persons_own(company, step):
    for key in ("one", "two"):
        tiny_course(key, key.title())
    on_path(company.ling, published_path("month", (1, ["one", "two"])))
    assert (step().action, step().href) == ("Choose", reverse("courses:path", args=["month"]))
    on_course(company.ling, Course.objects.get(key="two"), done=1)
    assert step().href == reverse("courses:lesson", args=["two", "knobs"])


def test_whoever_is_on_no_path_finds_the_page_as_before(client, company):
    tiny_course()
    client.force_login(company.ling)
    assert "Your paths" not in client.get(HOME).content.decode()


@pytest.mark.parametrize("size", [1, 9])
def test_the_page_costs_the_same_for_any_number_of_paths(
    client, company, size, django_assert_max_num_queries
):
    for number in range(size):
        course = tiny_course(f"course-{number}")
        on_path(company.ling, published_path(f"path-{number}", course.key), due_on=in_days(number))
        on_course(company.ling, tiny_course(f"begun-{number}"), done=1)
    quizzes = Block.objects.filter(kind="quiz")
    quizzes.update(content={"quiz": {"tries": 2}})
    client.force_login(company.ling)
    with django_assert_max_num_queries(HOME_QUERIES):
        assert "Your paths" in client.get(HOME).content.decode()


def test_the_manager_sees_who_is_late_on_a_path_and_why(client, company):
    tiny_course()
    path = published_path("month", "tiny")
    grace = colleague("Grace", company.north)
    on_path(company.ling, path, due_on=in_days(-2))
    on_path(grace, path, due_on=in_days(30))
    client.force_login(company.marco)
    page = client.get(TEAM).content.decode()
    assert "Ling (“Your first month” overdue for 2 days)" in page
    assert "“Your first month”: 0 of 1 courses done" in page
    on_path(company.ling, path, due_on=in_days(2))
    assert "“Your first month” due in 2 days, 0 of 1 courses done" in client.get(TEAM).content.decode()
    on_course(company.ling, Course.objects.get(key="tiny"), done=3)
    assert "finished on" in client.get(TEAM).content.decode()
    assert Enrolment.objects.count() == 1


def test_an_enrolment_of_an_earlier_year_is_told_with_its_year(company, step):
    on_course(company.ling, tiny_course(), started=False)
    now = timezone.localtime()
    assert str(now.year) not in step().reason
    Enrolment.objects.update(created_at=now.replace(year=now.year - 1, day=15))
    assert str(now.year - 1) in step().reason


def test_a_path_that_is_done_was_due_only_once_its_day_is_over(client, company):
    on_path(company.ling, path := published_path("month", tiny_course().key), due_on=in_days(3))
    on_course(company.ling, Course.objects.get(key="tiny"), done=3)
    client.force_login(company.ling)
    page = reverse("courses:path", args=["month"])
    assert "was due" not in client.get(page).content.decode()
    on_path(company.ling, path, due_on=in_days(-3))
    assert "was due" in client.get(page).content.decode()
