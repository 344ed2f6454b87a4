import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.content.diagram import BadDiagram, Chart, Edge, Node, draw, parse
from courses.content.diagram.layout import Drawing, Point, arrange
from courses.content.diagram.lettering import width, wrap
from courses.content.diagram.spacing import spread
from courses.content.markdown import render


def drawing(source: str) -> Drawing:
    return arrange(parse(source))


def test_the_language_is_read():
    chart = parse("flowchart LR\n%% a remark\n a[Batch] --> b(Loss) -->|big| c{Stop?};\n c --> a\n")
    assert chart.direction == "LR"
    assert list(chart.nodes.values()) == [
        Node("a", "Batch"),
        Node("b", "Loss", "round"),
        Node("c", "Stop?", "choice"),
    ]
    assert chart.edges == (Edge("a", "b"), Edge("b", "c", "big"), Edge("c", "a"))


@pytest.mark.parametrize("source", ["graph TD; A-->B", "flowchart TD ;\nA --> B;", "graph TD;A --> B"])
def test_a_statement_may_stand_behind_the_header(source: str):
    chart = parse(source)
    assert (chart.direction, list(chart.nodes), len(chart.edges)) == ("TD", ["A", "B"], 1)


def test_labels_may_be_quoted_broken_and_chinese():
    chart = parse('graph TB\n甲["a (b) [c]"] --> 乙[一行<br/>两行]')
    assert [node.label for node in chart.nodes.values()] == ["a (b) [c]", "一行\n两行"]
    assert chart.direction == "TD"


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("", 1, "empty"),
        ("flowchart LR", 1, "empty"),
        ("pie\n a", 1, "starts with"),
        ("flowchart LR\na --> b\na -.-> c", 3, "not understood"),
        ("flowchart LR\na -->", 2, "a node is expected"),
        ("flowchart LR\na[open --> b", 2, "not understood"),
        ("flowchart LR\n" + "\n".join(f"n{n}" for n in range(31)), 32, "more than 30 nodes"),
        ("flowchart LR\n" + "a --> b\n" * 61, 62, "more than 60 arrows"),
        ("flowchart LR\na[" + "x" * 121 + "]", 2, "longer than"),
    ],
)
def test_a_mistake_names_its_line(source, line, why):
    with pytest.raises(BadDiagram, match=why) as bad:
        parse(source)
    assert bad.value.line == line


def test_a_chart_flows_the_way_it_says():
    across = {p.node.id: p for p in drawing("flowchart LR\na --> b --> c").nodes}
    assert across["a"].x < across["b"].x < across["c"].x
    assert across["a"].y == pytest.approx(across["c"].y)
    down = {p.node.id: p for p in drawing("flowchart TD\na --> b --> c").nodes}
    assert down["a"].y < down["b"].y < down["c"].y


def test_a_cycle_keeps_the_author_s_first_node_first_and_its_arrow_points_back():
    drawn = drawing("flowchart LR\na --> b --> c --> a")
    places = {p.node.id: p for p in drawn.nodes}
    assert places["a"].x < places["b"].x < places["c"].x
    back = drawn.edges[2]
    assert back.points[0][0] > back.points[-1][0]


def test_an_arrow_onto_itself_is_drawn():
    assert draw("flowchart LR\na --> a", alt="x", name="n").count('class="tip"') == 1


def test_a_branch_and_its_way_back_do_not_cross():
    drawn = drawing("flowchart TD\na --> b{ok?}\nb -->|yes| c\nb -->|no| d\nc --> a\nd --> a")
    assert crossings(drawn) == 0


def crossings(drawn: Drawing) -> int:
    """Crossings of straight pieces between arrows that share no end."""
    pieces = [[*itertools.pairwise(edge.points)] for edge in drawn.edges]
    return sum(
        _cross(p, q)
        for one, other in itertools.combinations(pieces, 2)
        for p in one
        for q in other
        if not set(p) & set(q)
    )


