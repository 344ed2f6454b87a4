"""What a learner finds: one thing to do, their own edition, and no more queries for a longer course."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import enrol, mark_read
from courses.models import Enrolment, EnrolmentState, Lesson, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT

Begin = Callable[[User, Revision], Enrolment]
COURSE_QUERIES = 12
LESSON_QUERIES = 12


def test_the_catalogue_shows_published_courses_only(ling: Client, publish: Publish, draft: Publish):
    publish(key="small", title="The published one")
    draft(key="other", title="The secret draft")
    page = ling.get("/courses/").content.decode()
    assert "The published one" in page
    assert "The secret draft" not in page
    assert ling.get("/courses/other/").status_code == 404


def test_an_empty_catalogue_says_so(ling: Client):
    assert "No course is published yet." in ling.get("/courses/").content.decode()


def test_start_enrols_and_opens_the_first_lesson(ling: Client, company: Company, publish: Publish):
    publish()
    page = ling.get("/courses/small/").content.decode()
    assert page.count("btn primary") == 1
    assert "Start" in page
    assert ling.post("/courses/small/enrol/").url == "/courses/small/read-1/"
    assert Enrolment.objects.get().state == EnrolmentState.IN_PROGRESS
    page = ling.get("/courses/small/").content.decode()
    assert "Continue" in page
    assert 'href="/courses/small/read-1/"' in page


@pytest.mark.parametrize("is_assigned", [True, False])
def test_a_lesson_link_without_a_start_leads_to_the_course_page(
    ling: Client, company: Company, publish: Publish, is_assigned: bool
):
    course = publish().course
    if is_assigned:
        enrol(by=company.hr, user=company.ling, course=course)
    assert ling.get("/courses/small/read-1/").url == "/courses/small/"
    assert Enrolment.objects.filter(revision__isnull=False).count() == 0
    assert ling.post("/courses/small/read-1/read/").status_code == 404
    assert ling.post("/courses/small/quiz/quiz/check/", RIGHT).status_code == 404


def test_reading_answering_and_the_certificate(ling: Client, company: Company, publish: Publish):
    publish()
    ling.post("/courses/small/enrol/")
    page = ling.get("/courses/small/read-1/").content.decode()
    assert "I have read this" in page
    assert "<math" in page
    assert ling.post("/courses/small/read-1/read/").url == "/courses/small/quiz/"
    assert ling.post("/courses/small/quiz/quiz/check/", RIGHT).url == "/courses/small/quiz/#quiz-check"
    certificate = reverse("courses:certificate", args=[Enrolment.objects.get().completion.public_id])
    assert certificate in ling.get("/courses/small/quiz/").content.decode()
    assert certificate in ling.get("/courses/small/").content.decode()
    page = ling.get(certificate).content.decode()
    assert "Ling" in page
    assert "100 %" in page


def test_a_lesson_says_what_is_left_in_it(ling: Client, company: Company, publish: Publish, begin: Begin):
    begin(company.ling, publish())
    page = ling.get("/courses/small/quiz/").content.decode()
    assert "Left in this lesson:" in page
    assert 'href="#quiz-check"' in page


def test_someone_mid_course_keeps_their_edition(
    ling: Client, company: Company, publish: Publish, begin: Begin
):
    begin(company.ling, publish(title="Old edition"))
    publish(title="New edition", readings=3)
    page = ling.get("/courses/small/").content.decode()
    assert "Old edition" in page
    assert "A newer edition has been published since you started." in page
    assert ling.get("/courses/small/read-1/").status_code == 200
    assert ling.get("/courses/small/read-3/").status_code == 404
    assert "content of" in page


def test_who_has_finished_is_not_told_that_they_finish_on_their_edition(
    ling: Client, company: Company, publish: Publish, begin: Begin
):
    begin(company.ling, publish(title="Old edition", readings=0))
    ling.post("/courses/small/quiz/quiz/check/", RIGHT)
    assert Enrolment.objects.get().state == "done"
    publish(title="New edition", readings=3)
    page = ling.get("/courses/small/").content.decode()
    assert "Old edition" in page
    assert "A newer edition" not in page


def test_chinese_readers_read_chinese(ling: Client, company: Company, publish: Publish, begin: Begin):
    begin(company.ling, publish())
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    page = ling.get("/courses/small/read-1/").content.decode()
    assert 'class="prose" lang="zh-hans"' in page
    assert "你好" in page
    assert "Hello" not in page


def test_hostile_course_text_is_shown_as_text(ling: Client, publish: Publish):
    publish(title="<script>alert(1)</script>")
    for address in ("/courses/", "/courses/small/"):
        page = ling.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_an_unknown_page_number_or_course_is_no_crash(ling: Client, publish: Publish):
    publish()
    assert ling.get("/courses/?page=nonsense").status_code == 200
    assert ling.get("/courses/nothing/").status_code == 404
    assert ling.get("/courses/nothing/lesson/").status_code == 404
    assert ling.get("/courses/small/enrol/").headers["Location"] == "/courses/small/"


def test_signing_in_comes_first(client: Client, publish: Publish):
    publish()
    for address in ("/courses/", "/courses/small/", "/courses/small/read-1/", "/authoring/"):
        assert client.get(address).url.startswith("/accounts/login/")


def queries_of(client: Client, address: str, django_assert_max_num_queries: Callable[..., object]) -> int:
    with django_assert_max_num_queries(LESSON_QUERIES) as spent:  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200
    return len(spent)


def test_a_longer_course_costs_no_more_queries(
    ling: Client,
    company: Company,
    publish: Publish,
    begin: Begin,
    django_assert_max_num_queries: Callable[..., object],
):
    spent: dict[str, list[int]] = {"course": [], "reading": [], "quiz": [], "lab": []}
    for readings in (2, 20):
        revision = publish(key=f"course-{readings}", readings=readings, lab=True)
        enrolment = begin(company.ling, revision)
        for lesson in Lesson.objects.filter(revision=revision, key__startswith="read-"):
            mark_read(enrolment=enrolment, lesson=lesson)
        ling.post(f"/courses/course-{readings}/quiz/quiz/check/", RIGHT)
        for name, path in {"course": "", "reading": "read-1/", "quiz": "quiz/", "lab": "lab/"}.items():
            address = f"/courses/course-{readings}/{path}"
            spent[name].append(queries_of(ling, address, django_assert_max_num_queries))
    assert all(few == many for few, many in spent.values()), spent
