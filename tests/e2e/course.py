"""What the shipped course asks, read from its folder, so that journeys can answer it as a good learner would."""

from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parent.parent.parent
COURSE = ROOT / "courses" / "library" / "first-classifier"
LAB = "/labs/first-classifier/sort-messages/sort-messages/"
PROMPT_LAB = "/labs/first-classifier/prompt-or-fine-tune/prompt-compare/"


def quiz(lesson: str) -> dict[str, Any]:
    return yaml.safe_load((COURSE / "lessons" / lesson / "check.quiz.yaml").read_text())


def tick(page: Page, lesson: str, *, wrongly: int = 0) -> None:
    """Answer every question of a lesson's quiz; the first `wrongly` ones with a distractor."""
    for place, question in enumerate(quiz(lesson)["questions"]):
        asked = page.locator("fieldset.question").nth(place)
        if question["kind"] == "number":
            asked.locator("input").fill("999" if place < wrongly else str(question["answer"]))
            continue
        wanted = [
            choice["key"]
            for choice in question["choices"]
            if bool(choice.get("correct")) != (place < wrongly)
        ]
        for key in wanted if question["kind"] == "multiple" else wanted[:1]:
            asked.locator(f'input[value="{key}"]').check()


def pass_quiz(page: Page, lesson: str) -> None:
    page.goto(f"/courses/first-classifier/{lesson}/")
    tick(page, lesson)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".check .verdict.right")).to_be_visible()
