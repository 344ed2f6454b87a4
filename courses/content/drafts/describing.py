"""What a course or a lesson says of itself: title, summary and minutes, which several people may change at once."""

from collections.abc import Mapping
from typing import Any

from courses.content.drafts.structure import BadStructure, Changed, Files, data_at
from courses.content.problems import gettext_noop as _
from courses.content.yaml_writing import to_yaml

MEANWHILE = _(
    "Somebody else changed this while you did. It says now: “%(said)s”. Bring both together and save again."
)
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
    changed meanwhile is not written over.
    """
    file = data_at(files, path)
    for name in DESCRIBED:
        held = file.get(name, "")
        now = held.get(language, "") if isinstance(held, dict) else held
        if seen is not None and _plain(said[name]) == _plain(seen[name]):
            continue
        if seen is not None and _plain(now) not in {_plain(seen[name]), _plain(said[name])}:
            raise BadStructure(MEANWHILE, said=_plain(now))
        file[name] = said[name] if name == "minutes" else _with(held, language, said[name])
    return {path: to_yaml(file)}


def _with(held: Any, language: str, text: str) -> dict[str, str]:
    others = {code: said for code, said in held.items() if code != language} if isinstance(held, dict) else {}
    return {**others, language: text} if text else others


def _plain(said: Any) -> str:
    return str(said).replace("\r\n", "\n").strip()
