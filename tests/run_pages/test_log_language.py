"""A run's log in its reader's language: on the page, as it is told, searched, replayed and downloaded."""

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from tests.browser import chromium
from tests.run_pages.browsing import signed_in
from tests.run_pages.conftest import SORT, play
from tests.run_pages.scripts import scripts_page
from training_jobs import endings
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure
from training_jobs.contract.sayings import PLACE, SAYINGS, phrase, say
from training_jobs.saying import in_words, sayings

RECORDING = reverse("training_jobs:recording", args=SORT)


@pytest.fixture
def run(ask):
    """It said one line of the catalogue, one from before there was a catalogue, and then lost its worker."""
    said = [say("went_on", step=7).data(), {"message": "of old, in English", "level": "info"}]
    run = play(ask(), [Line(n=n, kind="log", data=data, at=1.8e9) for n, data in enumerate(said, 1)])
    endings.lose(run_id=run.pk, attempt=run.attempt, failure=Failure.KILLED)
    return run


def reads(user, language):
    type(user).objects.filter(pk=user.pk).update(language=language)


def messages(client, run, **query):
    told = client.get(reverse("training_jobs:run_log", args=[run.public_id]), query).json()
    return [line["message"] for line in told["lines"]]


IN_CHINESE = ["从第 7 步的检查点继续。", "of old, in English"]


def test_page_log_and_download_speak_the_readers_language(ling, company, run):
    assert messages(ling, run)[0] == "Going on from the checkpoint of step 7."
    reads(company.ling, "zh-hans")
    told = messages(ling, run)
    assert told[:2] == IN_CHINESE
    assert "从第 0 步重新开始" in told[2]
    assert "training process" not in told[2]
    page = ling.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    download = ling.get(reverse("training_jobs:run_log_download", args=[run.public_id]))
    taken = b"".join(download.streaming_content).decode()
    assert all(line in page and line in taken for line in told)


def test_words_are_found_in_the_language_in_which_they_are_read(ling, company, run):
    reads(company.ling, "zh-hans")
    assert messages(ling, run, find="继续") == [IN_CHINESE[0]]
    assert messages(ling, run, find="重新开始") == messages(ling, run)[2:]
    assert messages(ling, run, find="checkpoint") == []


@pytest.mark.django_db(transaction=True)
def test_what_is_told_to_an_open_page_is_said_in_its_language(live_server, company, course, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    reads(company.ling, "zh-hans")
    with chromium() as browser, signed_in(browser, live_server.url, company.ling) as page:
        page.goto(live_server.url + RECORDING)
        page.locator("[data-replay=seek]").focus()
        page.keyboard.press("End")
        expect(page.locator("[data-live=log] li").first).to_contain_text(
            "已加载 minilm-l6：将训练 22,643,724"
        )
        expect(page.locator("[data-live=log] li").last).to_contain_text("已保存训练好的适配器。")


def test_browser_and_server_say_the_same_of_every_line():
    kinds = {
        "s": [3, 1200, 76038, "a text", phrase("file_missing", file="x"), None],
        ".3f": [0.12345, 1.0, None],
    }
    lines = [
        {
            "say": key,
            "values": {name: kinds[form][i % len(kinds[form])] for name, form in PLACE.findall(template)},
        }
        for key, template in SAYINGS.items()
        for i in range(6)
    ]
    lines += [{"message": "m", "say": "none"}, {"message": "m", "say": "went_on"}, {"message": "m"}]
    with translation.override("zh-hans"), scripts_page() as page:
        script = "([lines, all]) => import('/js/sayings.js').then((m) => lines.map((l) => m.inWords(l, all)))"
        assert page.evaluate(script, [lines, sayings()]) == [in_words(line) for line in lines]
