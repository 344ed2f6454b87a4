"""What a course's texts lack: translations, and Markdown that can be drawn."""

from collections.abc import Iterator

from pydantic import BaseModel

from courses.content.localized import LANGUAGE_CODE, LocalizedMarkdown, LocalizedText
from courses.content.located_yaml import LocatedYaml, Path, nearest
from courses.content.markdown import NOTHING, References, render
from courses.content.problems import UNTRANSLATED, Report, Tongue
from courses.content.problems import gettext_noop as _

KNOWN = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg "
    "ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn "
    "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
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
            template = _("“%(language)s” is the code of no language. Readers see the code where its name would stand.")
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
    """Every localized text below a model, with its place as written in YAML."""
    if isinstance(value, LocalizedText):
        yield at, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from texts_in(getattr(value, name), (*at, field.alias or name))
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
