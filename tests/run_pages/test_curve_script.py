"""The chart module in a real browser: drawn fast, steered by keys, its labels apart, its exports whole."""

import json
from xml.etree import ElementTree

import pytest

MAKE = """async ({ width = 390, lines = 2, points = 60, apart = 0.01, dots = false }) => {
    const { CurveChart } = await import('/js/curve_chart.js');
    document.body.replaceChildren();
    const css = document.createElement('link');
    css.rel = 'stylesheet'; css.href = '/vendor/uplot/uPlot.min.css';
    document.head.append(css);
    const box = document.createElement('div');
    box.tabIndex = 0;
    box.style.width = width + 'px'; box.style.height = '260px';
    document.body.append(box);
    window.seen = { cursor: [], views: [] };
    window.chart = new CurveChart(box, {
        format: (v) => v.toFixed(3), onCursor: (s) => seen.cursor.push(s), onView: (v) => seen.views.push(v) });
    const x = Array.from({ length: points }, (_, i) => i + 1);
    window.lines = Array.from({ length: lines }, (_, n) => ({
        name: 'run ' + n, colour: '--c' + (n + 1), smooth: n % 2 === 0, dots, x,
        y: x.map((i) => 2 * Math.exp(-3 * i / points) + n * apart + Math.sin(i) / 40) }));
    chart.show({ lines: window.lines, right: points, marks: { checkpoints: [10], resumes: [20] } });
    box.focus();
}"""
SVG = "{http://www.w3.org/2000/svg}"
LABELS = "chart.labels().map(({ text, x, y, width }) => ({ text, x, y, width }))"


@pytest.fixture
def chart(page):
    def make(**how):
        page.evaluate(MAKE, how)
        return page

    return make


def overlaps(labels, height=15.9):
    return [
        (a["text"], b["text"])
        for n, a in enumerate(labels)
        for b in labels[n + 1 :]
        if abs(a["y"] - b["y"]) < height and a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    ]


@pytest.mark.parametrize("width", [358, 900])
@pytest.mark.parametrize("lines", [2, 8])
def test_labels_of_close_curves_never_lie_on_each_other(chart, width, lines):
    labels = chart(width=width, lines=lines).evaluate(LABELS)
    assert len(labels) == lines
    assert overlaps(labels) == []
    assert all(label["x"] >= 0 and label["x"] + label["width"] <= width for label in labels)


# Pixels between a label's box and the nearest main line; 0 where a line crosses it.
NEAREST_LINE = """() => Math.min(...chart.labels().map(({ x, y, width }) => {
    let [column, nearest] = [0, Infinity];
    for (const line of chart.lines) {
        column += line.smooth ? 2 : 1;
        const at = (step, value) => [chart.plot.valToPos(step, 'x', true), chart.plot.valToPos(value, 'y', true)];
        const points = chart.data[0].map((step, i) => [step, chart.data[column][i]]).filter(([, v]) => v != null);
        for (let i = 1; i < points.length; i += 1) for (let part = 0; part <= 20; part += 1) {
            const [[ax, ay], [bx, by]] = [at(...points[i - 1]), at(...points[i])];
            const [px, py] = [ax + (bx - ax) * part / 20, ay + (by - ay) * part / 20];
            const away = Math.hypot(Math.max(0, x - px, px - x - width), Math.max(0, Math.abs(py - y) - 7));
            nearest = Math.min(nearest, away);
        }
    }
    return nearest;
}))"""
SHORT_ONES = """() => {
    lines.forEach((line, n) => {
        const until = n % 2 ? 20 + 3 * n : line.x.length;
        line.x = line.x.slice(0, until);
        line.y = line.y.slice(0, until).map((value) => value + n * 0.12);
    });
    chart.show({ lines, right: 60 });
}"""


