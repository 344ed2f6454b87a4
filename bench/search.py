"""Searching 5,000 blocks in two languages, as a request of the catalogue, against a bare view with one query."""

import time
from collections.abc import Iterator
from random import Random
from typing import Any

from bench import world
from bench.figures import Figure, figure

COURSES, LESSONS, BLOCKS = 25, 20, 10  # 5,000 blocks
WORDS, SENTENCE = 160, 12  # of a text; half as many Chinese words of two characters
ROUNDS = 40
# The commonest words of the texts are among these, so that a search for them finds nearly every block.
ENGLISH = ["learning", "rate", "model", "loss", "tuning", "prompt", "token", "curve"]
CHINESE = ["学习", "模型", "损失", "微调", "提示", "词元", "曲线", "训练"]
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "un", "er")]
QUERIES = {
    "one_word": ["curve", "dafeki", "提示", "曲线"],
    "several_words": ["learning rate", "prompt dafe", "微调 模型", "loss curve token"],
    "chinese_sequence": ["学习模型", "提示词元", "曲线训练"],
    "beginning_of_a_word": ["l", "mo", "tun", "da"],
    "nothing_found": ["zebra", "lerning quagga", "斑马线"],
}

_random = Random(7)


def vocabulary() -> tuple[list[str], list[str]]:
    english = ENGLISH + ["".join(_random.choices(SYLLABLES, k=3)) for _word in range(4_000)]
    characters = [chr(_random.randint(0x4E00, 0x7000)) for _character in range(1_200)]
    return english, CHINESE + ["".join(_random.choices(characters, k=2)) for _word in range(3_000)]


def text(words: list[str], count: int, space: str, stop: str) -> str:
    """Words by Zipf's law, in sentences under a heading of two."""
    weights = [1 / place for place in range(3, len(words) + 3)]
    chosen = _random.choices(words, weights, k=count)
    sentences = [space.join(chosen[at : at + SENTENCE]) + stop for at in range(0, count, SENTENCE)]
    return f"## {space.join(chosen[:2])}\n\n{space.join(sentences)}"


def course(number: int, english: list[str], chinese: list[str]) -> Any:
    from courses.content.schema import CourseSource

    def both(count: int) -> dict[str, Any]:
        texts = {"en": text(english, count, " ", "."), "zh-hans": text(chinese, count // 2, "", "。")}
        return {"source": "en", "texts": texts}

    def title() -> dict[str, str]:
        return {
            "en": " ".join(_random.choices(english, k=3)),
            "zh-hans": "".join(_random.choices(chinese, k=3)),
        }

    lessons = [
        {
            "key": f"lesson-{lesson}",
            "title": title(),
            "summary": title(),
            "minutes": 5,
            "blocks": [
                {"kind": "text", "key": f"text-{block}", "text": both(WORDS)} for block in range(BLOCKS)
            ],
        }
        for lesson in range(LESSONS)
    ]
    told = {"format": 1, "minutes": 45, "languages": ["en", "zh-hans"], "lessons": lessons}
    return CourseSource.model_validate(
        {"key": f"course-{number}", "title": title(), "summary": title(), **told}
    )


def publish(source: Any) -> None:
    """The rows that a search reads; the pages of the lessons are left out."""
    from courses.finding.index import index_published
    from courses.models import Course, Lesson, Revision

    home = Course.objects.create(key=source.key)
    told = {"title": source.title.texts, "summary": source.summary.texts, "minutes": source.minutes}
    told |= {"languages": list(source.languages), "parts": [], "source": source.model_dump(mode="json")}
    revision = Revision.objects.create(course=home, number=1, digest=source.digest, **told)
    Lesson.objects.bulk_create(
        Lesson(revision=revision, key=one.key, position=at, title=one.title.texts, summary={}, minutes=5)
        for at, one in enumerate(source.lessons)
    )
    home.published = revision
    home.save()
    index_published(revision)


def fill() -> None:
    from django.db import connection

    english, chinese = vocabulary()
    for number in range(COURSES):
        publish(course(number, english, chinese))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def timed(client: Any, address: str, **asked: str) -> float:
    began = time.perf_counter()
    answer = client.get(address, asked, headers={"HX-Request": "true", "Host": "localhost"})
    assert answer.status_code == 200, (address, asked, answer.status_code)
    return (time.perf_counter() - began) * 1000


def figures() -> Iterator[Figure]:
    world.prepare()
    from django.test import Client
    from django.test.utils import override_settings

    from courses.models import SearchEntry

    fill()
    blocks = SearchEntry.objects.filter(kind="text").count()
    assert blocks == 2 * COURSES * LESSONS * BLOCKS, blocks
    client = Client()
    client.force_login(world.learner())
    everything: list[float] = []
    with override_settings(ROOT_URLCONF="bench.urls"):
        controls = [timed(client, "/bench/bare/") for _warm in range(10)]
        told: dict[str, Any] = {"control": "a bare view with one query, p95", "share": 0.95}
        for name, queries in QUERIES.items():
            values: list[float] = []
            for _round in range(ROUNDS):
                for query in queries:
                    values.append(timed(client, "/courses/", q=query))
                    controls.append(timed(client, "/bench/bare/"))
            everything += values
            yield figure(f"search.{name}_p95", values, "ms", controls=controls, **told)
        yield figure("search.request_p95", everything, "ms", controls=controls, **told)
