"""Taking quizzes on a real server: saving an answer, whole attempts by eight clients, three hundred who start at once."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import world
from bench.analysis import ENROLMENTS, PEOPLE, run
from bench.figures import Figure, figure
from bench.live import cookie, server

QUESTIONS, CHOICES = 10, "abcd"
ALONE, WARM, WHOLE, AT_ONCE = 30, 60, 240, 300
LESSON = "/courses/{key}/quiz/"
Takers = Sequence[str]


def course(key: str, **terms: Any) -> Any:
    """A published course whose last lesson is a quiz of ten questions, with one that stands alone before it."""
    from courses.actions import import_course, publish_revision
    from tests.courses.folders import both, choice, course_folder

    questions = [
        {
            "key": f"q{number}",
            "kind": "single",
            "prompt": both(f"Question {number}?"),
            "choices": [choice(name, name, correct=name == "a") for name in CHOICES],
        }
        for number in range(QUESTIONS)
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = course_folder(Path(place), key=key, questions=questions, **terms)
        revision = import_course(by=None, folder=folder)
    return publish_revision(by=None, revision=revision)


def takers(revision: Any, first: int, count: int) -> list[str]:
    """So many people on the course, signed in: their cookies."""
    from people.models import User

    told = {"first": first, "last": first + count - 1, "course": revision.course_id, "revision": revision.pk}
    run(PEOPLE, ENROLMENTS, **told)
    run("ANALYZE")
    emails = [f"taker{number}@example.org" for number in range(first, first + count)]
    people = User.objects.filter(email__in=emails).order_by("pk")
    return [cookie(user) for user in people]


def scene(name: str, port: int, revision: Any, cookies: Takers) -> dict[str, Any]:
    from courses.cards.quiz import SPREAD

    lesson = LESSON.format(key=revision.course.key)
    told = {"scene": name, "port": port, "lesson": lesson, "quiz": f"{lesson}quiz/check/", "cookies": cookies}
    told |= {"questions": [f"q{number}" for number in range(QUESTIONS)], "spread": SPREAD.total_seconds()}
    client = [sys.executable, "-m", "bench.takers"]
    done = subprocess.run(client, input=json.dumps(told) + "\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    heard: dict[str, Any] = json.loads(done.stdout)
    assert not heard["wrong"], heard["wrong"][:5]
    return heard


def answers_kept(revision: Any) -> int:
    from courses.models import Answer

    return Answer.objects.filter(attempt__revision=revision, version__gt=0).count()


def limit(value: float) -> dict[str, Any]:
    return {"control": f"the limit of {value:g}", "controls": [value]}


def figures() -> Iterator[Figure]:
    world.prepare()
    from lms.up.parts import web_processes

    run("ANALYZE")
    with server(web_processes()) as port:
        yield from _alone(port)
        yield from _whole(port)
        yield from _at_once(port)
        yield from _waited_for(port)


def _alone(port: int) -> Iterator[Figure]:
    revision = course("alone")
    times = scene("one_by_one", port, revision, takers(revision, 1, ALONE))["times"]
    told: dict[str, Any] = {"control": "a bare view with one query", "controls": times["bare"]}
    yield figure("quizzes.save_one_answer", times["save"], "ms", **told)
    yield figure("quizzes.save_one_answer_p95", times["save"], "ms", share=0.95, **told)


def _whole(port: int) -> Iterator[Figure]:
    """Once each connection has its plans: a server that has just started takes a fifth longer."""
    before = course("warm")
    scene("whole", port, before, takers(before, 901, WARM))
    revision = course("whole")
    cookies = takers(revision, 1_001, WHOLE)
    heard = scene("whole", port, revision, cookies)
    assert answers_kept(revision) == WHOLE * QUESTIONS, "an answer is lost"
    rate = WHOLE / heard["seconds"]
    yield Figure(
        "quizzes.attempts_of_8_clients", rate, "attempts/s", "the limit of 20", 20.0, WHOLE, (rate, rate)
    )
    bare = scene("bare", port, revision, cookies)["seconds"] / WHOLE
    seconds, named = heard["seconds"] / WHOLE, "as many requests of the bare view"
    told: dict[str, Any] = {"control": named, "controls": [bare * 1000]}
    yield figure("quizzes.attempt_beside_bare_views", [seconds * 1000], "ms", **told)
    for what in ("page", "save", "hand in"):
        name = f"quizzes.{what.replace(' ', '_')}_with_8_clients"
        yield figure(name, heard["times"][what], "ms", **limit(145.0))


def _opening(key: str, first: int) -> tuple[Any, Takers]:
    """A quiz with a time limit that opens for all at the same moment: their attempts lie ready."""
    from datetime import UTC, datetime, timedelta

    from courses.actions import prepare_attempts

    opens = datetime.now(UTC) + timedelta(minutes=5)
    revision = course(key, opens=opens.isoformat(), time_limit=30)
    cookies = takers(revision, first, AT_ONCE)
    assert prepare_attempts() == AT_ONCE
    _open_now(revision)
    return revision, cookies


def _at_once(port: int) -> Iterator[Figure]:
    """Machines that all press in the same millisecond."""
    revision, cookies = _opening("at-once", 2_001)
    heard = scene("at_once", port, revision, cookies)
    assert answers_kept(revision) == AT_ONCE, "an answer is lost"
    for what in ("start", "save"):
        name = f"quizzes.{AT_ONCE}_at_once_{what}_p95"
        yield figure(name, heard["times"][what], "ms", share=0.95, **limit(500.0))
    name = f"quizzes.{AT_ONCE}_at_once_start_beside_the_bare_view"
    told: dict[str, Any] = {"control": "a bare view asked by all at once", "controls": heard["times"]["bare"]}
    yield figure(name, heard["times"]["start"], "ms", share=0.95, **told)


def _waited_for(port: int) -> Iterator[Figure]:
    """People whose pages wait for it."""
    revision, cookies = _opening("waited-for", 3_001)
    heard = scene("waited_for", port, revision, cookies)
    assert answers_kept(revision) == AT_ONCE, "an answer is lost"
    for what in ("page", "start", "save"):
        name = f"quizzes.{AT_ONCE}_waiting_{what}_p95"
        yield figure(name, heard["times"][what], "ms", share=0.95, **limit(500.0))


def _open_now(revision: Any) -> None:
    """As if its hour had come."""
    from courses.models import Block

    block = Block.objects.get(lesson__revision=revision, key="check")
    block.content["quiz"]["opens"] = None
    block.opens_at = None
    block.save()
