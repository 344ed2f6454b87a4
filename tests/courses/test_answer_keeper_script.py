"""answer_keeper.js brings every answer to the server, whatever the network does, and forgets it only then."""

from pathlib import Path

import pytest

from tests.run_pages.scripts import scripts_page

WORLD = (Path(__file__).parent / "keeper_world.js").read_text().split("\n", 1)[1]


@pytest.fixture(scope="module")
def page():
    with scripts_page() as opened:
        yield opened


@pytest.fixture
def play(page):
    return lambda story: page.evaluate(WORLD, story)


def test_what_is_typed_in_one_go_is_saved_in_one_go(play):
    seen = play("give('a', 'x'); give('a', 'xy'); give('b', '1'); await next();")
    assert seen["sent"] == [["seen.a=0", "seen.b=0", "q.a=xy", "q.b=1"]]
    assert seen["said"] == ["saving", "saved"]
    assert (seen["kept"], seen["left"]) == ({}, 0)


def test_the_next_save_knows_what_the_server_said(play):
    seen = play("give('a', 'x'); await next(); give('a', 'y'); await next();")
    assert seen["sent"] == [["seen.a=0", "q.a=x"], ["seen.a=1", "q.a=y"]]


def test_without_a_connection_answers_stay_in_the_browser_and_go_out_when_it_is_back(play):
    seen = play("offline(); give('a', 'x'); await next(); await next(); online(); await next();")
    assert seen["said"] == ["saving", "kept", "saving", "kept", "saving", "saved"]
    assert seen["waits"] == [600, 2000, 4000]
    assert seen["kept"] == {}


def test_a_long_outage_is_asked_about_every_half_minute(play):
    seen = play("offline(); give('a', 'x'); for (let n = 0; n < 9; n += 1) await next();")
    assert seen["waits"][-1] == 30_000
    assert list(seen["kept"]) == ["answers /q 1"]


def test_a_crashed_browser_finds_its_answers_again(play):
    seen = play("offline(); give('a', 'x'); await next(); online(); timers.length = 0; await make().flush();")
    assert seen["sent"][-1] == ["seen.a=0", "q.a=x"]
    assert seen["kept"] == {}


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_after_it(play):
    seen = play(
        "give('a', 'x'); reply(() => { give('a', 'y'); online();"
        " return { status: 200, body: { versions: { a: 1 }, replaced: {}, at: '' } }; }); await next();"
    )
    assert seen["sent"] == [["seen.a=0", "q.a=x"], ["seen.a=1", "q.a=y"]]
    assert seen["kept"] == {}


def test_an_attempt_that_has_ended_elsewhere_is_shown_as_it_stands(play):
    seen = play("refuse(409); give('a', 'x'); await next(); give('a', 'y');")
    assert (seen["said"], seen["closed"], seen["left"]) == (["saving", "closed"], 1, 0)
    assert seen["kept"] == {}


def test_who_is_signed_out_is_told_and_loses_nothing(play):
    seen = play("refuse(401); give('a', 'x'); await next();")
    assert seen["said"] == ["saving", "signedOut"]
    assert seen["kept"] == {"answers /q 1": '{"a":[["q.a","x"]]}'}


def test_a_save_that_comes_back_after_the_form_was_handed_in_is_old_news(play):
    seen = play(
        "reply(() => { keeper.pause(); return { status: 409, body: {} }; }); give('a', 'x'); await next();"
    )
    assert (seen["said"], seen["closed"]) == (["saving"], 0)
    assert list(seen["kept"]) == ["answers /q 1"], "until the form got through"


def test_a_form_that_did_not_get_through_goes_back_to_saving(play):
    seen = play("offline(); give('a', 'x'); keeper.pause(); keeper.resume(); online(); await next();")
    assert seen["said"] == ["kept", "saving", "saved"]


def test_another_window_is_mentioned(play):
    seen = play(
        "reply(() => ({ status: 200, body: { versions: { a: 3 }, replaced: { a: {} }, at: '' } }));"
        "give('a', 'x'); await next();"
    )
    assert seen["said"] == ["saving", "replaced"]


def test_a_broken_store_does_no_harm(play):
    seen = play(
        "const fail = () => { throw new Error('full'); };"
        "const store = { getItem: () => '{', setItem: fail, removeItem: fail };"
        "const other = make({ store }); other.changed('a', [['q.a', 'x']]); await next();"
    )
    assert seen["said"] == ["saving", "saved"]
