"""A Markdown file from elsewhere as the text blocks of a lesson: one for each heading of the first two levels.

It is read line by line, so that a file of any size is divided at once; what is inside of code and of boxes divides nothing.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import unquote

from courses.content.drafts.files import path_for
from courses.content.markdown.plain import plain

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n---[ \t]*(\n|\Z)", re.DOTALL)
NAMED = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
BOX = re.compile(r" {0,3}(:{3,})[ \t]*(\S?)")
HEADING = re.compile(r" {0,3}(#{1,2})[ \t]+(\S)(.*)$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
PARAGRAPH = re.compile(r" {0,3}[^\s#>|+*-]")
REFERENCE = re.compile(r"\[(\^?[^\[\]\s][^\[\]]{0,80})\]")
DEFINITION = re.compile(rf" {{0,3}}{REFERENCE.pattern}:[ \t]*\S")
PICTURE = re.compile(r"(!\[[^\]\n]{0,400}+\]\([ \t]*<?)([^)\s<>]{1,300})")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|assets/[!-~]+$", re.IGNORECASE)
LONGEST_TITLE = 400
MOST_SECTIONS = 300
"""Six times what a lesson holds. What follows stays with the last one, so that nothing is lost."""
MOST_ADDED = 200_000
"""Characters that are written again for other sections; a long note could be used in thousands of them."""


@dataclass(frozen=True)
class Section:
    """`line` is where it begins in the file."""

    title: str
    text: str
    line: int = 1


@dataclass(frozen=True)
class Document:
    """`title` is that of the whole file, which then stands in no section; `left_out`: front matter said more than that."""

    title: str
    sections: tuple[Section, ...]
    left_out: bool = False


def divided(text: str, *, in_one: bool = False) -> Document:
    """The file as sections, or `in_one`. What stands before the first heading is one of its own.

    The only heading of the first level names the file, and stays where front matter gives it another name.
    """
    body, title, left, skipped = _without_front_matter(text)
    lines = body.split("\n")
    headings = list(_headings(lines))
    tops = [heading for heading in headings if heading[1] == 1]
    title = plain(title).text if title else ""
    is_alone = len(tops) == 1 and not "".join(lines[: tops[0][0]]).strip()
    if is_alone and title in {"", plain(tops[0][2]).text}:
        title = plain(tops[0][2]).text
        for at in range(tops[0][0], tops[0][3]):
            lines[at] = ""
        headings.remove(tops[0])
    starts = [] if in_one else [heading[0] for heading in headings[:MOST_SECTIONS]]
    names = {at: name for at, _level, name, _end in headings}
    edges = [0, *(at for at in starts if at), len(lines)]
    pieces = [_section(lines, begin, end, names.get(begin, ""), skipped) for begin, end in pairwise(edges)]
    sections = _with_definitions([piece for piece in pieces if piece.text.strip()], lines)
    return Document(title, tuple(sections), bool(left))


def with_pictures(section: Section, assets: Mapping[str, str]) -> Section:
    """The same with pictures of the course where the file names one of the same name, or one that has its name from that;
    `assets` are paths by name.
    """

    def ours(found: re.Match[str]) -> str:
        name = unquote(found[2]).replace("\\", "/").rpartition("/")[2]
        made = path_for(name, ()).rpartition("/")[2]
        path = assets.get(name.lower()) or assets.get(made)
        return found[0] if path is None or ELSEWHERE.match(found[2]) else found[1] + path

    return replace(section, text=PICTURE.sub(ours, section.text))


def _without_front_matter(text: str) -> tuple[str, str, str, int]:
    """The body, the title that front matter gives, what else it says, and how many lines it has."""
    found = FRONT_MATTER.match(text)
    if not found:
        return text, "", "", 0
    named = NAMED.search(found[1])
    title, rest = (
        (named[1].rstrip().strip("\"'"), NAMED.sub("", found[1], count=1)) if named else ("", found[1])
    )
    return text[found.end() :], title, rest.strip(), found[0].count("\n")


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str, int]]:
    """Line, level, words and the line after it, of every heading that stands in no code and no box."""
    boxes = 0
    for at, line in _outside_code(lines):
        if box := BOX.match(line):
            boxes = boxes + 1 if box[2] else max(0, boxes - 1)
        elif boxes:
            continue
        elif found := HEADING.match(line):
            words = found[2] + found[3].rstrip(" \t").rstrip("#").rstrip(" \t")
            yield at, len(found[1]), words[:LONGEST_TITLE], at + 1
        elif _is_underlined(lines, at):
            yield at, 1 if "=" in lines[at + 1] else 2, line.strip()[:LONGEST_TITLE], at + 2


def _outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without those of fenced code."""
    fence = ""
    for at, line in enumerate(lines):
        mark = FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line.strip(" `~")
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        else:
            yield at, line


def _is_underlined(lines: Sequence[str], at: int) -> bool:
    """A paragraph of one line with = or - below it."""
    before = lines[at - 1] if at else ""
    return bool(
        at + 1 < len(lines)
        and not before.strip()
        and PARAGRAPH.match(lines[at])
        and UNDERLINE.match(lines[at + 1])
    )


def _section(lines: Sequence[str], begin: int, end: int, name: str, skipped: int) -> Section:
    while begin < end and not lines[begin].strip():
        begin += 1
    text = "\n".join(lines[begin:end]).strip("\n") + "\n"
    return Section(plain(name).text if name else "", text, skipped + begin + 1)


def _with_definitions(sections: Sequence[Section], lines: Sequence[str]) -> list[Section]:
    """Notes and addresses that are defined in another section move to where they are used, up to `MOST_ADDED`."""
    defined = {name: _said(lines, at) for name, at in _definitions(lines)}
    left, moved, found = MOST_ADDED, set[str](), list[Section]()
    for one in sections:
        names = _missing(one, defined)
        added = "".join(f"{defined[name]}\n" for name in names)
        if added and len(added) < left:
            left -= len(added) + 1
            moved.update(names)
            one = replace(one, text=f"{one.text}\n{added}")
        found.append(one)
    kept = [_without(one, moved) for one in found]
    return [one for one in kept if one.text.strip()]


def _missing(section: Section, defined: Mapping[str, str]) -> Collection[str]:
    """What it uses, and what that uses, and does not define."""
    own = {name for name, _at in _definitions(section.text.split("\n"))}
    used, missing = REFERENCE.findall(section.text.lower()), dict[str, None]()
    for name in used:
        if name in defined and name not in own and name not in missing:
            missing[name] = None
            used += REFERENCE.findall(defined[name].lower())
    return missing


def _without(section: Section, moved: Collection[str]) -> Section:
    """Without definitions that have moved and that nothing here uses."""
    used = Counter(REFERENCE.findall(section.text.lower()))
    lines = section.text.split("\n")
    leaving = [at for name, at in _definitions(lines) if name in moved and used[name] == 1]
    for where in reversed(leaving):
        del lines[where.start : where.stop]
    return replace(section, text="\n".join(lines).strip("\n") + "\n") if leaving else section


def _definitions(lines: Sequence[str]) -> Iterator[tuple[str, range]]:
    """Names in small letters, with the lines that define them: of a note, also its further lines, which stand further in."""
    for at, line in _outside_code(lines):
        if found := DEFINITION.match(line):
            end = at + 1
            while found[1].startswith("^") and end < len(lines) and lines[end].startswith(("    ", "\t")):
                end += 1
            yield found[1].lower(), range(at, end)


def _said(lines: Sequence[str], at: range) -> str:
    return "\n".join(lines[at.start : at.stop])
