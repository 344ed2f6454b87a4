"""answer_keeper.js brings every answer to the server, whatever the network does, and forgets it only then."""

from pathlib import Path

import pytest

WORLD = (Path(__file__).parent / "keeper_world.js").read_text().split("\n", 1)[1]


@pytest.fixture
def play(page):
    return lambda story: page.evaluate(WORLD, story)


def test_what_is_typed_in_one_go_is_saved_in_one_go(play):
    seen = play("w.give('a', 'x'); w.give('a', 'xy'); w.give('b', '1'); await w.next();")
    assert seen["sent"] == ["seen.a=0 q.a=xy", "seen.b=0 q.b=1"]
    assert seen["said"] == ["saving", "saved", "saving", "saved"]
    assert (seen["kept"], seen["timers"]) == ({}, 0)


def test_the_next_save_knows_what_the_server_said(play):
    seen = play("w.give('a', 'x'); await w.next(); w.give('a', 'y'); await w.next();")
    assert seen["sent"] == ["seen.a=0 q.a=x", "seen.a=1 q.a=y"]


def test_without_a_connection_answers_stay_in_the_browser_and_go_out_when_it_is_back(play):
    seen = play("w.offline(); w.give('a', 'x'); await w.next(); await w.next(); w.online(); await w.next();")
    assert seen["said"] == ["saving", "kept", "saving", "kept", "saving", "saved"]
    assert seen["waits"] == [600, 2000, 4000]
    assert seen["kept"] == {}


def test_a_long_outage_is_asked_about_every_half_minute(play):
    seen = play("w.offline(); w.give('a', 'x'); for (let n = 0; n < 9; n += 1) await w.next();")
    assert seen["waits"][-1] == 30_000
    assert seen["kept"] == {"answers mine a": "x"}


def test_a_crashed_browser_finds_its_answers_again(play):
    seen = play(
        "w.offline(); w.give('a', 'x'); await w.next(); w.online(); w.timers.length = 0;"
        "const again = w.make(); w.seen.filled = again.restore(); await again.flush();"
    )
    assert seen["filled"] == [[["q.a", "x"]]]
    assert seen["sent"][-1] == "seen.a=0 q.a=x"
    assert seen["kept"] == {}


def test_what_another_person_or_attempt_left_in_this_browser_is_not_taken_up(play):
    seen = play(
        "w.offline(); w.give('a', 'x'); await w.next(); w.online();"
        "const other = w.make('theirs'); w.seen.filled = other.restore(); await other.flush();"
    )
    assert seen["filled"] == []
    assert len(seen["sent"]) == 1
    assert seen["kept"] == {"answers mine a": "x"}


def test_where_the_server_has_heard_more_since_its_answer_stays(play):
    seen = play(
        "w.offline(); w.give('a', 'x'); await w.next(); w.online();"
        "const again = w.make('mine', { versions: new Map([['a', 3]]) }); w.seen.filled = again.restore();"
    )
    assert seen["filled"] == []
    assert seen["kept"] == {}


def test_two_windows_keep_their_answers_apart(play):
    seen = play(
        "w.offline(); const other = w.make(); w.give('a', 'mine'); w.give('b', 'theirs', other); w.online();"
        "await other.flush();"
    )
    assert seen["kept"] == {"answers mine a": "mine"}


def test_what_nobody_came_back_for_is_cleared_after_some_days(play):
    seen = play("w.offline(); w.give('a', 'x'); await w.next(); w.now += 4 * 86400000; w.make('theirs');")
    assert seen["kept"] == {}


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_after_it(play):
    seen = play(
        "w.give('a', 'x'); w.answer = () => { w.give('a', 'y'); w.online(); return w.answer(); };"
        "await w.next(); await w.keeper.flush();"
    )
    assert seen["sent"] == ["seen.a=0 q.a=x", "seen.a=1 q.a=y"]
    assert seen["kept"] == {}


def test_an_attempt_that_has_ended_elsewhere_is_shown_as_it_stands(play):
    seen = play("w.refuse(409); w.give('a', 'x'); await w.next(); w.give('a', 'y');")
    assert (seen["said"], seen["closed"], seen["timers"]) == (["saving"], 1, 0)
    assert seen["kept"] == {"answers mine a": "x"}, "it has gone on no record: the quiz may open again"


@pytest.mark.parametrize("late", ["true", "false"])
def test_what_counts_already_is_not_called_late(play, late: str):
    """The form got through, but not its answer: what it carried is sent once more, and is no news."""
    answer = f"w.answer = () => ({{ status: 409, body: {{ late: {late} }} }});"
    seen = play(f"{answer} w.give('a', 'x'); await w.next();")
    assert (seen["closed"], seen["late"]) == (1, late == "true")
    assert seen["kept"] == {}


def test_who_is_signed_out_is_told_and_loses_nothing(play):
    seen = play("w.refuse(401); w.give('a', 'x'); await w.next();")
    assert seen["said"] == ["saving", "signedOut"]
    assert seen["kept"] == {"answers mine a": "x"}


def test_who_signed_in_elsewhere_is_saved_as_soon_as_the_page_is_looked_at_again(play):
    seen = play("w.refuse(401); w.give('a', 'x'); await w.next(); w.online(); await w.keeper.comesBack();")
    assert seen["said"] == ["saving", "signedOut", "saving", "saved"]
    assert seen["kept"] == {}


def test_a_form_that_the_server_refuses_goes_back_to_saving_without_blaming_the_connection(play):
    seen = play("w.give('a', 'x'); w.keeper.pause(); w.refuse(401); w.keeper.resume(409); await w.next();")
    assert seen["said"] == ["saving", "signedOut"]
    assert seen["kept"] == {"answers mine a": "x"}


