"""Rows of plain cells, put together without a template."""

from lms.kit.templatetags.tables import rows


def test_each_row_is_headed_by_its_first_cell_and_texts_stay_texts():
    told = rows([("<b>", "1 & 2", "3"), ("alone",)])
    assert told == (
        '<tr><th scope="row">&lt;b&gt;</th><td>1 &amp; 2</td><td>3</td></tr><tr><th scope="row">alone</th></tr>'
    )


def test_no_rows_are_nothing():
    assert rows([]) == ""
