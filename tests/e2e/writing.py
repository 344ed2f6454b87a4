"""The editor as Aisha uses it: what she clicks and types, and how she knows that it is saved."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

SHUT = "xpath=ancestor::details[not(@open)]"


class Editor:
    """One course in the making. Fields go by the names that the forms give them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self, title: str) -> None:
        self.page.goto("/authoring/")
        self.page.get_by_label("Title", exact=True).fill(title)
        self._press("Begin")
        expect(self.page.locator("h1")).to_have_text(title)
        self.home = self.page.url

    def describe(self, summary: str, *, title: str = "") -> None:
        """About the course, or the lesson, whose page is open."""
        if title:
            self.page.get_by_label("Title", exact=True).fill(title)
        self.page.get_by_label("Summary, in a sentence").fill(summary)
        self._press("Save")
        expect(self.page.get_by_label("Summary, in a sentence")).to_have_value(summary)

    def add_lesson(self, title: str) -> None:
        self.page.goto(self.home)
        self.page.get_by_label("Title of a new lesson").fill(title)
        self._press("Add lesson")
        expect(self.lessons.last).to_contain_text(title)

    def open_lesson(self, title: str) -> None:
        self.page.goto(self.home)
        self.page.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("h1")).to_have_text(title)
        self.lesson = self.page.url

    @property
    def lessons(self) -> Locator:
        return self.page.locator("ol.structure > li")

    blocks = lessons

    def move_up(self, title: str, *, to: int) -> None:
        """With the keyboard alone, to a place counted from 1; the focus stays with what moves, ready to move it on."""
        arrow = self.page.get_by_role("button", name=f"Move {title} up")
        arrow.focus()
        self.page.keyboard.press("Enter")
        expect(self.blocks.nth(to - 1)).to_contain_text(title)
        expect(arrow).to_be_focused()

    def open_block(self, title: str) -> None:
        self.page.goto(self.lesson)
        self.page.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("h1")).to_have_text(title)

    def add(self, kind: str, title: str) -> None:
        """A block of a kind in the list, behind the others of the lesson; its form opens."""
        self.page.goto(self.lesson)
        self.page.locator("select[name=kind]").select_option(label=kind)
        self.page.get_by_label("Title of the new block").fill(title)
        self._press("Add block")
        expect(self.page.locator("h1")).to_have_text(title)

    def add_file(self, file: FilePayload, title: str) -> None:
        self.page.goto(self.lesson)
        self.page.get_by_label("Picture, video or file to download").set_input_files(file)
        self.page.get_by_label("What it shows, or its title").fill(title)
        self._press("Add as a block")
        expect(self.page.locator("h1")).to_have_text(title)

    def wait_for_run(self, milliseconds: int) -> None:
        """Until her newest run has ended."""
        self.page.goto("/experiments/")
        self.page.locator("main a[href*='/runs/']").first.click()
        self.page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=milliseconds)

    def add_replay(self, title: str) -> None:
        """Of the newest of her runs."""
        self.page.goto(self.lesson)
        self.page.get_by_label("Title of the replay").fill(title)
        self._press("Add as a replay")
        expect(self.page.locator("h1")).to_have_text(title)

    def begin_glossary(self) -> None:
        self.page.goto(self.home)
        self._press("Begin a glossary")
        expect(self.page.locator("h1")).to_have_text("Glossary")

    def fill(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            field = self.page.locator(f"[name='f.{name}']:visible, [name='f.{name}']").first
            self._unfold(field)
            how = field.evaluate("field => field.type")
            if how == "checkbox":
                field.set_checked(value)
            elif how == "select-one":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def add_part(self, name: str, kind: str = "") -> None:
        """To the list `name`. What was typed before is saved with it."""
        section = self.page.locator(f"[id='f.{name}']")
        self._unfold(section)
        adding = section.locator(":scope > .row.add")
        if kind:
            adding.locator("summary").click()
        before = section.locator(":scope > .movable").count()
        adding.get_by_role("button", name=kind, exact=True).click() if kind else adding.get_by_role(
            "button"
        ).click()
        expect(section.locator(":scope > .movable")).to_have_count(before + 1)

    def remove_part(self, name: str) -> None:
        """One part of a list, such as its second: `knobs.1`."""
        part = self.page.locator(".movable", has=self.page.locator(f":scope > details[id='f.{name}']"))
        listed, _dot, _at = name.rpartition(".")
        parts = self.page.locator(f"[id='f.{listed}'] > .movable")
        before = parts.count()
        part.get_by_role("button", name="remove").click()
        expect(parts).to_have_count(before - 1)

    def ask_as(self, kind: str) -> None:
        """Make the question of a check one of another kind."""
        self.page.get_by_text("Ask it another way").click()
        self.page.get_by_role("button", name=kind, exact=True).click()
        expect(self.page.locator(".parts > .row > .pill")).to_have_text(kind)

    def send_into(self, name: str, file: FilePayload) -> None:
        """A new file for a field that names one."""
        field = self.page.locator(f"[data-asset]:has([name='f.{name}'])")
        field.locator("[data-upload]").set_input_files(file)
        expect(field.locator("select")).not_to_have_value("")

    def write(self, text: str) -> None:
        self.page.locator("textarea[name=text]").fill(text)

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator("[data-status]")).to_contain_text("Saved")

    def check(self, *untried: str) -> None:
        """Nothing is to be mended but that nobody has tried these labs yet; times may be other than what was said."""
        self.page.goto(self.home)
        self.page.get_by_role("link", name="Check", exact=True).click()
        told = self.page.locator("#problems")
        expect(told).to_contain_text("None of this keeps you" if untried else "Nothing to mend")
        said = told.locator("li").filter(has_not_text=" minutes")
        expect(said).to_have_count(len(untried))
        for line, lab in zip(said.all(), untried, strict=True):
            expect(line).to_contain_text("Nobody has made a dry run")
            expect(line.get_by_role("link")).to_contain_text(lab)

    def publish(self, number: int, *, says: str = "") -> None:
        """Make a revision of the draft and publish it; `says` is what she reads before she does."""
        self._press("Make a revision")
        expect(self.page.locator("main")).to_contain_text(says)
        self._press(f"Publish revision {number}")
        expect(self.page.locator("main")).to_contain_text(f"Revision {number} is published")

    @property
    def preview(self) -> Locator:
        return self.page.locator("[data-look]")

    def _unfold(self, field: Locator) -> None:
        while not field.is_visible():
            field.locator(SHUT).first.locator(":scope > summary").click()

    def _press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()
