"""The pictures and other files of a draft by name: where texts and blocks mention them, and what a new one is called."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256

from courses.content.assets import Group, kind_of
from courses.content.assets.names import FOLDER
from courses.content.drafts.keys import LONGEST_KEY, key_for

MENTION = re.compile(r"(?<![\w./-])assets/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
NAMELESS = {Group.PICTURE: "picture", Group.VIDEO: "video", Group.CAPTIONS: "captions"}


def path_for(name: str, taken: Iterable[str]) -> str:
    """Where a file that an author calls `name` goes: plain letters, the same ending, a number if the place is taken.

    A name that has other letters, such as Chinese ones, always makes the same one: so a text that names it finds it.
    """
    stem, _dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    tail = f".{ending.lower()}"
    kind = kind_of(name)
    otherwise = NAMELESS.get(kind.group, "file") if kind else "file"
    beside = {path[len(FOLDER) : -len(tail)] for path in taken if path.endswith(tail)}
    return f"{FOLDER}{key_for(_plainly(stem, otherwise), beside, otherwise=otherwise)}{tail}"


def _plainly(stem: str, otherwise: str) -> str:
    """What is left of a name in plain letters, with a few that stand for all that is not."""
    name = unicodedata.normalize("NFC", stem)
    if not any(sign.isalnum() and not sign.isascii() for sign in name):
        return stem
    kept = key_for(name, (), otherwise=otherwise)[: LONGEST_KEY - 12].strip("-")
    return f"{kept}-{sha256(name.encode()).hexdigest()[:6]}"


def mentions(text: str) -> set[str]:
    """The files that a text or a YAML file names, whether it can be read or not."""
    return {_path(found) for found in MENTION.finditer(text)}


def uses_of(files: Mapping[str, str]) -> dict[str, list[str]]:
    """For each file that is mentioned anywhere, the paths of those that mention it, in order."""
    uses: dict[str, list[str]] = {}
    for path in sorted(files):
        for mentioned in mentions(files[path]):
            uses.setdefault(mentioned, []).append(path)
    return uses


def renamed(text: str, before: str, after: str) -> str:
    """The text with every mention of one file turned into that of another."""

    def other(found: re.Match[str]) -> str:
        return after + found[0][len(before) :] if _path(found) == before else found[0]

    return MENTION.sub(other, text)


def _path(found: re.Match[str]) -> str:
    """A full stop behind a name ends the sentence."""
    return found[0].rstrip(".")
