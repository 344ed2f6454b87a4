"""Ctrl + Enter is pressed twice: the translation is saved, and nobody is said to have written it meanwhile."""

import pytest
from django.test import Client

from tests.courses.deskwork import DESK, INTRO_ZH, QUIZ, Desk, on_show, unit_of

TRANSLATE = f"{DESK}edit/translate/zh-hans/"
PROMPT = "questions.loss.prompt"


@pytest.mark.parametrize(
    ("path", "place", "said"),
    [(INTRO_ZH, "", "## 你好\r\n\r\n最多一个周期。\r\n"), (QUIZ, PROMPT, "损失在做什么？")],
)
def test_the_second_goes_on_as_the_first_did(client: Client, desk: Desk, path: str, place: str, said: str):
    client.force_login(desk.company.sven)
    sent = {**on_show(desk, path, place), "said": said}
    first, second = (client.post(TRANSLATE, sent) for _twice in range(2))
    assert [first.status_code, second.status_code] == [302, 302]
    assert second["Location"] == first["Location"]
    assert str(unit_of(desk, path, place).said).strip() == said.replace("\r\n", "\n").strip()


def test_other_words_on_what_is_not_on_show_any_more_are_asked_about(client: Client, desk: Desk):
    client.force_login(desk.company.sven)
    sent = on_show(desk, INTRO_ZH)
    client.post(TRANSLATE, {**sent, "said": "一。"})
    assert client.post(TRANSLATE, {**sent, "said": "二。"}).status_code == 409
