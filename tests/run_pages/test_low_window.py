"""In a low, narrow window whatever has the focus is seen; in a system's own colours what is chosen still shows."""

import pytest
from playwright.sync_api import Page

from tests.browser import chromium
from tests.run_pages.browsing import signed_in
from tests.run_pages.conftest import SORT
from tests.run_pages.scripts import scripts_page

pytestmark = pytest.mark.django_db(transaction=True)
LAB = "/".join(("/labs", *SORT, ""))
ENLARGED = {"viewport": {"width": 320, "height": 256}}
HIDDEN = """() => {
    const [one, { clientWidth: width }] = [document.activeElement, document.documentElement];
    const shown = one.type === "radio" || one.type === "checkbox" ? one.closest("label") ?? one : one;
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const middle = (from, to, end) => (Math.max(0, from) + Math.min(end, to)) / 2;
    const met = document.elementFromPoint(middle(left, right, width), middle(top, bottom, innerHeight));
    const fits = right - left > width || (left >= 0 && right <= width + 1);
    if (fits && met && (shown.contains(met) || met.contains(shown))) return "";
    return `${one.localName} ${one.name || one.textContent.trim()}: ${Math.round(left)} to ${Math.round(right)}`;
}"""


def hidden_stops(page: Page) -> list[str]:
    """What the Tab key leads to on the page and nobody sees."""
    found, most = [], 80
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return found
        found += [told] if (told := page.evaluate(HIDDEN)) else []
    raise AssertionError("there is no end to it")


def test_whatever_has_the_focus_in_a_low_window_is_seen(live_server, company, course, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser, signed_in(browser, live_server.url, company.ling, **ENLARGED) as page:
        page.goto(live_server.url + LAB)
        assert hidden_stops(page) == []


def test_curves_differ_by_their_dashes_where_all_have_one_colour():
    """And their names stand on the ground of the page, which that colour would smear over."""
    line = "{ x: [0, 1], y: [1, 2] }"
    with scripts_page() as page:
        page.emulate_media(forced_colors="active")
        page.set_content(
            '<link rel="stylesheet" href="/css/app.css"><div id="it" style="width:600px;height:300px"></div>'
        )
        dashes, sheet, ink = page.evaluate(
            f"""async () => {{
                const {{ CurveChart }} = await import("/js/curve_chart.js");
                const chart = new CurveChart(document.getElementById("it"));
                const named = (name, colour) => ({{ name, colour, ...{line} }});
                chart.show({{ lines: [named("a", "--c1"), named("b", "--c2")] }});
                const dashes = chart.plot.series.slice(1).map(({{ dash }}) => dash);
                return [dashes, chart.colours["--sheet"], chart.colours["--c1"]];
            }}"""
        )
    assert dashes[0] != dashes[1]
    assert sheet != ink


def test_what_is_chosen_shows_in_the_colours_of_a_system():
    with scripts_page() as page:
        page.emulate_media(forced_colors="active")
        page.set_content(
            '<link rel="stylesheet" href="/css/app.css"><link rel="stylesheet" href="/css/blocks.css"><div class="tab-list">'
            '<button role="tab" aria-selected="true">A</button><button role="tab" aria-selected="false">B</button></div>'
            '<button class="btn" aria-pressed="true">Yes</button><button class="btn" aria-pressed="false">No</button>'
        )
        page.wait_for_function("[...document.styleSheets].length === 2")
        grounds = page.evaluate(
            "() => [...document.querySelectorAll('button')].map((one) => getComputedStyle(one).backgroundColor)"
        )
    assert grounds[0] != grounds[1]
    assert grounds[2] != grounds[3]
