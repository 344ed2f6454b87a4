"""Marco's minute on Monday: who of his people needs him, and why."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import OrgUnit, Position
from tests.reporting.stories import colleague, graded, on_course, run_of, tiny_course
from training_jobs.states import State

TEAM = reverse("reporting:team")
TEAM_QUERIES = 16
pytestmark = pytest.mark.django_db


def names(response):
    return [member.user.name for member in response.context["page"]]


def test_a_manager_sees_the_unit_and_below_and_nobody_else(client, company):
    client.force_login(company.marco)
    response = client.get(TEAM)
    assert names(response) == ["Ling"]
    assert "Sven" not in response.content.decode()


def test_somebody_who_leads_nobody_is_told_so(client, company):
    client.force_login(company.ling)
    response = client.get(TEAM)
    assert response.status_code == 403
    assert "You lead no team" in response.content.decode()


def test_an_administrator_sees_everybody_with_a_position(client, company):
    client.force_login(company.dana)
    assert set(names(client.get(TEAM))) == {"Ling", "Marco", "Omar", "Sven"}


def test_people_whose_position_ended_are_gone_from_the_page(client, company):
    colleague("Past Paula", company.north, until=timezone.now().date() - timedelta(days=1))
    colleague("Last Day Lou", company.north, until=timezone.now().date())
    client.force_login(company.marco)
    assert set(names(client.get(TEAM))) == {"Ling", "Last Day Lou"}


def test_a_manager_whose_own_lead_ended_sees_no_team(client, company):
    Position.objects.filter(user=company.marco).update(ends_on=date(2026, 1, 2))
    client.force_login(company.marco)
    assert client.get(TEAM).status_code == 403


def test_the_sentence_names_who_needs_the_manager_and_the_rows_start_with_them(client, company):
    course = tiny_course()
    on_course(company.ling, course, done=1)
    quiet, stuck, done = (colleague(name, company.north) for name in ("Amira", "Tomas", "Grace"))
    on_course(quiet, course, done=1, idle_days=12)
    on_course(stuck, course, done=2)
    for _ in range(3):
        run_of(stuck, State.FAILED)
    on_course(done, course, done=3)
    client.force_login(company.marco)
    response = client.get(TEAM)
    assert names(response) == ["Tomas", "Amira", "Ling", "Grace"]
    text = response.content.decode()
    assert "2 of 4 people need you" in text
    assert "Tomas (3 failed runs in a row) and Amira (no activity for 12 days)" in text


def test_a_finished_run_ends_a_row_of_failures(client, company):
    on_course(company.ling, tiny_course(), done=2)
    start = timezone.now() - timedelta(hours=5)
    for hours, state in enumerate([State.FAILED, State.FAILED, State.FINISHED, State.FAILED]):
        run_of(company.ling, state, at=start + timedelta(hours=hours))
    client.force_login(company.marco)
    assert client.get(TEAM).context["count"].headline == "Nobody needs you today"


def test_best_results_come_from_finished_lab_runs_and_gradings(client, company):
    on_course(company.ling, tiny_course(), done=2)
    run_of(company.ling, State.FINISHED, macro_f1=0.71)
    best = run_of(company.ling, State.FINISHED, macro_f1=0.84)
    run_of(company.ling, State.FAILED, macro_f1=0.97)
    run_of(company.ling, State.FINISHED, macro_f1=0.99, lab="")
    graded(best, 0.81)
    client.force_login(company.marco)
    lab = client.get(TEAM).context["page"][0].lab
    assert (lab.validation, lab.hidden, lab.passed) == (0.84, 0.81, True)


def test_the_unit_filter_narrows_to_a_unit_and_below(client, company):
    deep = OrgUnit.objects.create(name="Motor", parent=company.north)
    colleague("Deep Dora", deep)
    colleague("Office Olga", company.claims)
    client.force_login(company.marco)
    assert set(names(client.get(TEAM))) == {"Ling", "Deep Dora", "Office Olga"}
    assert set(names(client.get(TEAM, {"unit": company.north.public_id}))) == {"Ling", "Deep Dora"}
    assert names(client.get(TEAM, {"unit": deep.public_id})) == ["Deep Dora"]


@pytest.mark.parametrize("unit", ["nonsense", ""])
def test_a_unit_that_is_not_the_managers_is_no_choice(client, company, unit):
    client.force_login(company.marco)
    assert names(client.get(TEAM, {"unit": unit})) == ["Ling"]
    assert names(client.get(TEAM, {"unit": company.sales.public_id})) == ["Ling"]


def test_an_empty_team_says_what_will_happen_here(client, company):
    Position.objects.filter(user=company.ling).delete()
    client.force_login(company.marco)
    assert "Nobody is in this unit yet" in client.get(TEAM).content.decode()


def test_a_name_with_markup_stays_text(client, company):
    colleague("<script>alert(1)</script>", company.north)
    client.force_login(company.marco)
    page = client.get(TEAM).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_large_team_comes_in_pages_and_keeps_the_unit(client, company):
    for number in range(60):
        colleague(f"Person {number:02}", company.north)
    client.force_login(company.marco)
    first = client.get(TEAM, {"unit": company.north.public_id})
    assert len(first.context["page"].object_list) == 50
    assert f"?unit={company.north.public_id}&amp;page=2" in first.content.decode()
    assert len(client.get(TEAM, {"page": "2"}).context["page"].object_list) == 11


@pytest.mark.parametrize("members", [2, 20])
def test_the_page_costs_the_same_for_any_team(client, company, members, django_assert_max_num_queries):
    courses = [tiny_course(), tiny_course("second", "Second")]
    for number in range(members - 1):
        person = colleague(f"Person {number:02}", company.north)
        for course in courses:
            on_course(person, course, done=2)
        graded(run_of(person, State.FINISHED, macro_f1=0.8), 0.79)
        run_of(person, State.FAILED)
    client.force_login(company.marco)
    with django_assert_max_num_queries(TEAM_QUERIES):
        client.get(TEAM)


def test_one_person_alone_is_counted_in_the_singular(client, company):
    on_course(company.ling, tiny_course(), done=2)
    for _ in range(3):
        run_of(company.ling, State.FAILED)
    client.force_login(company.marco)
    assert client.get(TEAM).context["count"].headline == "1 of 1 person needs you"
