"""What a course's texts lack: translations, and Markdown that can be drawn."""

from collections.abc import Iterator

from babel.core import Locale
from pydantic import BaseModel

from courses.content.localized import LocalizedMarkdown, LocalizedText
from courses.content.located_yaml import LocatedYaml, Path, nearest
from courses.content.markdown import NOTHING, References, render
from courses.content.problems import UNTRANSLATED, Report, Tongue
from courses.content.problems import gettext_noop as _

KNOWN = frozenset(Locale("en").languages)
"""Codes of languages, as the Unicode Consortium (CLDR) names them."""


def languages_in(located: LocatedYaml, report: Report, path: str = "course.yaml") -> tuple[str, ...]:
    """Texts need the source language before the file as a whole is known to be right."""
    listed = located.data.get("languages") if isinstance(located.data, dict) else None
    languages = tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
    for place, language in enumerate(languages):
        if language in languages[:place]:
            line = located.line_of(("languages", place))
            report.error(path, line, _("“%(key)s” is listed twice."), key=language)
        elif language.partition("-")[0] not in KNOWN:
            line = located.line_of(("languages", place))
            template = _(
                "“%(language)s” is the code of no language. Readers see the code where its name would stand."
            )
            report.warn(path, line, template, language=language)
    return languages


def _tell_strange(strange: str, languages: tuple[str, ...], path: str, line: int, report: Report) -> None:
    meant = nearest(strange, list(languages)) or ", ".join(languages)
    template = _("This course is not in “%(language)s”; it is in %(meant)s.")
    report.error(path, line, template, language=Tongue(strange), meant=Tongue(meant))


def texts_in(value: object, at: Path = ()) -> Iterator[tuple[Path, LocalizedText]]:
    """Every localized text below a model, or what could be read of one, with its place as written in YAML."""
    if isinstance(value, LocalizedText):
        yield at, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from texts_in(getattr(value, name, None), (*at, field.alias or name))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from texts_in(item, (*at, place))


def check_texts(
    model: BaseModel,
    located: LocatedYaml,
    *,
    languages: tuple[str, ...],
    path: str,
    report: Report,
    references: References = NOTHING,
) -> None:
    for place, text in texts_in(model):
        line = located.line_of(place)
        for missing in [language for language in languages if language not in text.texts]:
            report.warn(path, line, UNTRANSLATED, language=Tongue(missing))
        for strange in [language for language in text.texts if language not in languages]:
            _tell_strange(strange, languages, path, located.line_of((*place, strange)), report)
        if isinstance(text, LocalizedMarkdown):
            for language, written in text.texts.items():
                line = located.line_of((*place, language))
                check_markdown(written, path=path, first_line=line, report=report, references=references)


def check_markdown(
    text: str, *, path: str, first_line: int = 1, report: Report, references: References = NOTHING
) -> None:
    for problem in render(text, references=references).problems:
        tell = report.error if problem.is_error else report.warn
        template, params = problem.template, problem.params
        tell(path, first_line + problem.line - 1, template, **params)
