"""Course folders as authors write them, small enough to read, with canaries where answers are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

CANARY = "canary"
RIGHT_NUMBER = 73519.25


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"中文 {text}"}


def choice(key: str, text: str, *, correct: bool) -> dict[str, Any]:
    return {"key": key, "text": both(text), "correct": correct, "feedback": both(f"{CANARY} choice {key}")}


def quiz(*, correct: str = "falls") -> dict[str, Any]:
    """Three questions of a point each: one choice, several choices, a number; two points pass."""
    choices = {"falls": "It falls", "rises": "It rises", "stays": "It stays"}
    return {
        "title": both("Check yourself"),
        "pass": 0.6,
        "questions": [
            {
                "key": "loss",
                "kind": "single",
                "prompt": both("What does the **loss** do?"),
                "choices": [choice(key, text, correct=key == correct) for key, text in choices.items()],
                "feedback": both(f"{CANARY} explanation loss"),
            },
            {
                "key": "true",
                "kind": "multiple",
                "prompt": both("Which are true?"),
                "choices": [
                    choice("one", "First", correct=True),
                    choice("two", "Second", correct=True),
                    choice("three", "Third", correct=False),
                ],
            },
            {
                "key": "steps",
                "kind": "number",
                "prompt": both("How many steps?"),
                "answer": RIGHT_NUMBER,
                "tolerance": 0,
                "near": {"tolerance": 2, "credit": 0.5},
                "unit": both("steps"),
                "feedback": both(f"{CANARY} explanation steps"),
            },
        ],
    }


RIGHT = {"q.loss": "falls", "q.true": ["one", "two"], "q.steps": str(RIGHT_NUMBER)}
HALF = {"q.loss": "rises", "q.true": ["one"], "q.steps": str(RIGHT_NUMBER + 1)}

LAB = {
    "title": both("Sort the messages"),
    "summary": both("Train it yourself."),
    "kind": "fine-tune",
    "experiment": {
        "task": "text-classification",
        "base_model": "minilm-l6",
        "dataset": "insurer-messages",
        "method": "lora",
    },
    "knobs": {"epochs": {"min": 1, "max": 5}},
    "grading": {"metric": "macro_f1", "threshold": 0.8, "tries": 3},
}


def banked(key: str, *tags: str, difficulty: int = 1) -> dict[str, Any]:
    """A question of a bank whose right choice is `yes`."""
    choices = [choice("yes", "Yes", correct=True), choice("no", "No", correct=False)]
    asked = {"key": key, "kind": "single", "prompt": both(f"Is {key} so?"), "choices": choices}
    return {**asked, "tags": list(tags), "difficulty": difficulty}


def bank(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"title": both("A bank"), "questions": list(questions)}


def written(content: Any) -> str:
    """As an author writes it: what occurs twice is written twice, since no aliases are read."""
    return str(yaml.safe_dump(json.loads(json.dumps(content)), allow_unicode=True, sort_keys=False))


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        is_text = isinstance(content, str)
        path.write_text(content if is_text else written(content))
    return folder


def lesson_files(key: str, *blocks: dict[str, str], **contents: Any) -> dict[str, Any]:
    """A lesson with a text called `intro` and whatever else is given."""
    home = f"lessons/{key}"
    lesson = {"title": both(f"Lesson {key}"), "summary": both(f"About {key}"), "minutes": 5}
    return {
        f"{home}/lesson.yaml": {**lesson, "blocks": [{"text": "intro"}, *blocks]},
        f"{home}/intro.en.md": f"## Hello\n\nText of {key} with $x^2$.\n",
        f"{home}/intro.zh-hans.md": f"## 你好\n\n{key} 的内容。\n",
        **{f"{home}/{name.replace('__', '.')}.yaml": content for name, content in contents.items()},
    }


def course_folder(
    place: Path,
    *,
    key: str = "small",
    readings: int = 1,
    correct: str = "falls",
    lab: bool = False,
    title: str = "Small course",
    questions: list[dict[str, Any]] | None = None,
    banks: Mapping[str, Any] | None = None,
    certificate: Any = None,
    needs: Any = None,
    **terms: Any,
) -> Path:
    """`readings` lessons to read, then one with a quiz (of `questions`, under `terms`), then, if wanted, a lab's."""
    lessons = {f"read-{n}": lesson_files(f"read-{n}") for n in range(1, readings + 1)}
    asked = quiz(correct=correct) | ({"questions": questions} if questions is not None else {}) | terms
    lessons["quiz"] = lesson_files("quiz", {"quiz": "check"}, check__quiz=asked)
    if lab:
        lessons["lab"] = lesson_files("lab", {"lab": "sort"}, sort__lab=LAB)
    course = {
        "format": 1,
        "key": key,
        "title": both(title),
        "summary": both("What it is about."),
        "minutes": 20,
        "languages": ["en", "zh-hans"],
        "lessons": list(lessons),
        **({} if certificate is None else {"certificate": certificate}),
        **({} if needs is None else {"needs": needs}),
    }
    banked = {f"banks/{name}.bank.yaml": content for name, content in (banks or {}).items()}
    for files in ({"course.yaml": course}, banked, *lessons.values()):
        write(place / key, files)
    return place / key
