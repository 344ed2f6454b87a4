"""Page times of the running product against a bare view with one query on the same server."""

import re
import time
from collections.abc import Iterator

import httpx
import psutil

from bench.figures import Figure, figure
from tests.product import Product, running

ROUNDS = 150
QUESTION = re.compile(r'type="radio" name="(q\.[^"]+)" value="([^"]+)"')
PAGES = {
    "pages.home_p95": "/",
    "pages.catalogue_p95": "/courses/",
    "pages.course_p95": "/courses/first-classifier/",
    "pages.lesson_p95": "/courses/first-classifier/sort-messages/",
    "pages.quiz_p95": "/courses/first-classifier/what-training-does/",
    "pages.lab_p95": "/labs/first-classifier/sort-messages/sort-messages/",
}


def timed(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - began) * 1000


def begin(learner: httpx.Client, lesson: str) -> None:
    """Save an answer of the lesson's quiz, so that its page shows an attempt at work."""
    page = learner.get(lesson)
    question = QUESTION.search(page.text)
    assert question, page.text[:500]
    form = {
        "csrfmiddlewaretoken": learner.cookies["csrftoken"],
        "number": "1",
        question[1]: question[2],
    }
    headers = {"Referer": str(page.url)}
    learner.post(f"{lesson}quiz/check/save/", data=form, headers=headers).raise_for_status()


def web_processes(product: Product) -> list[psutil.Process]:
    """Those that answer: what uvicorn has started, or itself where one is enough."""
    family = psutil.Process(product.process.pid).children(recursive=True)
    web = next(process for process in family if "lms.asgi:application" in process.cmdline())
    return web.children() or [web]


def figures() -> Iterator[Figure]:
    with running(DJANGO_SETTINGS_MODULE="bench.settings") as product:
        learner, anonymous = product.session("learner"), httpx.Client(base_url=product.url)
        start = learner.get("/courses/first-classifier/")
        form = {"csrfmiddlewaretoken": learner.cookies["csrftoken"]}
        learner.post("/courses/first-classifier/enrol/", data=form, headers={"Referer": str(start.url)})
        begin(learner, PAGES["pages.quiz_p95"])
        for path in (*PAGES.values(), "/bench/bare/"):
            for _warm in range(10):
                timed(learner, path)
        for name, path in PAGES.items():
            values, controls = [], []
            for _round in range(ROUNDS):
                values.append(timed(learner, path))
                controls.append(timed(anonymous, "/bench/bare/"))
            yield figure(
                name, values, "ms", control="a bare view with one query, p95", controls=controls, share=0.95
            )
        sizes = [process.memory_info().rss / 1e6 for process in web_processes(product)]
        assert sizes, "no web process found"
        yield Figure(
            "web.memory", max(sizes), "MB", "the limit of 200 MB", 200.0, len(sizes), (min(sizes), max(sizes))
        )
