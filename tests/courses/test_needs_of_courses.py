"""A course that builds on another stays locked until that one is known, says so, and shows the way."""

import pytest
from django.urls import reverse

from courses.actions import enrol, import_course, start
from courses.models import Block, Enrolment, KnownByPlacement, Revision
from lms.kit.refusals import Conflict
from tests.courses.answering import hand_in
from tests.courses.folders import course_folder
from tests.courses.paths import on_path, placement, published_path

pytestmark = pytest.mark.django_db


def hand_in_quiz(enrolment: Enrolment, responses):
    block = Block.objects.select_related("lesson").get(lesson__revision=enrolment.revision, kind="quiz")
    return hand_in(enrolment, block.lesson, block, responses)


def needing(course, level="required"):
    return [{"course": course, "level": level}]


def test_a_locked_course_says_why_and_leads_to_what_opens_it(company, ling, publish, complete):
    basics = publish(key="basics", title="Basics")
    publish(key="further", needs=needing("basics"))
    page = reverse("courses:course", args=["further"])
    shown = ling.get(page).content.decode()
    assert "Opens after another course" in shown
    assert f'href="{reverse("courses:course", args=["basics"])}"' in shown
    answer = ling.post(reverse("courses:enrol", args=["further"]))
    assert (answer.status_code, "Do first: “Basics”." in answer.content.decode()) == (409, True)
    complete(company.ling, basics)
    assert "Opens after another course" not in ling.get(page).content.decode()
    assert ling.post(reverse("courses:enrol", args=["further"])).status_code == 302


@pytest.mark.parametrize("asked", ["", "?q=further"])
def test_the_catalogue_tells_what_is_locked(company, ling, publish, complete, asked):
    basics = publish(key="basics", title="Basics")
    publish(key="further", title="Further", needs=needing("basics"))
    catalogue = reverse("courses:catalogue") + asked
    assert ling.get(catalogue).content.decode().count("locked") == 1
    complete(company.ling, basics)
    assert "locked" not in ling.get(catalogue).content.decode()


def test_what_is_recommended_is_said_and_locks_nothing(company, ling, publish):
    publish(key="basics", title="Basics")
    publish(key="further", needs=needing("basics", "recommended"))
    shown = ling.get(reverse("courses:course", args=["further"])).content.decode()
    assert "It helps to have done before:" in shown
    assert ling.post(reverse("courses:enrol", args=["further"])).status_code == 302


def test_who_knows_a_course_by_placement_finds_the_next_one_open(company, publish, begin):
    test = publish(key="placement")
    publish(key="basics")
    further = publish(key="further", needs=needing("basics"))
    knows = placement((["loss"], ["basics"]))
    on_path(company.ling, published_path("month", "basics", "further", placement=knows))
    with pytest.raises(Conflict):
        begin(company.ling, further)
    hand_in_quiz(begin(company.ling, test), {"loss": "falls"})
    assert KnownByPlacement.objects.get().course.key == "basics"
    assert begin(company.ling, further).state == "in_progress"


def test_who_had_begun_before_the_need_came_goes_on(company, publish, begin):
    publish(key="basics")
    before = begin(company.ling, publish(key="further"))
    publish(key="further", title="Further", needs=needing("basics"))
    assert start(enrolment=before).revision == before.revision


def test_a_circle_is_refused_at_the_import_and_no_dead_end_where_it_came_in_otherwise(
    company, publish, begin, tmp_path
):
    first = publish(key="first", needs=needing("second"))
    folder = course_folder(tmp_path / "circle", key="second", needs=needing("first"))
    told = [str(problem) for problem in import_course(by=None, folder=folder)]
    assert told[0].endswith(
        "Circular prerequisites: second → first → second. Take one need out, here or in first/course.yaml."
    )
    second = publish(key="second")
    Revision.objects.filter(pk=second.pk).update(needs=[["first", "required"]])
    assert begin(company.ling, first).state == "in_progress"
    assert begin(company.ling, Revision.objects.get(pk=second.pk)).state == "in_progress"


def test_somebody_may_be_put_on_a_course_that_is_locked_for_them(company, publish):
    publish(key="basics")
    further = publish(key="further", needs=needing("basics"))
    enrolment = enrol(by=company.marco, user=company.ling, course=further.course)
    with pytest.raises(Conflict, match="This course builds on others"):
        start(enrolment=enrolment)