@pytest.mark.parametrize("width", [358, 900])
@pytest.mark.parametrize("lines", [2, 8])
def test_no_label_lies_over_a_curve_even_where_a_short_run_ends_among_longer_ones(chart, width, lines):
    page = chart(width=width, lines=lines)
    assert page.evaluate(NEAREST_LINE) > 0
    page.evaluate(SHORT_ONES)
    assert page.evaluate(NEAREST_LINE) > 0
    assert overlaps(page.evaluate(LABELS)) == []


def test_a_label_that_had_to_stand_away_is_joined_with_the_end_of_its_curve(chart):
    page = chart(width=900, lines=8)
    page.evaluate(SHORT_ONES)
    ends = page.evaluate(
        "chart.labels().filter(({ end }) => end).map(({ text, end }) => [text.slice(0, 5), end.x])"
    )
    shorts = page.evaluate("lines.map((line) => [line.name, chart.plot.valToPos(line.x.at(-1), 'x', true)])")
    assert ends
    assert all(end in shorts for end in ends)


def test_a_curve_that_ends_before_the_part_in_view_has_no_label_there(chart):
    page = chart(width=900, lines=8)
    page.evaluate(SHORT_ONES)
    page.evaluate("chart.zoom([45, 60])")
    assert sorted(label["text"][:5] for label in page.evaluate(LABELS)) == [
        "run 0",
        "run 2",
        "run 4",
        "run 6",
    ]


def test_keys_move_the_cursor_and_zoom_and_show_all_again(chart):
    page = chart()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "End"):
        page.keyboard.press(key)
    assert page.evaluate("seen.cursor.filter((s) => s !== null)") == [1, 2, 3, 2, 12, 60]
    page.keyboard.press("Home")
    page.keyboard.press("+")
    low, high = page.evaluate("chart.view")
    assert low < 1 < high  # the cursor's step stays in view
    assert high - low == pytest.approx(30)
    page.keyboard.press("-")
    assert page.evaluate("chart.view") is None
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert page.evaluate("chart.view") is None


def test_a_drag_over_the_curve_shows_that_part_larger(chart):
    page = chart(width=800)
    box = page.locator(".u-over").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 90, steps=4)
    page.mouse.up()
    low, high = page.evaluate("chart.view")
    assert (low, high) == (pytest.approx(15, abs=1), pytest.approx(30, abs=1))
    assert page.evaluate("seen.views.length") == 1
    page.mouse.dblclick(box["x"] + 50, box["y"] + 50)
    assert page.evaluate("chart.view") is None


def test_one_finger_points_and_two_zoom(chart):
    page = chart(width=358)
    page.evaluate(
        """() => {
            const { left, width, top } = document.querySelector('.u-over').getBoundingClientRect();
            const touch = (type, pointerId, share) => chart.element.dispatchEvent(new PointerEvent(type, {
                pointerId, pointerType: 'touch', clientX: left + share * width, clientY: top + 40, bubbles: true }));
            touch('pointerdown', 1, 0.4);
            touch('pointermove', 1, 0.5);
            touch('pointerdown', 2, 0.6);
            touch('pointermove', 2, 0.9);
            touch('pointerup', 1, 0.5);
            touch('pointerup', 2, 0.9);
        }"""
    )
    assert page.evaluate("seen.cursor.find((step) => step !== null)") == 30
    low, high = page.evaluate("chart.view")
    assert high - low == pytest.approx(15, abs=1)


def test_the_raw_line_stays_beneath_the_smoothed_one_and_logs_leave_out_what_has_none(chart):
    page = chart(lines=1)
    raw, smoothed = page.evaluate("[chart.data[1], chart.data[2]]")
    assert raw != smoothed
    page.evaluate("chart.set({ beta: 0 })")
    assert page.evaluate("chart.data[2]") == pytest.approx(raw)
    page.evaluate("lines[0].y[3] = 0; chart.set({ log: true })")
    assert page.evaluate("chart.data[1][3]") is None


