"""What a course or a lesson says of itself: title, summary and minutes, which several people may change at once."""

from collections.abc import Mapping
from typing import Any

from courses.content.drafts.structure import Changed, Files, data_at
from courses.content.yaml_writing import to_yaml

DESCRIBED = ("title", "summary", "minutes")


def describe(
    files: Files,
    path: str,
    language: str,
    said: Mapping[str, Any],
    seen: Mapping[str, str] | None = None,
) -> Changed:
    """Title and summary of a course or lesson in one language, and its minutes.

    Whoever says them has `seen` what they were: what they left as it was stays as it is by now, and what somebody else
    changed meanwhile is not written over: those fields are the `clashes`.
    """
    file = data_at(files, path)
    apart = clashes(files, path, language, said, seen)
    for name in DESCRIBED:
        is_left = seen is not None and _plain(said[name]) == _plain(seen[name])
        if not is_left and name not in apart:
            file[name] = said[name] if name == "minutes" else _with(file.get(name, ""), language, said[name])
    return {path: to_yaml(file)}


def clashes(
    files: Files,
    path: str,
    language: str,
    said: Mapping[str, Any],
    seen: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What the fields say now that both have changed, each to something else."""
    if seen is None:
        return {}
    file = data_at(files, path)
    now = {name: _held(file, name, language) for name in DESCRIBED}
    typed = (name for name in DESCRIBED if _plain(said[name]) != _plain(seen[name]))
    return {name: now[name] for name in typed if now[name] not in {_plain(seen[name]), _plain(said[name])}}


def _held(file: Mapping[str, Any], name: str, language: str) -> str:
    held = file.get(name, "")
    return _plain(held.get(language, "") if isinstance(held, dict) else held)


def _with(held: Any, language: str, text: str) -> dict[str, str]:
    others = {code: said for code, said in held.items() if code != language} if isinstance(held, dict) else {}
    return {**others, language: text} if text else others


def _plain(said: Any) -> str:
    return str(said).replace("\r\n", "\n").strip()
