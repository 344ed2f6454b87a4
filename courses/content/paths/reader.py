"""The file of a path becomes a `PathSource`, or a list of located problems; and back, exactly."""

from dataclasses import dataclass
from pathlib import PurePath

from courses.content import located_yaml
from courses.content.folder import MAX_YAML_BYTES, decoded
from courses.content.language_checks import check_texts, languages_in
from courses.content.located_yaml import BadYaml, LocatedYaml
from courses.content.paths.checks import Known, PathChecks
from courses.content.paths.schema import PathSource
from courses.content.problems import Problem, Report, in_order
from courses.content.problems import gettext_noop as _
from courses.content.validation import validate
from courses.content.yaml_writing import as_written, to_yaml

ORDER = ("format", "key", "title", "summary", "languages", "due", "placement", "stages")


@dataclass(frozen=True)
class PathReading:
    """`path` is None when any problem is an error; warnings may accompany a path."""

    path: PathSource | None
    problems: tuple[Problem, ...]


def read_path(raw: bytes, name: str, known: Known | None = None) -> PathReading:
    """Read and check the file called `name`. Never raises for what authors can write.

    Without `known`, what the site has is not looked at.
    """
    report = Report()
    file = PurePath(name.replace("\\", "/")).name or "path.yaml"
    source = _read(raw, file, known, report)
    return PathReading(None if report.has_errors else source, in_order(report))


def read_located(located: LocatedYaml, name: str, known: Known | None = None) -> PathReading:
    """The same of data that was no file: problems are told in the lines that it comes with."""
    report = Report()
    source = _checked(located, name, known, report)
    return PathReading(None if report.has_errors else source, in_order(report))


def path_yaml(path: PathSource) -> bytes:
    """The file of a path: reading it gives the same path, with the same digest."""
    written = as_written(path)
    return to_yaml({name: written[name] for name in ORDER if name in written}).encode()


def _read(raw: bytes, file: str, known: Known | None, report: Report) -> PathSource | None:
    if len(raw) > MAX_YAML_BYTES:
        most = MAX_YAML_BYTES // 1024
        report.error(file, 1, _("This file is larger than %(most)d KiB."), most=most)
        return None
    text = decoded(raw, file, report)
    located = _located(text, file, report) if text is not None else None
    return _checked(located, file, known, report) if located is not None else None


def _checked(located: LocatedYaml, file: str, known: Known | None, report: Report) -> PathSource | None:
    languages = languages_in(located, report, file)
    source = validate(PathSource, located, source=languages[0] if languages else "", path=file, report=report)
    if source is None:
        return None
    check_texts(source, located, languages=languages, path=file, report=report)
    _check_key(source, located, file, report)
    if known is not None:
        PathChecks(source, located, known, file, report).run()
    return source


def _located(text: str, file: str, report: Report) -> LocatedYaml | None:
    try:
        located = located_yaml.load(text)
    except BadYaml as bad:
        report.error(file, bad.line, bad.template, **bad.params)
        return None
    if not isinstance(located.data, dict):
        report.error(file, 1, _("This file must be a mapping of keys and values."))
        return None
    return located


def _check_key(source: PathSource, located: LocatedYaml, file: str, report: Report) -> None:
    name = PurePath(file).stem
    if source.key != name:
        template = _("The key is “%(key)s” but the file is “%(file)s”. Make them equal.")
        report.error(file, located.line_of(("key",)), template, key=source.key, file=file)