def test_an_answer_that_the_server_refuses_does_not_hold_up_the_others(play):
    seen = play(
        "w.answer = () => { w.online(); return { status: 413, body: {} }; };"
        "w.give('a', 'x'); w.give('b', '1'); await w.next();"
    )
    assert seen["sent"][-1] == "seen.b=0 q.b=1"
    assert seen["said"] == ["saving", "refused", "saving", "refused"]


def test_all_is_saved_only_once_what_was_refused_is_written_otherwise(play):
    seen = play(
        "w.answer = () => { w.online(); return { status: 413, body: {} }; };"
        "w.give('a', 'too long'); await w.next(); w.give('b', '1'); await w.next();"
        "w.give('a', 'short'); await w.next();"
    )
    assert seen["said"] == ["saving", "refused", "saving", "refused", "saving", "saved"]


def test_a_save_that_comes_back_after_the_form_was_handed_in_is_old_news(play):
    seen = play(
        "w.answer = () => { w.keeper.pause(); return { status: 409, body: {} }; }; w.give('a', 'x'); await w.next();"
    )
    assert (seen["said"], seen["closed"]) == (["saving"], 0)
    assert seen["kept"] == {"answers mine a": "x"}, "until the form got through"


def test_what_is_typed_while_the_form_is_on_its_way_outlives_its_arrival(play):
    seen = play("w.offline(); w.give('a', 'x'); w.keeper.pause(); w.give('a', 'later'); w.keeper.arrived();")
    assert seen["kept"] == {"answers mine a": "later"}
    assert play("w.offline(); w.give('a', 'x'); w.keeper.pause(); w.keeper.arrived();")["kept"] == {}


def test_a_form_that_did_not_get_through_goes_back_to_saving(play):
    seen = play(
        "w.offline(); w.give('a', 'x'); w.keeper.pause(); w.keeper.resume(); w.online(); await w.next();"
    )
    assert seen["said"] == ["kept", "saving", "saved"]


def test_another_window_is_mentioned_and_the_servers_clock_is_passed_on(play):
    seen = play(
        "w.answer = () => ({ status: 200, body: { versions: { a: 3 }, replaced: { a: {} }, at: '', left: 17.5 } });"
        "w.give('a', 'x'); await w.next();"
    )
    assert seen["said"] == ["saving", "replaced"]
    assert seen["left"] == [17.5]


def test_a_broken_store_does_no_harm(play):
    seen = play(
        "const fail = () => { throw new Error('full'); };"
        "const storage = { length: 1, key: fail, getItem: () => '{', setItem: fail, removeItem: fail };"
        "const other = w.make('mine', { storage }); other.restore(); w.give('a', 'x', other); await w.next();"
    )
    assert seen["said"] == ["saving", "saved"]


def test_what_was_typed_while_a_save_was_on_its_way_outlives_a_reload_before_it_came_back(play):
    seen = play(
        "let come; w.answer = () => new Promise((done) => { come = done; });"
        "w.give('a', 'x'); const going = w.timers.shift().work(); w.give('a', 'xy');"
        "const more = { versions: new Map([['a', 1]]), drawn: () => [['q.a', 'x']] };"
        "const again = w.make('mine', more); w.seen.filled = again.restore();"
        "w.online(); await again.flush(); come({ status: 0 }); await going;"
    )
    assert seen["filled"] == [[["q.a", "xy"]]]
    assert seen["sent"] == ["seen.a=0 q.a=x", "seen.a=1 q.a=xy"]


def test_it_outlives_one_between_that_answer_and_its_own_save_too(play):
    seen = play(
        "let come; w.answer = () => new Promise((done) => { come = done; });"
        "w.give('a', 'x'); const going = w.timers.shift().work(); w.give('a', 'xy');"
        "come({ status: 200, body: { versions: { a: 1 }, replaced: {}, at: '', left: null } });"
        "w.answer = () => new Promise(() => {});"
        "await new Promise((done) => setTimeout(done));"
        "const again = w.make('mine', { versions: new Map([['a', 1]]) }); w.seen.filled = again.restore();"
    )
    assert seen["filled"] == [[["q.a", "xy"]]]


def test_what_another_window_answered_meanwhile_stays(play):
    seen = play(
        "let come; w.answer = () => new Promise((done) => { come = done; });"
        "w.give('a', 'x'); w.timers.shift().work(); w.give('a', 'xy');"
        "const more = { versions: new Map([['a', 2]]), drawn: () => [['q.a', 'theirs']] };"
        "const again = w.make('mine', more); w.seen.filled = again.restore();"
    )
    assert seen["filled"] == []
    assert seen["kept"] == {}


def test_what_may_have_arrived_is_sent_once_more_as_such_and_what_stands_there_since_is_shown(play):
    seen = play(
        "let moved = 0; const k = w.make('mine', { versions: new Map([['a', 0]]), onMoved: () => { moved += 1; } });"
        "w.offline(); w.give('a', 'x', k); await w.next();"
        "w.answer = () => ({ status: 200, body: { versions: {}, replaced: {}, at: '' } }); await w.next();"
        "w.answer = () => ({ status: 200, body: { versions: { a: 2 } } }); await w.next();"
        "w.online(); w.give('a', 'y', k); await w.next(); w.seen.filled = moved;"
    )
    assert seen["sent"][:3] == ["seen.a=0 q.a=x", "seen.a=0 q.a=x again=1", "seen.a=0"]
    assert "again" not in seen["sent"][3]
    assert seen["filled"] == 1
