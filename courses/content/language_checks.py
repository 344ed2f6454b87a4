"""What a course's texts lack: translations, and Markdown that can be drawn."""

from collections.abc import Iterator

from pydantic import BaseModel

from courses.content.localized import LANGUAGE_CODE, LocalizedMarkdown, LocalizedText
from courses.content.located_yaml import LocatedYaml, Path, nearest
from courses.content.markdown import NOTHING, References, render
from courses.content.problems import UNTRANSLATED, Report, Tongue
from courses.content.problems import gettext_noop as _

LETTERS = (
    "a:abefkmnrsvyz b:aeghimnors c:aehorsuvy d:aevz e:elnostu f:afijory g:adlnuv h:aeiortuyz "
    "i:adegikostu j:av k:agijklmnorsuvwy l:abginotuv m:ghiklnrsty n:abdeglnorvy o:cjmrs p:ailst q:u "
    "r:mnouw s:acdeghiklmnoqrstuvw t:aeghiklnorstwy u:gkrz v:eio w:ao x:h y:io z:ahu"
)
KNOWN = frozenset(f"{row[0]}{second}" for row in LETTERS.split() for second in row[2:])
"""The codes of two letters that ISO 639-1 gives to languages."""


def languages_in(located: LocatedYaml, report: Report, path: str = "course.yaml") -> tuple[str, ...]:
    """Texts need the source language before the file as a whole is known to be right."""
    listed = located.data.get("languages") if isinstance(located.data, dict) else None
    languages = tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
    for place, language in enumerate(languages):
        if language in languages[:place]:
            line = located.line_of(("languages", place))
            report.error(path, line, _("“%(key)s” is listed twice."), key=language)
        elif len(language.partition("-")[0]) == 2 and language[:2] not in KNOWN:
            line = located.line_of(("languages", place))
            template = _(
                "“%(language)s” is the code of no language. Readers see the code where its name would stand."
            )
            report.warn(path, line, template, language=language)
    return languages


def check_languages(located: LocatedYaml, languages: tuple[str, ...], path: str, report: Report) -> None:
    """Tell of texts in languages that the course is not in, also where the file has other mistakes."""
    for place, said in _said_by_language(located.data, languages[:1], ()):
        for strange in [code for code in said if code not in languages]:
            _tell_strange(strange, languages, path, located.line_of((*place, strange)), report)


def _said_by_language(
    value: object, source: tuple[str, ...], at: Path
) -> Iterator[tuple[Path, dict[str, object]]]:
    """What is written as texts by language; files by language may be in any."""
    if isinstance(value, dict):
        are_texts = all(isinstance(said, str) and not said.startswith("assets/") for said in value.values())
        if source and source[0] in value and are_texts and all(map(LANGUAGE_CODE.fullmatch, value)):
            yield at, value
        for name, inner in value.items():
            yield from _said_by_language(inner, source, (*at, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _said_by_language(inner, source, (*at, place))


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
