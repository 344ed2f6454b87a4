"""Texts that exist in several languages, picked for the reader, and a few words for numbers and moments."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from typing import Any

from django import template
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


class Said(str):
    """A text that knows which language it is in; empty where it is no translated text."""

    language: str

    def __new__(cls, text: str, language: str = "") -> "Said":
        said = super().__new__(cls, text)
        said.language = language
        return said


def said(texts: Any, otherwise: str = "") -> Said:
    """What `in_language` takes of a text, as the properties of pages hand it on."""
    taken = in_language(texts) or otherwise
    return taken if isinstance(taken, Said) else Said(str(taken))


@register.filter
def in_language(value: Any) -> Any:
    """The reader's language of a {"en": …, "zh-hans": …} text; the source language (the first) where it is missing."""
    if not isinstance(value, dict) or not value:
        return value
    language = language_of(value)
    taken = value[language]
    return Said(taken, language) if isinstance(taken, str) else taken


@register.filter
def as_count(said: str) -> int:
    """For the plural that goes with a number as it is written out, which may be a fraction."""
    return 1 if str(said) == "1" else 2


@register.filter
def language_of(value: Any) -> str:
    """Which language `in_language` takes of such a text."""
    if not isinstance(value, dict) or not value:
        return ""
    wanted = _reader()
    return wanted if value.get(wanted) else str(next(iter(value)))


@register.simple_tag
def language_mark(language: str) -> SafeString:
    """A quiet word at what stands there in another language than the reader's; nothing where it is theirs."""
    if not _is_another(language):
        return SafeString("")
    words = _("%(language)s · not translated yet") % {"language": _name_of(language)}
    return format_html('<p class="language-mark" lang="{}">{}</p>', _reader(), words)


@register.filter
def language_sign(language: str) -> SafeString:
    """The same in a line, where there is room for the name of the language alone."""
    if not _is_another(language):
        return SafeString("")
    return format_html('<small class="language-mark" lang="{}">{}</small>', _reader(), _name_of(language))


@register.filter
def in_its_language(text: Any) -> Any:
    """A title in a line, or in a sentence: where it is not in the reader's language, it says in which one it is."""
    taken = in_language(text)
    language = getattr(taken, "language", "")
    if not _is_another(language):
        return taken
    return format_html('<span lang="{}">{}</span>{}', language, taken, language_sign(language))


@register.filter
def below(text: Any, title: Any) -> Any:
    """A text below its title. Where both are in another language than the reader's, the title says so for both."""
    language = language_of(text)
    if language != (getattr(title, "language", "") or language_of(title)):
        return in_its_language(text)
    return format_html('<span lang="{}">{}</span>', language, in_language(text))


def sentences(*told: str) -> str:
    """One after the other, as the reader's language sets them; what is empty is left out."""
    both = _("%(sentence)s %(next)s")
    return reduce(lambda sentence, after: both % {"sentence": sentence, "next": after}, filter(None, told))


@register.simple_tag
def gap() -> str:
    """What stands between two sentences of a page: nothing behind the full stop of some languages."""
    return _("%(sentence)s %(next)s") % {"sentence": "", "next": ""}


@register.filter
def listed(words: Iterable[Any]) -> str:
    """One after the other, with the sign between them that the reader's language has for it."""
    return _(", ").join(map(str, words))


@register.filter
def in_percent(share: Any) -> str:
    """A number of hundredths."""
    return _("%(share)s %%") % {"share": share}


def _reader() -> str:
    return translation.get_language() or "en"


def _is_another(language: str) -> bool:
    return bool(language) and language != _reader()


def _name_of(language: str) -> str:
    known = language in LANG_INFO
    return str(translation.get_language_info(language)["name_translated"]) if known else language


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as people say them: "38 s", "1 min 40 s", "3 h 10 min"."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return _("%(s)d s") % {"s": whole}
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return _("%(m)d min %(s)d s") % {"m": minutes, "s": rest} if rest else _("%(m)d min") % {"m": minutes}
    hours, rest = divmod(whole // 60, 60)
    return _("%(h)d h %(m)d min") % {"h": hours, "m": rest} if rest else _("%(h)d h") % {"h": hours}


@register.filter
def about(seconds: float | None) -> str:
    """An estimate, no finer than it can be known: "5 s", "40 s", "3 min", "2 h 30 min"."""
    if seconds is None:
        return "–"
    grain = next(
        grain for below, grain in ((15, 1), (60, 5), (3600, 60), (float("inf"), 600)) if seconds < below
    )
    return duration(max(grain, grain * round(seconds / grain)))


@register.filter
def minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


@register.filter
def moment(at: datetime) -> str:
    """A moment that binds somebody, in the reader's zone and with its name: "Dec. 1, 2026, 9 a.m. CET"."""
    here = localtime(at)
    return f"{date_format(here, 'DATETIME_FORMAT')} {here.tzname()}"


def day_said(day: date, today: date | None = None) -> str:
    """A day in a sentence, with its year where that is another one than today's: "November 28", "Jan. 1, 2020"."""
    is_this_year = day.year == (today or localdate()).year
    return date_format(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")


@register.filter
def share(value: float | None, digits: int = 2) -> str:
    """A score between 0 and 1 with fixed digits; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"
