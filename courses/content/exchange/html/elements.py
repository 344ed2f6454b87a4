"""The elements of HTML by what becomes of them. What is not among them was no markup, and stays as it was written."""

BLOCK_NAMES = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html li main nav p pre section summary table tbody tfoot thead tr
"""
LINE_NAMES = """
    a abbr acronym b bdi bdo big br cite code col colgroup del dfn em font i input ins kbd label mark math meta param
    q s samp small source span strike strong sub sup time tt u var wbr
"""
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "head", "title"})
PICTURES = frozenset({"img", "video", "audio", "svg", "iframe", "object", "embed"})
BLOCKS = LISTS | frozenset(BLOCK_NAMES.split())
INLINE = UNSEEN | PICTURES | CELLS | frozenset(LINE_NAMES.split())
