"""What one takes away from a page of curves: one figure of all that is drawn, light and in the page's language."""

import base64
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser import chromium
from tests.run_pages.browsing import signed_in
from tests.run_pages.conftest import play_to_end, recorded
from tests.run_pages.test_curve_script import SVG

DARK = {"color_scheme": "dark", "viewport": {"width": 390, "height": 900}}
CORNER = """async (picture) => {
    const image = Object.assign(new Image(), { src: 'data:image/png;base64,' + picture });
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const ctx = canvas.getContext('2d');
    ctx.drawImage(image, 0, 0);
    return [...ctx.getImageData(0, 0, 1, 1).data];
}"""


@pytest.fixture
def in_chinese(company, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    type(company.ling).objects.filter(pk=company.ling.pk).update(language="zh-hans")


def taken(page: Page, tool: str) -> bytes:
    page.locator(".chart-tools summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-tool={tool}]").click()
    return Path(download.value.path()).read_bytes()


def words_of(svg: bytes) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.django_db(transaction=True)
def test_a_run_is_taken_away_as_one_figure_of_all_its_curves(live_server, company, ask, in_chinese):
    run = play_to_end(ask(), recorded("full"))
    with chromium() as browser, signed_in(browser, live_server.url, company.ling, **DARK) as page:
        page.goto(live_server.url + reverse("training_jobs:run", args=[run.public_id]))
        page.locator("[data-chart=gradient_norm]").wait_for()
        name = page.locator("h1").inner_text()
        drawn = page.locator("[data-chart]:visible figcaption span").all_inner_texts()
        svg, picture = taken(page, "svg"), taken(page, "png")
        corner = page.evaluate(CORNER, base64.b64encode(picture).decode())
    words = words_of(svg)
    assert len(drawn) == 6
    assert {name, "损失", *drawn} <= set(words)
    assert any(word.startswith("训练集 0.") for word in words)
    assert b"#ffffff" in svg
    assert b"79, 195, 173" not in svg  # the accent of the dark theme
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, corner) == (2000, [255, 255, 255, 255])
    assert height > 1000


@pytest.mark.django_db(transaction=True)
def test_an_overlay_says_below_its_title_which_letter_is_which_run(live_server, company, ask, in_chinese):
    runs = [play_to_end(ask(method=method), recorded("head")) for method in ("head", "full")]
    chosen = "&".join(f"run={run.public_id}" for run in runs)
    with chromium() as browser, signed_in(browser, live_server.url, company.ling, **DARK) as page:
        page.goto(f"{live_server.url}{reverse('training_jobs:compare')}?{chosen}")
        page.locator("#compare[data-drawn]").wait_for(state="attached")
        words = words_of(taken(page, "svg"))
    assert [word[0] for word in words if "minilm-l6 · " in word] == ["A", "B"]
    assert "验证损失" in words
