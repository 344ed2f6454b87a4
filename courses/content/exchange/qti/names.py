"""What QTI 3 calls things, and our keys among its identifiers."""

from collections.abc import Sequence

from courses.content.exchange.gathering import letter, slug

ITEM_NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE_NAMESPACE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
MATCH_CORRECT, MAP_RESPONSE = "match_correct", "map_response"

ITEM = "qti-assessment-item"
BODY = "qti-item-body"
PROMPT = "qti-prompt"
INLINE = ("qti-text-entry-interaction", "qti-inline-choice-interaction")
MARKDOWN = "data-markdown"
"""Our attribute for the Markdown of a text, where its HTML alone would not give it back."""

RESPONSE, SCORE, MOST, FEEDBACK, GENERAL = "RESPONSE", "SCORE", "MAXSCORE", "FEEDBACK", "GENERAL"
GAP = "gap_"
"""In front of a gap's key: `duration` and others mean something by themselves. No key holds a `_`."""


def identifier_of(key: str) -> str:
    """Identifiers begin with a letter or `_`."""
    return f"_{key}" if key[0].isdigit() else key


def keys_of(identifiers: Sequence[str]) -> list[str]:
    """The identifiers as keys, if that makes different ones of them; letters otherwise."""
    keys = [slug(identifier.removeprefix(GAP)) for identifier in identifiers]
    if all(keys) and len(set(keys)) == len(keys):
        return keys
    return [letter(place) for place in range(len(identifiers))]
