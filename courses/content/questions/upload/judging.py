"""Which files learners may hand in, judged by the same signs as the files of courses. None of them is ever opened here."""

from collections.abc import Callable

from courses.content.assets import judging
from courses.content.assets.judging import BadAsset
from courses.content.assets.kinds import KINDS
from courses.content.problems import Listing
from courses.content.problems import gettext_noop as _

LONGEST_NAME = 120
TAKEN: dict[str, Callable[[bytes], object]] = {
    **{ending: judge for ending, kind in KINDS.items() if (judge := kind.judge or kind.measure)},
    "md": judging.text,
    "py": judging.text,
}


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def plain_name(name: str) -> str:
    """The last part of a name, without what no file is called by; for people to read, never for a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    ending = ending_of(kept)
    stem = kept[: -len(ending) - 1] if ending else kept
    return f"{stem[:LONGEST_NAME] or 'file'}.{ending}" if ending else stem[:LONGEST_NAME] or "file"


def judge_file(name: str, content: bytes, *, types: tuple[str, ...], most_bytes: int) -> None:
    """Raises `BadAsset` with what is wrong with a file for a question that takes `types`."""
    ending = ending_of(name)
    if ending not in types:
        raise BadAsset(_("Files of these types are taken: %(types)s."), types=Listing.of(types))
    if not content:
        raise BadAsset(_("This file is empty."))
    if len(content) > most_bytes:
        raise BadAsset(_("This file is larger than %(most)d MiB."), most=most_bytes // 1024**2)
    TAKEN[ending](content)
