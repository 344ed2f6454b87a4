"""Questions to PostgreSQL for each page: with ten times the content and a hundred times the learners as many as before."""

from collections.abc import Iterator
from typing import Any

from bench import world
from bench.analysis import ATTEMPT_ROWS, ENROLMENTS, PEOPLE, QUEUE, run
from bench.figures import Figure
from bench.quizzes import QUESTIONS, course
from bench.search import vocabulary

FEW, MANY = 20, 2_000  # learners
COURSES, TEN_TIMES = 3, 30
PAGES = {
    "home": ("ling", "/"),
    "catalogue": ("ling", "/courses/"),
    "search": ("ling", "/courses/?q=curve"),
    "course": ("ling", "/courses/small/"),
    "lesson": ("ling", "/courses/small/read-1/"),
    "quiz": ("ling", "/courses/small/quiz/"),
    "authoring": ("aisha", "/authoring/"),
    "authors_course": ("aisha", "/authoring/small/"),
    "analysis": ("aisha", "/authoring/small/analysis/quiz/check/"),
    "team": ("dana", "/team/"),
}


def fill(revision: Any, *, courses: range, learners: range) -> None:
    from bench.search import course as long_course
    from bench.search import publish

    english, chinese = vocabulary()
    for number in courses:
        publish(long_course(number, english, chinese))
    told = {"first": learners.start, "last": learners.stop - 1, "course": revision.course_id}
    run(PEOPLE, ENROLMENTS, ATTEMPT_ROWS, QUEUE, revision=revision.pk, questions=QUESTIONS, **told)
    run("ANALYZE")


def people(revision: Any) -> dict[str, Any]:
    from courses.actions import enrol, start
    from people.models import Role

    cast = {name: world.learner(name.capitalize()) for name in ("ling", "aisha", "dana")}
    for name, role in (("aisha", Role.AUTHOR), ("dana", Role.ADMIN)):
        cast[name].roles = [role]
        cast[name].save()
    start(enrolment=enrol(by=cast["ling"], user=cast["ling"], course=revision.course))
    return cast


def asked(cast: dict[str, Any]) -> dict[str, int]:
    """How many questions each page puts, the second time it is opened."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for page, (who, address) in PAGES.items():
        client = Client(headers={"Host": "localhost"})
        client.force_login(cast[who])
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        counts[page] = len(queries)
    return counts


def figures() -> Iterator[Figure]:
    world.prepare()
    revision = course("small")
    cast = people(revision)
    fill(revision, courses=range(COURSES), learners=range(1, FEW + 1))
    before = asked(cast)
    fill(revision, courses=range(COURSES, TEN_TIMES), learners=range(FEW + 1, MANY + 1))
    for page, count in asked(cast).items():
        told = "with a tenth of the content and a hundredth of the learners"
        yield Figure(f"growth.{page}", count, "queries", told, before[page], 1, (count, count))
