"""The scripts and styles of the site are looked through once in a process, not once for each test client.

A client builds the site's middleware, and WhiteNoise then opens some three hundred files: longer than most requests take.
"""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

FOUND: dict[tuple[Any, ...], dict[str, Any]] = {}
look_through = WhiteNoiseMiddleware.add_files_from_finders


def add_what_was_found(self: WhiteNoiseMiddleware) -> None:
    """What is told of a file depends on where it is served and for how long it may be kept."""
    place = (type(self), self.static_prefix, self.max_age, self.allow_all_origins, self.charset)
    if place not in FOUND:
        look_through(self)
        FOUND[place] = dict(self.files)
    self.files.update(FOUND[place])


WhiteNoiseMiddleware.add_files_from_finders = add_what_was_found
