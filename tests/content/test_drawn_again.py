"""How much an SVG draws, which may be far more than it says: parts may be used again by parts that are used again."""

import pytest

from courses.content.assets import BadAsset
from courses.content.assets.drawn import MOST_DRAWN
from courses.content.assets.svg import svg
from tests.content import sample_files

TEN = range(1, 10)
RECTS = "<rect/>" * 200
FEW = "<path d='M0 0L1 1'/>"
MULTIPLIED = {
    "use": "".join(f"<g id='l{n}'>" + f"<use href='#l{n - 1}'/>" * 10 + "</g>" for n in TEN),
    "pattern": "".join(
        f"<pattern id='l{n}'>" + f"<rect fill='url(#l{n - 1})'/>" * 10 + "</pattern>" for n in TEN
    ),
    "mask": "".join(f"<mask id='l{n}'>" + f"<rect mask='url(#l{n - 1})'/>" * 10 + "</mask>" for n in TEN),
    "clip path": "".join(
        f"<clipPath id='l{n}'>" + f"<rect style='clip-path:url(#l{n - 1})'/>" * 10 + "</clipPath>"
        for n in TEN
    ),
    "marker": "".join(
        f"<marker id='l{n}'><path marker-mid='url(#l{n - 1})' d='{'M0 0' * 5}'/></marker>" for n in TEN
    ),
    "handed down": f"<pattern id='p'>{RECTS}</pattern><g fill='url(#p)'>{RECTS}</g>",
    "handed on": f"<pattern id='p'>{RECTS}</pattern><g id='g'>{RECTS}</g><use href='#g' style='fill/**/:url(#p)'/>",
    "inherited": f"<mask id='m'>{RECTS}</mask><g mask='url(#m)'>" + "<rect mask='inherit'/>" * 200 + "</g>",
    "escaped": f"<pattern id='p'>{RECTS}</pattern>" + "<rect fill='url(&#34;#%70&#34;)'/>" * 200,
    "in a variable": f"<pattern id='p'>{RECTS}</pattern><g style='--a:url(#p)'>" + f"{FEW * 200}</g>",
    "on points of what is used": f"<marker id='m'/><g id='g'>{FEW}</g><use href='#g' marker-mid='url(#m)'/>",
    "a long chain": "".join(f"<g id='l{n}'><use href='#l{n + 1}'/></g>" for n in range(500)),
}


@pytest.mark.parametrize("inside", MULTIPLIED.values(), ids=MULTIPLIED.keys())
def test_a_drawing_that_multiplies_itself_is_refused(inside):
    with pytest.raises(BadAsset, match="too many parts"):
        svg(sample_files.svg(f"<g id='l0'>{FEW}</g>{inside}"))


@pytest.mark.parametrize(
    "inside",
    [
        "<g id='a'><use href='#a'/></g>",
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
        "<pattern id='a'><rect fill='url(#a)'/></pattern>",
    ],
)
def test_a_drawing_that_uses_itself_is_refused(inside):
    with pytest.raises(BadAsset, match="uses itself"):
        svg(sample_files.svg(inside))


GLYPHS = f"<defs><g id='a'>{FEW}</g></defs>" + "<use href='#a' fill='url(#none)'/>" * (MOST_DRAWN // 4)
STOPS = "<linearGradient id='g'>" + "<stop/>" * 9 + "</linearGradient><linearGradient id='h' href='#g'/>"
HONEST = {
    "letters": GLYPHS,
    "one gradient": f"{STOPS}<g fill='url(#g)' stroke='url(#h)'>{FEW * (MOST_DRAWN // 2)}</g>",
    "arrows": f"<marker id='m'>{FEW}</marker>" + "<path marker-end='url(#m)' d='M0 0L1 1'/>" * 2_000,
    "clipped": f"<clipPath id='c'>{FEW}</clipPath><g clip-path='url(#c)'>{FEW * (MOST_DRAWN // 2)}</g>",
}


@pytest.mark.parametrize("inside", HONEST.values(), ids=HONEST.keys())
def test_a_drawing_that_uses_a_part_many_times_is_taken(inside):
    assert svg(sample_files.svg(inside)) == (4, 3)
