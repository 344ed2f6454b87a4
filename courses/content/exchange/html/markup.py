"""What of a text is markup at all. The parser of Python reads on to the end of a text for each tag that never ends.

Only whole tags are left to it, told apart in one pass: a sign `<` that begins none was no markup, and becomes words.
A `<` may stand in the quotes of a tag, as it does in texts of formulas. Reading past one costs no square of the length:
the attempts that reach the same place stand in different quotes there, or in none, so they are three at most.
"""

import re

SPACE = r"[ \t\r\n\f]"
# Without quotes it may hold a sign = as in addresses, but none of those that end or begin something else.
VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++"
ATTRIBUTE = rf"(?:{SPACE}|/)*+[^\s\"'<>/=]++(?:{SPACE}*+={SPACE}*+(?:{VALUE}))?+"
OPENING = rf"<[a-zA-Z][a-zA-Z0-9:._-]*+(?=[ \t\r\n\f/>])(?:{ATTRIBUTE})*+(?:{SPACE}|/)*+>"
CLOSING = r"</[a-zA-Z][^<>\"'=]*+>"
# A comment without an end takes the rest at once, so that it is looked for only once.
COMMENT = r"<!--(?s:.*?-->|(?P<rest>.*+))"
DECLARATION = r"<[!?][^<>]*+>"
PIECES = re.compile(rf"(?P<tag>{OPENING}|{CLOSING})|(?P<unseen>{COMMENT}|{DECLARATION})|<")
NO_CHARACTER = re.compile(r"&(?=#[0-9]{8})")
"""More digits than any character has; Python refuses to read thousands of them."""


def only_markup(html: str) -> str:
    """The same with what is no tag written as words, and without comments and declarations, which nobody sees."""
    return PIECES.sub(_kept, NO_CHARACTER.sub("&amp;", html))


def _kept(found: re.Match[str]) -> str:
    if found["tag"]:
        return found[0]
    if found["unseen"] and found["rest"] is None:
        return ""
    return found[0].replace("<", "&lt;")
