"""axe in a page that the tests have open: WCAG 2.2 AA and what axe holds for good practice."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([within, tags]) => {
    // an account of all that is well takes longer than finding what is not
    const options = { runOnly: tags, resultTypes: ["violations"] };
    return (await axe.run(within, options)).violations;
}"""


def violations(page: Page, within: str = "html") -> list[str]:
    """One line per rule, with the first place, once the page has its style sheets."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN, [within, TAGS])
    return [
        f"{one['id']}: {one['help']} at {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary']}"
        for one in found
    ]
