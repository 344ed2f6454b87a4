"""My learning: the next step first, with its reason and one action."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Completion
from tests.reporting.stories import LAB, graded, on_course, run_of, tiny_course
from training_jobs.states import State

pytestmark = pytest.mark.django_db
HOME = reverse("reporting:home")
HOME_QUERIES = 23  # six of them look at the queue, and only when a run of one's own waits


def step_of(client, user):
    client.force_login(user)
    response = client.get(HOME)
    step = response.context["home"].step
    if step is not None:
        assert f'href="{step.href}"' in response.content.decode()
    return step


def test_strangers_are_led_to_sign_in(client):
    response = client.get(HOME)
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_somebody_brand_new_is_shown_a_first_course(client, company):
    tiny_course()
    step = step_of(client, company.ling)
    assert (step.title, step.href) == ("A tiny course", reverse("courses:course", args=["tiny"]))
    assert "first course" in step.reason


def test_who_takes_no_course_finds_their_people_and_their_courses_first(client, company):
    course = tiny_course()
    team, desk = reverse("reporting:team_line"), "The courses that you work on"
    for user, first in ((company.marco, team), (company.aisha, desk)):
        client.force_login(user)
        page = client.get(HOME).content.decode()
        assert page.index(first) < page.index("next-title")
        on_course(user, course)
        page = client.get(HOME).content.decode()
        assert page.index(first) > page.index("next-title")
    client.force_login(company.ling)
    page = client.get(HOME).content.decode()
    assert team not in page
    assert desk not in page


def test_without_any_course_the_page_says_what_will_come(client, company):
    assert step_of(client, company.ling) is None
    assert "No course is published yet" in client.get(HOME).content.decode()
    client.force_login(company.aisha)
    assert reverse("courses:authoring") in client.get(HOME).content.decode()


def test_an_enrolment_by_others_is_the_next_step_until_it_is_begun(client, company):
    on_course(company.ling, tiny_course(), started=False)
    step = step_of(client, company.ling)
    assert step.reason.startswith("You were enrolled on")
    assert step.href == reverse("courses:course", args=["tiny"])


def test_a_begun_course_goes_on_where_it_was_left(client, company):
    on_course(company.ling, tiny_course(), done=1)
    step = step_of(client, company.ling)
    assert step.href == reverse("courses:lesson", args=["tiny", "knobs"])
    assert "1 of 3 parts" in step.reason


def test_its_first_sentence_names_a_course_only_where_no_other_is_begun(client, company):
    on_course(company.ling, tiny_course(), done=1)
    client.force_login(company.ling)
    assert client.get(HOME).context["home"].summary == "1 of 3 parts of “A tiny course” are done."
    on_course(company.ling, tiny_course("other", "Another one"), done=1)
    assert client.get(HOME).context["home"].summary == "Several courses are under way."


def test_at_the_lab_the_step_opens_the_lab_then_the_run_then_the_best_run(client, company):
    on_course(company.ling, tiny_course(), done=2)
    assert step_of(client, company.ling).href == reverse("training_jobs:lab", args=LAB.split("/"))
    live = run_of(company.ling, State.RUNNING)
    assert step_of(client, company.ling).href == reverse("training_jobs:run", args=[live.public_id])
    live.delete()
    best = run_of(company.ling, State.FINISHED, macro_f1=0.86)
    run_of(company.ling, State.FINISHED, macro_f1=0.7)
    assert step_of(client, company.ling).href == reverse("training_jobs:run", args=[best.public_id])
    graded(best, 0.78)
    step = step_of(client, company.ling)
    assert (step.href, "0.78" in step.reason) == (reverse("training_jobs:lab", args=LAB.split("/")), True)


def test_after_the_last_course_the_certificate_is_offered(client, company):
    on_course(company.ling, tiny_course(), done=3)
    certificate = Completion.objects.get(user=company.ling)
    assert step_of(client, company.ling).href == reverse("courses:certificate", args=[certificate.public_id])
    tiny_course("second", "Second")
    assert step_of(client, company.ling).title == "Second"


def test_running_and_waiting_runs_stand_first_with_their_state(client, company):
    on_course(company.ling, tiny_course(), done=2)
    run_of(company.omar, State.QUEUED, at=timezone.now() - timedelta(hours=2))
    waiting = run_of(company.ling, State.QUEUED, at=timezone.now() - timedelta(hours=1))
    running = run_of(company.ling, State.RUNNING, step=30, total_steps=100)
    run_of(company.ling, State.FINISHED, macro_f1=0.84)
    client.force_login(company.ling)
    lines = client.get(HOME).context["home"].runs
    assert [line.run.pk for line in lines[:2]] == [running.pk, waiting.pk]
    assert [line.text for line in lines] == [
        "step 30 of 100",
        "1 run ahead",
        "macro-F1 0.840 · predicted 0.800",
    ]


def test_the_page_speaks_the_readers_language(client, company):
    on_course(company.ling, tiny_course(), done=1)
    company.ling.language = "zh-hans"
    company.ling.save()
    client.force_login(company.ling)
    assert "小课程" in client.get(HOME).content.decode()


def test_titles_with_markup_stay_text(client, company):
    on_course(company.ling, tiny_course(title="<img src=x onerror=alert(1)>"), done=1)
    client.force_login(company.ling)
    assert "<img src=x" not in client.get(HOME).content.decode()


@pytest.mark.parametrize("size", [1, 12])
def test_the_page_costs_the_same_for_any_history(client, company, size, django_assert_max_num_queries):
    for number in range(size):
        on_course(company.ling, tiny_course(f"done-{number}"), done=3)
        run_of(company.ling, State.QUEUED)
    course = tiny_course()
    on_course(company.ling, course, done=2)
    graded(run_of(company.ling, State.FINISHED, macro_f1=0.86), 0.7)
    client.force_login(company.ling)
    with django_assert_max_num_queries(HOME_QUERIES):
        client.get(HOME)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Mars/Base", "../../etc/passwd", "\x7f"])
def test_the_page_keeps_the_readers_clock_and_survives_an_unknown_zone(client, company, zone):
    company.ling.time_zone = zone
    company.ling.save()
    client.force_login(company.ling)
    assert client.get(HOME).status_code == 200
