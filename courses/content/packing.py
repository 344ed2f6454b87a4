"""Files as a zip that our own reader of zips takes: the same files, the same bytes."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from courses.content.archive import MAX_RATIO

LONG_AGO = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16


def packed(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.external_attr = PLAIN_FILE
            # What packs suspiciously well is stored as it is: readers take it for a bomb.
            is_dull = len(content) < MAX_RATIO / 2 * len(zlib.compress(content))
            entry.compress_type = zipfile.ZIP_DEFLATED if is_dull else zipfile.ZIP_STORED
            opened.writestr(entry, content)
    return archive.getvalue()