def test_a_label_says_what_was_measured_at_the_end_and_not_the_smoothed_value(chart):
    page = chart(lines=1)
    page.evaluate("lines[0].y[59] = 7; chart.show({ lines, right: 60 })")
    assert page.evaluate(LABELS)[0]["text"] == "run 0 7.000"
    drawn = page.evaluate(
        "import('/js/curve_figure.js').then((m) => m.figureOf({ title: '', panels: [{ chart, title: '' }] }).svg)"
    )
    assert "run 0 7.000" in drawn


@pytest.mark.parametrize(
    ("values", "ends"), [([0.06, 1.4], [0.05, 2]), ([0.5, 2], [0.5, 2]), ([3, 3], [2, 5]), ([1, 1], [1, 2])]
)
def test_a_logarithmic_axis_ends_near_the_values(page, values, ends):
    assert page.evaluate("(v) => import('/js/curve_data.js').then((m) => m.logRange(...v))", values) == ends


def test_a_logarithmic_axis_has_marks_within_one_power_of_ten(page):
    marks = "import('/js/curve_data.js').then((m) => m.logMarks(0.2, 5))"
    assert page.evaluate(marks) == [0.2, 0.5, 1, 2, 5]


def test_a_zoomed_drawing_begins_at_its_edge_as_the_screen_does(chart):
    page = chart(lines=2)
    page.evaluate(
        "lines[1].x = [0, 30, 60]; lines[1].y = [3, 2, 1]; chart.show({ lines, right: 60 }); chart.zoom([20, 40])"
    )
    svg = page.evaluate(
        "import('/js/curve_figure.js').then((m) => m.figureOf({ title: '', panels: [{ chart, title: '' }] }).svg)"
    )
    [frame] = ElementTree.fromstring(svg).findall(f"{SVG}svg")
    left, width = float(frame.get("x")), float(frame.get("width"))
    for line in frame.iter(f"{SVG}path"):
        steps = [float(part.split()[0]) for part in line.get("d").replace("L", "M").split("M") if part]
        assert min(steps) < left, "it comes from outside, and the frame cuts it off"
        assert max(steps) > left + width


def test_lines_of_different_steps_share_an_axis_without_gaps_of_the_axis_own(page):
    merged = page.evaluate(
        """import('/js/curve_data.js').then((m) => JSON.stringify(m.align([
            { x: [1, 2, 4], y: [5, null, 7] }, { x: [0, 4], y: [1, 2] },
        ]).map((c) => [...c].map((v) => v === undefined ? '-' : v))))"""
    )
    assert json.loads(merged) == [[0, 1, 2, 4], ["-", 5, None, 7], [1, "-", "-", 2]]


def test_the_drawing_is_whole_and_says_what_the_chart_says(chart):
    page = chart(lines=3)
    page.evaluate("chart.zoom([10, 40])")
    svg = page.evaluate(
        """import('/js/curve_figure.js').then((m) => m.figureOf({
            title: 'Loss <of> "it"', notes: ['with a & b'], panels: [
                { chart, title: 'large' }, { chart, title: 'one' }, { chart, title: 'two' } ] }).svg)"""
    )
    drawn = ElementTree.fromstring(svg)
    words = [text.text for text in drawn.iter(f"{SVG}text")]
    assert {'Loss <of> "it"', "with a & b", "large", "one", "two"} <= set(words)
    assert sum(word.startswith("run ") for word in words if word) == 3 * 3
    assert (
        len(list(drawn.iter(f"{SVG}path"))) == 3 * (2 + 2 + 1) + 3
    )  # two smoothed lines, one plain; a checkpoint
    assert "NaN" not in svg
    assert "undefined" not in svg


def test_numbers_go_into_one_table_by_step(page):
    csv = page.evaluate(
        """import('/js/curve_export.js').then((m) => m.csvOfRun({
            steps: [{ step: 1, at: 5, loss: 2.5 }, { step: 2, at: 6, loss: null }],
            evals: [{ step: 0, seconds: 1, loss: 3, macro_f1: 0.5 }] }))"""
    )
    assert csv.splitlines() == [
        "step,loss,validation_loss,validation_macro_f1",
        "0,,3,0.5",
        "1,2.5,,",
        "2,,,",
    ]
