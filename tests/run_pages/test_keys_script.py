"""Keys in a row of tools and on the slider of a learning rate: the modules alone."""

import pytest

TOOLS = """<input id="before"><div role="toolbar" hidden><button>Bold</button><button>Italic</button>
<label>Picture<input type="file"></label><details><summary>Insert</summary><button>Note</button></details></div>
<input id="after">"""


def test_a_row_of_tools_is_one_stop_and_arrows_go_through_it(page):
    page.set_content(TOOLS)
    show = "async () => (await import('/js/toolbar.js')).showTools(document.querySelector('[role=toolbar]'))"
    page.evaluate(show)
    page.focus("#before")
    seen = []
    for key in ("Tab", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "End", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.textContent || document.activeElement.type"))
    assert seen == ["Bold", "Italic", "file", "Insert", "Bold", "Insert", "Bold", "Insert"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "after"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Insert", "where it was left"


@pytest.mark.parametrize(
    ("key", "value", "to"),
    [
        ("ArrowRight", 0.001, 0.0015),
        ("ArrowRight", 0.00123, 0.0015),
        ("ArrowLeft", 0.001, 0.0007),
        ("PageUp", 0.001, 0.003),
        ("ArrowRight", 0.01, 0.01),
        ("ArrowRight", 0.009, 0.01),
        ("Home", 0.001, 0.000001),
        ("End", 0.001, 0.01),
        ("x", 0.001, None),
    ],
)
def test_each_key_of_the_slider_leads_to_another_rate(page, key: str, value: float, to: float | None):
    script = "async ([key, value]) => (await import('/js/run_form.js')).afterKey(key, value, 0.000001, 0.01)"
    assert page.evaluate(script, [key, value]) == to
