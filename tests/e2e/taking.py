"""A course as Ling takes it on her phone: found, read, answered through a lost connection, tried."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
RUN_MS = 300_000  # a slow machine takes its time


class Phone:
    """One course on a small screen; `page` is another one after a crash."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def find(self, title: str) -> None:
        """As somebody who heard of it."""
        self.page.goto("/courses/")
        self.page.get_by_role("searchbox").first.fill(title)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("link", name=title).first.click()
        expect(self.page.locator("h1")).to_have_text(title)
        self.course = self.page.url

    def start(self, first_lesson: str) -> None:
        self.press("Start")
        self.arrives_at(first_lesson)

    def open(self, lesson: str) -> None:
        self.page.goto(self.course)
        self.page.get_by_role("link", name=lesson).first.click()
        self.arrives_at(lesson)

    def arrives_at(self, lesson: str) -> None:
        expect(self.page.locator("h1")).to_have_text(lesson)
        self.lesson = self.page.url

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def question(self, words: str) -> Locator:
        return self.page.locator("fieldset.question").filter(has_text=words)

    def choose(self, question: str, *choices: str) -> None:
        for choice in choices:
            self.question(question).get_by_label(choice, exact=True).check()

    def type(self, question: str, words: str) -> None:
        self.question(question).locator("input[type=text], input:not([type])").last.fill(words)

    def assign(self, question: str, chosen: Mapping[str, str]) -> None:
        """Targets or places, by the words of what they are given to."""
        for words, value in chosen.items():
            self.question(question).get_by_label(words, exact=True).select_option(label=value)

    @property
    def saved(self) -> Locator:
        return self.page.locator("[data-saved]").last

    @property
    def verdict(self) -> Locator:
        return self.page.locator(".check .verdict").last

    def crash(self) -> None:
        """The browser is gone, and so is its page; it opens the lesson again."""
        context, address = self.page.context, self.lesson
        self.page.close()
        context.set_offline(False)
        self.page = context.new_page()
        self.page.goto(address)

    def run_lab(self, title: str, *, prediction: str = "") -> None:
        """Opens a lab of the lesson, presses Run and waits until it has ended and counts."""
        card = (
            self.page.locator("article, section, div")
            .filter(has=self.page.get_by_role("heading", name=title))
            .last
        )
        card.get_by_role("link", name="Open the lab").click()
        if prediction:
            self.page.locator("input[name=prediction]").fill(prediction)
        self.press("Run")
        self.page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=RUN_MS)
        self.page.goto(self.lesson)
