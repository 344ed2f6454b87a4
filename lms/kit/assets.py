"""Scripts and styles under an address that changes with their content: a browser asks for each of them once.

All share one part of the address, so modules import each other by plain relative paths.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from whitenoise.middleware import WhiteNoiseMiddleware

PREFIX = "/static/"
IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.[^"']+)["']""", re.MULTILINE)


def address_of(folder: Path, packages: Path) -> str:
    """Where files are served: the prefix and a digest of all of `folder` and of the versions listed in `packages`."""
    digest = hashlib.sha256(packages.read_bytes())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{PREFIX}{digest.hexdigest()[:12]}/"


@lru_cache(maxsize=64)
def modules_of(name: str) -> tuple[str, ...]:
    """A module and all that it imports, by names below the static folder, nearest first."""
    found = [name]
    for module in found:
        file = finders.find(module)
        text = Path(file).read_text(encoding="utf-8") if file else ""
        imported = (normpath(join(dirname(module), path)) for path in IMPORT.findall(text))
        found += [path for path in dict.fromkeys(imported) if path not in found]
    return tuple(found)


class AddressedFiles(StaticFilesStorage):
    """Puts each address together once: a page names a dozen files, and they stay where they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.addresses: dict[tuple[str, str], str] = {}

    def url(self, name: str | None) -> str:
        told = (self.base_url, name or "")
        if told not in self.addresses:
            self.addresses[told] = super().url(name)
        return self.addresses[told]


class AssetsMiddleware(WhiteNoiseMiddleware):
    """Serves them to be kept for good. Who asks by the address of another version is led to the present one."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(PREFIX) and path not in self.files and not self.autorefresh:
            _version, _slash, name = path.removeprefix(PREFIX).partition("/")
            present = f"{self.static_prefix}{name}"
            if present in self.files:
                return HttpResponseRedirect(present)
        return super().__call__(request)

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith(self.static_prefix) and self.static_prefix != PREFIX