def _cross(p: tuple[Point, Point], q: tuple[Point, Point]) -> bool:
    def side(line: tuple[Point, Point], c: Point) -> float:
        a, b = line
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(p, q[0]) * side(p, q[1]) < 0 and side(q, p[0]) * side(q, p[1]) < 0


names = st.integers(0, 9).map(lambda n: f"n{n}")
labels = st.sampled_from(["", "yes", "a longer label here", "更长的中文标签，带标点。"])
edges = st.lists(st.builds(Edge, names, names, labels), max_size=20)


@settings(max_examples=60, deadline=None)
@given(edges, st.sampled_from(["LR", "TD"]), labels)
def test_nodes_never_overlap_and_everything_stays_inside(drawn_edges, direction, label):
    ids = ["n0", *[end for edge in drawn_edges for end in (edge.source, edge.target)]]
    chart = Chart(direction, {name: Node(name, label or name) for name in ids}, tuple(drawn_edges))
    drawn = arrange(chart)
    for a, b in itertools.combinations(drawn.nodes, 2):
        apart_x = abs(a.x - b.x) - (a.width + b.width) / 2
        apart_y = abs(a.y - b.y) - (a.height + b.height) / 2
        assert max(apart_x, apart_y) > 5
    for x, y in [(p.x + p.width / 2, p.y + p.height / 2) for p in drawn.nodes] + [
        q for e in drawn.edges for q in e.points
    ]:
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height


def test_each_drawing_is_an_image_with_its_words_and_no_style():
    drawn = draw("flowchart TD\na[A & B] --> b", alt='What "it" shows', name="d1")
    assert '<svg role="img" aria-labelledby="d1"' in drawn
    assert '<title id="d1">What &quot;it&quot; shows</title>' in drawn
    assert "A &amp; B" in drawn
    assert "style=" not in drawn


def test_a_wide_chart_comes_turned_as_well_with_another_id():
    drawn = draw(
        "flowchart LR\n" + " --> ".join(f"n{n}[Step number {n}]" for n in range(5)), alt="x", name="d"
    )
    assert re.findall(r'class="(diagram-\w+)', drawn) == ["diagram-wide", "diagram-narrow"]
    assert re.findall(r'<title id="([^"]+)"', drawn) == ["d", "d-turned"]


def test_two_diagrams_of_one_text_have_different_ids():
    fence = '```mermaid alt="x"\nflowchart TD\na --> b\n```\n\n'
    ids = re.findall(r' id="([^"]+)"', render(fence * 2).html)
    assert len(ids) == len(set(ids)) == 2


def test_a_diagram_without_words_is_told_and_a_broken_one_is_shown_as_text():
    page = render("text\n\n```mermaid\nflowchart LR\na ==> b\n```")
    assert [problem.line for problem in page.problems] == [3, 5]
    assert "a ==&gt; b" in page.html


def test_a_text_has_room_for_twenty_diagrams_and_no_more():
    page = render('```mermaid alt="x"\nflowchart TD\na --> b\n```\n\n' * 21)
    assert page.html.count("<svg") == 20
    assert [problem.line for problem in page.problems] == [101]


def test_long_labels_break_between_words_and_evenly():
    assert wrap("Take a batch of sixteen messages", 140) == ["Take a batch of", "sixteen messages"]
    assert wrap("一二三四，五六", 4 * 14) == ["一二三", "四，五六"]
    assert wrap("x" * 60, 100) == ["x" * 10] * 6


@given(st.text(alphabet="ab 损失，。（）（W-", max_size=60), st.floats(60, 200))
def test_no_line_is_much_wider_than_asked_and_no_letter_is_lost(text, widest):
    lines = wrap(text, widest)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= widest + 60 for line in lines)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(0, 30))
def test_things_spread_out_keep_their_distance_and_their_middle(wanted, gap):
    places = spread(wanted, [gap] * (len(wanted) - 1), [1.0] * len(wanted))
    assert all(right - left >= gap - 1e-6 for left, right in itertools.pairwise(places))
    assert sum(places) == pytest.approx(sum(wanted), abs=1e-6)
