"""What a browser would send of the form on a page."""

from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Fields(HTMLParser):
    def __init__(self, marked: str) -> None:
        super().__init__()
        self.marked = marked
        self.sent: Sent = {}
        self.area: str | None = None
        self.select: str | None = None
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = self.marked in told
        if not self.inside:
            return
        name = told.get("name", "")
        if tag == "input" and name and (told.get("type") != "checkbox" or "checked" in told):
            self.sent.setdefault(name, []).append(told.get("value", "on"))
        elif tag == "textarea":
            self.area, self.sent[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in told or self.select not in self.sent):
            self.sent[self.select] = [told["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.sent[self.area] = [self.sent[self.area][0].removeprefix("\n")]
            self.area = None
        if tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data


def fields_on(page: str, marked: str = "data-editor") -> Sent:
    """Those of the form that has the attribute `marked`."""
    parser = _Fields(marked)
    parser.feed(page)
    return parser.sent
