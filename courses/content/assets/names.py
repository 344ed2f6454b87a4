"""The names of files below assets/, and why one leads to no file."""

import re
from collections.abc import Collection

from courses.content.assets.kinds import KINDS, Group, kind_of
from courses.content.located_yaml import Guesses
from courses.content.markdown import NotThere
from courses.content.problems import gettext_noop as _

FOLDER = "assets/"
PLAIN = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")

WANTED = {
    Group.PICTURE: _("“%(name)s” is not a picture. Pictures are %(kinds)s."),
    Group.VIDEO: _("“%(name)s” is not a video. Videos are %(kinds)s."),
    Group.RECORDING: _("“%(name)s” is not a recording of a run. Recordings are %(kinds)s."),
    Group.CAPTIONS: _("“%(name)s” holds no captions. Captions are %(kinds)s."),
}


def is_plain(path: str) -> bool:
    """Whether a file below assets/ may have this name."""
    return path.startswith(FOLDER) and PLAIN.fullmatch(path.removeprefix(FOLDER)) is not None


def not_there(path: str, here: Collection[str], guesses: Guesses) -> NotThere:
    """Why no file of those `here` has this name: none is called so, or none may be. The folder may have been left out."""
    below = path if path.startswith(FOLDER) else f"{FOLDER}{path}"
    if not is_plain(below) or (below != path and kind_of(path) is None):
        template = _(
            "“%(name)s” is no file below assets/ with a name of plain letters, digits, - _ and dots."
        )
        return NotThere(template, name=path[:80])
    meant = guesses.nearest(below.removeprefix(FOLDER), [name.removeprefix(FOLDER) for name in here])
    if not meant:
        return NotThere(_("There is no file “%(name)s”."), name=path[:80])
    template = _("There is no file “%(name)s”. Did you mean “%(meant)s”?")
    return NotThere(template, name=path[:80], meant=f"{FOLDER}{meant}")


def not_wanted(path: str, wanted: Group) -> NotThere | None:
    """Why a file cannot stand where one of another kind is wanted."""
    kind = kind_of(path)
    if wanted not in WANTED or kind is None or kind.group == wanted:
        return None
    endings = ", ".join(f".{ending}" for ending, known in KINDS.items() if known.group == wanted)
    return NotThere(WANTED[wanted], name=path, kinds=endings)
