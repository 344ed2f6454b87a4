"""Plain text as Markdown that shows nothing but this text."""

import re

ANYWHERE = re.compile(r"[\\`*\[\]<>$~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
AT_THE_START = re.compile(r"^(?=#{1,6}(\s|$)|[-+]([-\s]|$)|=+\s*$|:::)")
NUMBERED = re.compile(r"^(\d{1,9})(?=[.)](\s|$))")
SPACES = re.compile(r"\s+")


def escaped(text: str) -> str:
    """Words of a running text, with what Markdown would take for itself escaped."""
    return ANYWHERE.sub(lambda found: "\\" + found.group(), text)


def as_line(markdown: str) -> str:
    """A line that is no heading, list or callout, whatever it begins with."""
    return AT_THE_START.sub(r"\\", NUMBERED.sub(r"\1\\", markdown))


def as_paragraph(lines: list[str]) -> str:
    """Markdown lines that stay lines."""
    whole = [line.strip() for line in lines]
    return "\\\n".join(as_line(line) for line in whole if line)


def as_markdown(text: str) -> str:
    """Lines stay lines, and empty ones part paragraphs."""
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        plain = SPACES.sub(" ", line).strip()
        if plain:
            paragraphs[-1].append(escaped(plain))
        else:
            paragraphs.append([])
    return "\n\n".join(as_paragraph(lines) for lines in paragraphs if lines)
