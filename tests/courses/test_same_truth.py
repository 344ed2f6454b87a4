"""What one page says of a person's courses every other page says too."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import enrol, issue_certificate, move_everywhere, publish_revision, revoke_certificate
from courses.models import Completion, KnownByPlacement, Policy
from courses.publishing.acts import Plan
from reporting.judging import Need
from reporting.team import read_members
from tests.courses.paths import on_path, placement, published_path
from tests.courses.test_needs_of_courses import hand_in_quiz
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db
HOME, TEAM = reverse("reporting:home"), reverse("reporting:team")


def test_who_must_do_it_again_reads_why_at_home(client, company, publish, draft, complete):
    complete(company.ling)
    plan = Plan(finished=Policy.RETAKE, note="Please again.")
    publish_revision(by=company.aisha, revision=draft(title="Renewed"), plan=plan)
    move_everywhere()
    client.force_login(company.ling)
    step = client.get(HOME).context["home"].step
    assert step.reason.startswith("This course was renewed on")
    assert "Its author asks everybody to do it again." in step.reason
    assert step.note == "Please again."
    assert "Please again." in client.get(HOME).content.decode()


def test_what_renewed_a_course_is_said_once_at_home(client, company, publish, draft, complete):
    complete(company.ling)
    publish_revision(by=company.aisha, revision=draft(title="Renewed"), plan=Plan(finished=Policy.RETAKE))
    move_everywhere()
    client.force_login(company.ling)
    assert client.get(HOME).content.decode().count("This course was renewed on") == 1
    other = on_course(company.ling, tiny_course(), done=1)
    other.refresh_from_db()
    home = client.get(HOME)
    assert home.context["home"].step.renewed == "", "the other was touched last"
    assert home.content.decode().count("This course was renewed on") == 1


def test_a_course_with_nothing_marked_has_no_score(client, company):
    course = tiny_course()
    course.published.parts = [["start", "read", "start"]]
    course.published.save()
    on_course(company.ling, course, done=3)
    client.force_login(company.marco)
    person = reverse("reporting:person", args=[company.ling.public_id])
    pages = [client.get(page).content.decode() for page in (TEAM, person)]
    client.force_login(company.ling)
    home = client.get(HOME).content.decode()
    assert "Finished on" in home
    for page in (home, *pages):
        assert "score" not in page.replace("Best score", "")


def test_a_revoked_certificate_is_called_so_wherever_it_is_linked(client, company):
    completion = Completion.objects.get(enrolment=on_course(company.ling, tiny_course(), done=3))
    certificate = issue_certificate(completion=completion)
    revoke_certificate(by=company.dana, certificate=certificate, reason="not their own work")
    client.force_login(company.ling)
    home = client.get(HOME)
    assert "Certificate, revoked" in home.content.decode()
    assert "Your certificate was revoked." in home.context["home"].step.reason
    client.force_login(company.marco)
    person = reverse("reporting:person", args=[company.ling.public_id])
    assert "Certificate, revoked" in client.get(person).content.decode()


def spared(company, publish, begin):
    """Ling was put on a course, and then a placement test showed that she knows it."""
    course = tiny_course("basics", "Basics")
    test = publish(key="placement")
    enrol(by=company.marco, user=company.ling, course=course)
    path = published_path("month", "basics", placement=placement((["loss"], ["basics"])))
    on_path(company.ling, path)
    hand_in_quiz(begin(company.ling, test), {"loss": "falls"})
    assert KnownByPlacement.objects.get().course == course


def test_a_course_that_a_test_spared_is_known_everywhere(client, company, publish, begin):
    spared(company, publish, begin)
    client.force_login(company.ling)
    home, catalogue = client.get(HOME).content.decode(), reverse("courses:catalogue")
    listed = client.get(catalogue).content.decode()
    assert "known by placement" in listed
    assert "assigned to you" not in listed
    assert "Basics" not in client.get(catalogue, {"state": "not_started"}).content.decode()
    client.force_login(company.marco)
    person = reverse("reporting:person", args=[company.ling.public_id])
    for page in (home, client.get(TEAM).content.decode(), client.get(person).content.decode()):
        assert "known by placement" in page
        assert "not started" not in page


def test_nobody_is_asked_after_for_a_course_that_they_were_spared(company, publish, begin):
    spared(company, publish, begin)
    company.ling.enrolments.update(created_at=timezone.now() - timedelta(days=30))
    (ling,) = read_members([company.ling], timezone.localtime())
    assert ling.judgement.need != Need.WAITING


def test_a_leader_reads_at_home_what_the_team_needs(client, company):
    on_course(company.ling, tiny_course(), done=1, idle_days=20)
    client.force_login(company.marco)
    line = reverse("reporting:team_line")
    home = client.get(HOME).content.decode()
    assert f'hx-get="{line}"' in home
    told = client.get(line).content.decode()
    assert f'href="{TEAM}"' in told
    assert "1 of " in told
    assert f"{company.ling.name} (no activity for 20 days)" in told
    client.force_login(company.ling)
    assert line not in client.get(HOME).content.decode()


def test_the_team_table_shows_paths_and_when_they_are_due(client, company):
    tiny_course()
    due = timezone.localdate() + timedelta(days=5)
    on_path(company.ling, published_path("month", "tiny", title="First month"), due_on=due)
    client.force_login(company.marco)
    page = client.get(TEAM).content.decode()
    assert "<b>First month</b>" in page
    assert "0 of 1 courses" in page
    assert "due on" in page
