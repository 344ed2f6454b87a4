"""`python -m lms.messages` brings the Chinese catalogue up to date with the code; `--check` fails on untranslated strings.

Babel reads Python; templates are first turned into Python-like text by Django's own `templatize`, so no gettext
programs are needed on the machine.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("lms", "people", "courses", "training_jobs", "reporting", "hr_api", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def texts() -> Iterator[tuple[str, io.BytesIO]]:
    """Each source file, as something Babel's Python reader understands: for it, a template's indentation is an error."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield name, io.BytesIO(path.read_bytes())
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                lines = templatize(path.read_text(), origin=name).splitlines()
                yield name, io.BytesIO("\n".join(line.lstrip() for line in lines).encode())


def template() -> Catalog:
    """Every message of the interface, with the files that use it."""
    catalogue = Catalog(project="Learning Curve", charset="utf-8")
    for name, text in texts():
        for _line, message, comments, context in extract(
            "python", text, KEYWORDS, comment_tags=["Translators"]
        ):
            if message and message != "":
                catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Messages without a whole translation, or with one that lost a placeholder."""
    missing = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.fuzzy or not all(strings):
            missing.append(str(message.id))
        elif list(message.check(catalogue)):
            missing.append(f"{message.id} (placeholders differ)")
    return missing


def stored_catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def new_messages(wanted: Catalog, stored: Catalog) -> list[str]:
    known = {(message.id, message.context) for message in stored}
    return sorted(str(m.id) for m in wanted if m.id and (m.id, m.context) not in known)


def check(stored: Catalog, new: list[str]) -> int:
    problems = [f"new: {text}" for text in new] + [f"untranslated: {text}" for text in untranslated(stored)]
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    sys.stdout.write(f"{len(stored)} interface strings, {len(problems)} without Chinese\n")
    return 1 if problems else 0


def update(stored: Catalog, wanted: Catalog) -> None:
    stored.update(wanted, no_fuzzy_matching=True)
    stored.obsolete.clear()
    stored.fuzzy, stored.project = False, "Learning Curve"
    stored.header_comment = "# Learning Curve: the interface in Simplified Chinese."
    stored.creation_date = stored.revision_date = datetime(
        2026, 11, 22, tzinfo=UTC
    )  # the history knows better
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, stored, width=110, include_lineno=False)


def main(arguments: list[str]) -> int:
    stored, wanted = stored_catalogue(), template()
    new = new_messages(wanted, stored)
    if "--check" in arguments:
        return check(stored, new)
    update(stored, wanted)
    sys.stdout.write(f"{len(new)} new strings in {CATALOGUE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
