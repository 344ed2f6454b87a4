"""People on learning paths: put there once, however often it is asked; where they are follows from their courses."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions import assign_path, enrol, publish_path, start, withdraw_path, write_version
from courses.clock import database_now
from courses.content.paths import path_yaml
from courses.models import KnownByPlacement, Path, PathEnrolment, PathVersion, Revision
from courses.paths.access import path_enrolments
from courses.paths.assigning import check_can_withdraw
from courses.paths.choices import Offered
from courses.paths.importing import known_here
from courses.paths.progress import Standing, read_progress
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.courses.paths import on_path, placement, published_path, small_path
from tests.courses.quiz_pages import in_minutes
from tests.courses.test_needs_of_courses import hand_in_quiz
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db


def progress_of(user):
    (progress,) = read_progress(path_enrolments().filter(user=user))
    return progress


def standings(progress):
    return [[str(line.standing) for line in stage.courses] for stage in progress.stages]


@pytest.fixture
def three(db):
    return [tiny_course(key, key.title()) for key in ("one", "two", "three")]


def test_progress_follows_the_courses_at_once(company, three):
    on_path(company.ling, published_path("month", "one", (1, ["two", "three"])))
    here = progress_of(company.ling)
    assert (here.done, here.of, here.state, here.next.key) == (0, 2, "not_started", "one")
    on_course(company.ling, three[0], done=1)
    assert progress_of(company.ling).state == "in_progress"
    on_course(company.ling, three[2], done=3)
    assert (progress_of(company.ling).done, progress_of(company.ling).stage.number) == (1, 1)
    here.next.course.enrolments.all().delete()
    on_course(company.ling, three[0], done=3)
    assert (progress_of(company.ling).percent, progress_of(company.ling).next) == (100, None)


def test_a_shared_course_is_no_part_of_a_path(company, three):
    Revision.objects.filter(course=three[1]).update(shared=True)
    assert set(Offered().titles) == {"one", "three"}
    assert "two" not in known_here().needs
    on_path(company.ling, published_path("month", "one", "two"))
    on_course(company.ling, three[0], done=3)
    assert progress_of(company.ling).is_done, "nobody has to do what nobody can take"


def test_an_alternative_too_many_counts_once(company, three):
    on_path(company.ling, published_path("month", (1, ["one", "two"]), "three"))
    for course in three[:2]:
        on_course(company.ling, course, done=3)
    assert (progress_of(company.ling).done, progress_of(company.ling).of) == (1, 2)


def test_a_path_whose_course_is_gone_can_still_be_done(company, three):
    on_path(company.ling, published_path("month", "one", "two"))
    on_course(company.ling, three[0], done=3)
    three[1].published = None
    three[1].save()
    assert progress_of(company.ling).is_done


def test_putting_somebody_on_a_path_twice_changes_nothing(company, three):
    path = published_path("month", "one", due={"days": 30})
    today = timezone.localdate(database_now())
    first = on_path(company.ling, path, external_id="HR-1")
    second = on_path(company.ling, path, external_id="HR-2")
    assert (first.pk, second.external_id, second.due_on) == (second.pk, "HR-1", today + timedelta(days=30))
    assert AuditEvent.objects.filter(did="assigned path").count() == 1
    later = today + timedelta(days=60)
    assert [on_path(company.ling, path, due_on=later).due_on for _time in "12"] == [later, later]
    assert AuditEvent.objects.filter(did="changed due date").count() == 1


def test_a_due_day_lasts_until_its_end(company, three):
    path, today = published_path("month", "one"), timezone.localdate(database_now())
    told = []
    for days in (-1, 0, 1):
        on_path(company.ling, path, due_on=today + timedelta(days=days))
        told.append((progress_of(company.ling).is_overdue, progress_of(company.ling).days_left))
    assert told == [(True, -1), (False, 0), (False, 1)]
    on_path(company.ling, path, due_on=today - timedelta(days=9))
    on_course(company.ling, three[0], done=3)
    assert not progress_of(company.ling).is_overdue


def test_who_was_put_on_a_path_cannot_walk_off_it(company, three, client):
    path = published_path("month", "one")
    client.force_login(company.marco)
    page = reverse("courses:path_people", args=["month"])
    answer = client.post(page, {"people": "ling@example.org, sven@example.org"})
    assert (answer.status_code, PathEnrolment.objects.count()) == (422, 0)
    assert "None of your people has this address: sven@example.org." in answer.content.decode()
    assert client.post(page, {"people": "LING@example.org"}, follow=True).status_code == 200
    enrolment = PathEnrolment.objects.get(user=company.ling)
    with pytest.raises(Denied, match="Somebody else put you on this path"):
        withdraw_path(by=company.ling, enrolment=enrolment)
    withdraw_path(by=company.marco, enrolment=enrolment)
    withdraw_path(by=company.marco, enrolment=enrolment)
    assert AuditEvent.objects.filter(did="withdrew path").count() == 1
    assert on_path(company.ling, path).withdrawn_at is None


def test_who_had_joined_before_a_manager_put_them_on_it_cannot_walk_off_it(company, three):
    path = published_path("month", "one")
    here, _is_new = assign_path(by=company.ling, user=company.ling, path=path)
    assert not check_can_withdraw.refusal(company.ling, here)
    assert assign_path(by=company.marco, user=company.ling, path=path)[1] is False
    for by in (company.dana, company.ling):  # somebody answers for it already
        here, _is_new = assign_path(by=by, user=company.ling, path=path)
    assert here.assigned_by == company.marco
    assert check_can_withdraw.refusal(company.ling, here)
    told = AuditEvent.objects.filter(did="assigned path").order_by("pk")
    assert [event.actor for event in told] == [company.ling, company.marco]


def test_the_page_says_where_one_is_and_what_opens_what_is_locked(company, three, client):
    three[1].published.needs = [["one", "required"]]
    three[1].published.save()
    published_path("month", "one", "two")
    client.force_login(company.ling)
    page = reverse("courses:path", args=["month"])
    assert "Take this path" in client.get(page).content.decode()
    client.post(reverse("courses:join_path", args=["month"]))
    shown = client.get(page).content.decode()
    assert "Stage 1 of 2" in shown
    assert "Opens after:" in shown
    assert standings(progress_of(company.ling)) == [["open"], ["locked"]]
    on_course(company.ling, three[0], done=3)
    assert "Opens after:" not in client.get(page).content.decode()
    client.post(reverse("courses:leave_path", args=["month"]))
    assert "Take this path" in client.get(page).content.decode()


def test_a_new_version_takes_people_along_only_if_its_author_says_so(company, three, client):
    path = published_path("month", "one")
    enrolment = on_path(company.ling, path)
    newer = write_version(by=company.aisha, source=small_path("month", "one", "two"))
    publish_path(by=company.aisha, version=newer)
    enrolment.refresh_from_db()
    assert enrolment.version.number == 1
    with pytest.raises(Conflict, match="already published"):
        publish_path(by=company.aisha, version=newer)
    newest = write_version(by=company.aisha, source=small_path("month", "one", "three"))
    client.force_login(company.aisha)
    assert (
        "1 person is on an earlier version"
        in client.get(reverse("courses:path_version", args=[newest.public_id])).content.decode()
    )
    client.post(reverse("courses:publish_path", args=[newest.public_id]), {"move": "on"})
    enrolment.refresh_from_db()
    assert (enrolment.version, enrolment.path.publications.first().moved) == (newest, 1)


def test_the_same_file_twice_is_one_version_and_goes_out_as_it_came(three, tmp_path, company, client):
    file = tmp_path / "month.yaml"
    file.write_bytes(path_yaml(small_path("month", "one", (1, ["two", "three"]), due={"on": "2026-12-31"})))
    for _time in "12":
        call_command("import_path", str(file), "--publish")
    assert (PathVersion.objects.count(), Path.objects.get().published.number) == (1, 1)
    call_command("export_path", "month", "--to", str(tmp_path / "again.yaml"))
    assert (tmp_path / "again.yaml").read_bytes() == file.read_bytes()
    client.force_login(company.aisha)
    with file.open("rb") as upload:
        answer = client.post(reverse("courses:upload_path"), {"file": upload})
    assert answer["Location"] == reverse("courses:path_version", args=[PathVersion.objects.get().public_id])
    sent = client.get(reverse("courses:path_file", args=[PathVersion.objects.get().public_id]))
    assert sent.content == file.read_bytes()


def test_a_file_with_mistakes_changes_nothing_and_says_where_they_are(
    three, tmp_path, company, client, capsys
):
    file = tmp_path / "month.yaml"
    file.write_bytes(path_yaml(small_path("month", "one", "nowhere")))
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_path", str(file))
    client.force_login(company.aisha)
    with file.open("rb") as upload:
        answer = client.post(reverse("courses:upload_path"), {"file": upload})
    assert (answer.status_code, Path.objects.count()) == (422, 0)
    assert "There is no published course “nowhere”" in answer.content.decode()


@pytest.mark.parametrize("size", [1, 12])
def test_any_number_of_people_and_paths_is_read_in_five_queries(company, size, django_assert_max_num_queries):
    for number in range(size):
        course = tiny_course(f"course-{number}")
        path = published_path(f"path-{number}", course.key)
        for user in (company.ling, company.sven):
            on_path(user, path)
    with django_assert_max_num_queries(6):  # with the enrolments themselves
        assert len(read_progress(path_enrolments())) == 2 * size


def test_a_passed_part_of_the_placement_test_settles_its_courses(company, three, publish, begin):
    test = publish(key="placement")
    knows = placement((["loss"], ["one"]), (["true"], ["two"]), (["steps"], ["three"]))
    on_path(company.ling, published_path("month", "one", "two", "three", placement=knows))
    hand_in_quiz(begin(company.ling, test), {"loss": "falls", "true": ["one"], "steps": 73519.25})
    assert standings(progress_of(company.ling)) == [["known"], ["open"], ["known"]]
    assert progress_of(company.ling).next.key == "two"
    assert AuditEvent.objects.filter(did="placed").count() == 2
    hand_in_quiz(begin(company.ling, test), {"loss": "rises"})
    assert KnownByPlacement.objects.count() == 2
    started = start(enrolment=enrol(by=company.ling, user=company.ling, course=three[0]))
    assert (started.state, started.completion) == ("in_progress", None)
    assert progress_of(company.ling).stages[0].courses[0].standing == Standing.KNOWN


def test_a_test_taken_before_counts_for_who_comes_later(company, three, publish, begin):
    test = publish(key="placement")
    hand_in_quiz(begin(company.ling, test), {"loss": "falls"})
    path = published_path("month", "one", placement=placement((["loss"], ["one"])))
    assert not KnownByPlacement.objects.exists()
    on_path(company.ling, path)
    assert progress_of(company.ling).is_done


def test_marks_that_wait_for_the_closing_place_nobody(company, three, publish, begin):
    test = publish(key="placement", feedback="after-close", closes=in_minutes(30))
    on_path(company.ling, published_path("month", "one", placement=placement((["loss"], ["one"]))))
    hand_in_quiz(begin(company.ling, test), {"loss": "falls"})
    assert not KnownByPlacement.objects.exists()


def test_the_placement_test_is_offered_until_it_was_taken(company, three, publish, begin, client):
    test = publish(key="placement")
    on_path(company.ling, published_path("month", "one", placement=placement((["loss"], ["one"]))))
    client.force_login(company.ling)
    page = reverse("courses:path", args=["month"])
    assert "Begin with the placement test" in client.get(page).content.decode()
    hand_in_quiz(begin(company.ling, test), {"loss": "rises"})
    assert "Begin with the placement test" not in client.get(page).content.decode()
