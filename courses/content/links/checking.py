"""One link after the other: to pages of the course by its files, to others of the site by asking it, to the rest by form."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from courses.content.links.places import GLOSSARY, CoursePlaces
from courses.content.located_yaml import Guesses
from courses.content.markdown import Doubtful, NotThere
from courses.content.problems import gettext_noop as _

Site = Callable[[str], bool]
"""Whether the site has a page at a path, such as /courses/prompting/."""

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SHOWN = ("https", "http", "mailto")
BARE_HOST = re.compile(
    r"(?!.*\.(md|yaml|html?|pdf)(/|$))[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?(/|$)", re.IGNORECASE
)
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s\[\]<>\"'\\/@]+)", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^\s@]+@[^\s@.]+(\.[^\s@.]+)+(\?.*)?", re.IGNORECASE)
LONGEST, LONGEST_SHOWN = 2_000, 120
HERE = "https://here.invalid"


class Links:
    """`site` knows the pages outside the course; without it they are taken as they are."""

    def __init__(self, places: CoursePlaces, site: Site | None = None) -> None:
        self.places, self.site = places, site
        self._told: dict[tuple[str, str], NotThere | None] = {}
        self._guesses = Guesses()

    def of(self, path: str) -> Callable[[str], None]:
        """The check for the links in one file, which begin at the page that shows it."""
        lesson = path.split("/")[1] if path.startswith("lessons/") else GLOSSARY
        return partial(self._check, lesson)

    def _check(self, lesson: str, href: str) -> None:
        if (lesson, href) not in self._told:
            self._told[lesson, href] = self._judged(lesson, href.strip())
        if wrong := self._told[lesson, href]:
            raise wrong

    def _judged(self, lesson: str, href: str) -> NotThere | None:
        if not href:
            return NotThere(_("This link has no address."))
        if len(href) > LONGEST:
            return _malformed(href)
        try:
            if named := SCHEME.match(href):
                return _outside(href, named[1].lower())
            if href.startswith("//"):
                return _outside(f"https:{href}", "https")
            return self._inside(href, urlsplit(urljoin(f"{HERE}/courses/{self.places.key}/{lesson}/", href)))
        except ValueError:
            return _malformed(href)

    def _inside(self, href: str, meant: SplitResult) -> NotThere | None:
        if href.startswith("assets/"):
            return self._to_file(href)
        if BARE_HOST.match(href):
            return _wrong(
                _("“%(href)s” leads nowhere. Begin it with https:// if it is an address elsewhere."), href
            )
        start, *steps = [step for step in _path_of(meant).split("/") if step] or [""]
        if start == "courses" and steps[:1] == [self.places.key] and len(steps) < 3:
            return self._to_page(href, steps[1] if len(steps) > 1 else "", unquote(meant.fragment))
        if self.site is None or self.site(_path_of(meant)):
            return None
        if start == "courses" and steps[:1] == [self.places.key]:
            return _wrong(_("“%(href)s” leads nowhere."), href)
        return Doubtful(_("“%(href)s” leads nowhere: this site has no such page."), href=_short(href))

    def _to_file(self, href: str) -> NotThere:
        if self.places.has_file(href):
            return _wrong(_("A text cannot link to “%(href)s”. Offer it with a block of kind “file”."), href)
        return _wrong(_("There is no file “%(href)s”."), href)

    def _to_page(self, href: str, lesson: str, fragment: str) -> NotThere | None:
        if not lesson:
            return None
        if lesson == GLOSSARY:
            return self._to_glossary(href, fragment)
        if lesson not in self.places.lessons:
            return self._no_lesson(href, lesson)
        ids = self.places.ids(lesson) if fragment else None
        if ids is None or fragment in ids:
            return None
        if meant := self._guesses.nearest(fragment, sorted(ids)):
            template = _("The lesson has no place “%(name)s”. Did you mean “#%(meant)s”?")
            return NotThere(template, name=fragment[:LONGEST_SHOWN], meant=meant)
        return NotThere(_("The lesson has no place “%(name)s”."), name=fragment[:LONGEST_SHOWN])

    def _to_glossary(self, href: str, fragment: str) -> NotThere | None:
        terms = self.places.terms
        if terms is None:
            return _wrong(_("“%(href)s” leads nowhere: this course has no glossary."), href)
        if fragment.startswith("term_") and fragment.removeprefix("term_") not in terms:
            return _wrong(_("“%(href)s” leads nowhere: the glossary has no such term."), href)
        return None

    def _no_lesson(self, href: str, lesson: str) -> NotThere:
        stem = lesson.partition(".")[0]
        if meant := self._guesses.nearest(stem, self.places.lessons):
            template = _("“%(href)s” leads nowhere: there is no such lesson. Did you mean “../%(meant)s/”?")
            return NotThere(template, href=_short(href), meant=meant)
        return _wrong(_("“%(href)s” leads nowhere: there is no such lesson in this course."), href)


def _path_of(meant: SplitResult) -> str:
    return unquote(meant.path) or "/"


def _outside(href: str, scheme: str) -> NotThere | None:
    """By its form alone."""
    if scheme not in SHOWN:
        template = _("“%(href)s” is not shown as a link. Links begin with https://, http:// or mailto:")
        return _wrong(template, href)
    if scheme == "mailto":
        return None if MAIL.fullmatch(href) else _malformed(href)
    parts = urlsplit(href)
    is_whole = href[len(scheme) :].startswith("://") and HOST.fullmatch(parts.hostname or "")
    if not is_whole or ".." in (parts.hostname or "") or parts.port == 0:
        return _malformed(href)
    return None


def _malformed(href: str) -> NotThere:
    return _wrong(_("“%(href)s” is not an address that a browser can open."), href)


def _wrong(template: str, href: str) -> NotThere:
    return NotThere(template, href=_short(href))


def _short(href: str) -> str:
    said = unquote(href)
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
