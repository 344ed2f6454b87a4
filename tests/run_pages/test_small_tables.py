"""The `stacked` tag: what it writes into a table, and that people who do not see the page still meet a table."""

from django.template import Template
from django.template.context import Context

from lms.kit.templatetags.tables import stacked
from tests.run_pages.scripts import scripts_page

TABLE = """{% load tables %}{% stacked %}<table class="x">
<thead><tr><th class="n"><span class="visually-hidden">Place</span> #</th><th>{{ heading }}</th></tr></thead>
<tbody>{% for row in rows %}<tr><td class="n">1</td><td>{{ row }}</td></tr>{% endfor %}</tbody></table>{% endstacked %}"""


def drawn(heading, *rows):
    return Template(TABLE).render(Context({"heading": heading, "rows": rows}))


def test_each_cell_of_the_body_carries_its_columns_heading():
    html = drawn("Run", "a", "b")
    assert html.count('<td role="cell" data-label="Place #" class="n">') == 2
    assert html.count('<td role="cell" data-label="Run">') == 2
    assert '<table role="table" data-stacked class="x">' in html


def test_hostile_headings_and_cells_stay_text():
    html = drawn('" onclick="x', "<td>", "</td><script>")
    assert 'data-label="&quot; onclick=&quot;x"' in html
    assert "<script>" not in html
    assert html.count("<td ") == 4
    assert 'data-label="say &quot;hello&quot;"' in stacked(
        '<table><thead><tr><th>say "hello"</th></tr></thead><tbody><tr><td>x</td></tr></tbody></table>'
    )


def test_without_a_head_nothing_is_changed():
    assert stacked("<table><tr><td>x</td></tr></table>") == "<table><tr><td>x</td></tr></table>"


def test_cards_are_still_a_table_to_a_screen_reader():
    with scripts_page() as page:
        page.set_viewport_size({"width": 390, "height": 600})
        page.set_content(
            '<!doctype html><link rel="stylesheet" href="/css/app.css"><main>' + drawn("Run", "a") + "</main>"
        )
        cell = page.get_by_role("cell", name="a")
        assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "flow-root"
        assert page.get_by_role("columnheader").count() == 2
        assert page.get_by_role("table").get_by_role("row").count() == 2


def test_the_cell_that_names_a_row_heads_it_for_those_who_hear_the_table():
    head = "<table><thead><tr><th>Pick</th><th>Run</th><th>Of</th></tr></thead><tbody>"
    row = '<tr><td class="pick"></td><td class="named"><a>A</a></td><td class="named">x</td></tr>'
    html = stacked(f"{head}{row}{row}</tbody></table>")
    heading = '<th role="rowheader" data-label="Run" scope="row" class="named"><a>A</a></th>'
    assert html.count(heading) == 2
    assert html.count('<td role="cell" data-label="Of" class="named">x</td>') == 2
