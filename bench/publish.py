"""A course of 200 blocks: read and drawn from its folder, then published, against the limit of three seconds."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import world
from bench.figures import Figure, figure
from bench.search import text, vocabulary

LESSONS, TEXTS, WORDS, ROUNDS = 20, 9, 160, 3  # with a quiz in each lesson: 200 blocks


def folder(place: Path, english: list[str], chinese: list[str]) -> Path:
    from tests.courses.folders import both, lesson_files, quiz, write

    place = place / "small"
    course = {"format": 1, "key": "small", "title": both("Large course"), "summary": both("Large")}
    course |= {"minutes": 400, "languages": ["en", "zh-hans"]}
    course["lessons"] = [f"lesson-{number}" for number in range(LESSONS)]
    write(place, {"course.yaml": course})
    for key in course["lessons"]:
        blocks = [{"text": f"text-{number}"} for number in range(TEXTS - 1)]
        files = lesson_files(key, *blocks, {"quiz": "check"}, check__quiz=quiz())
        for block in blocks:
            name = f"lessons/{key}/{block['text']}"
            files[f"{name}.en.md"] = f"{text(english, WORDS, ' ', '.')}\n\n$x^2 + {len(name)}$\n"
            files[f"{name}.zh-hans.md"] = text(chinese, WORDS // 2, "", "。")
        write(place, files)
    return place


def timed(act: Any, **told: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    result = act(**told)
    return (time.perf_counter() - began) * 1000, result


def figures() -> Iterator[Figure]:
    world.prepare()
    from courses.actions import import_course, publish_revision
    from courses.models import Block

    english, chinese = vocabulary()
    read: list[float] = []
    published: list[float] = []
    for _round in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            took, revision = timed(import_course, by=None, folder=folder(Path(place), english, chinese))
        assert Block.objects.filter(lesson__revision=revision).count() == LESSONS * (TEXTS + 1), revision
        read.append(took)
        published.append(timed(publish_revision, by=None, revision=revision)[0])
    told: dict[str, Any] = {"control": "the limit of 3 s", "controls": [3_000.0]}
    yield figure("publish.read_and_draw_200_blocks", read, "ms", **told)
    yield figure("publish.publish_200_blocks", published, "ms", **told)
    whole = [one + other for one, other in zip(read, published, strict=True)]
    yield figure("publish.from_folder_to_learners_200_blocks", whole, "ms", **told)
