"""run_stream.js brings every event once and in order, whatever socket and network do."""

from pathlib import Path

import pytest

WORLD = (Path(__file__).parent / "stream_world.js").read_text().split("\n", 1)[1]


@pytest.fixture
def live(page):
    return lambda story: page.evaluate(WORLD, story)


def test_events_pass_once_and_in_order(live):
    seen = live(
        "stream.start(); hello(3); tell(event(1), event(2)); tell(event(2), event(3)); tell(event(1));"
    )
    assert seen["seen"] == [1, 2, 3]
    assert seen["sockets"] == ["/ws?after=0"]
    assert not seen["fetched"]


def test_a_gap_is_filled_from_the_site(live):
    seen = live("stream.start(); hello(9); tell(event(1)); tell(event(6), event(7)); await settle();")
    assert seen["seen"] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert seen["fetched"][0] == "/events?after=1"


def test_a_lost_socket_comes_back_asking_for_the_rest_only(live):
    seen = live(
        "stream.start(); hello(2); tell(event(1), event(2)); lose(); await next(); hello(3); tell(event(3));"
    )
    assert seen["sockets"] == ["/ws?after=0", "/ws?after=2"]
    assert seen["seen"] == [1, 2, 3]
    assert seen["said"] == ["live", "live"]


def test_a_socket_that_fell_silent_is_given_up_and_asked_anew(live):
    seen = live(
        "stream.start(); hello(2); tell(event(1)); pass(44000); stream.checkPulse(); pass(2000); stream.checkPulse();"
        "await next(); hello(2); tell(event(2)); stream.checkPulse();"
    )
    assert seen["sockets"] == ["/ws?after=0", "/ws?after=1"]
    assert seen["said"] == ["live", "live"]


def test_a_network_that_comes_back_is_used_at_once(live):
    seen = live("stream.start(); hello(1); tell(event(1)); stream.checkPulse({ awake: true }); await next();")
    assert seen["sockets"] == ["/ws?after=0", "/ws?after=1"]


def test_waits_grow_with_failures_and_are_spread_by_chance(live):
    seen = live("stream.start(); hello(0); lose();")
    assert seen["waits"] == [1000]


def test_two_failed_sockets_lead_to_plain_requests(live):
    seen = live("stream.start(); lose(); await next(); lose(); await settle();")
    assert seen["seen"] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert set(seen["said"]) == {"live"}  # a blocked socket is nobody's worry
    assert 1500 <= seen["waits"][-1] <= 2500


def test_a_refused_socket_is_not_knocked_at_again(live):
    seen = live("stream.start(); lose(4404); await next();")
    assert seen["closed"]
    assert seen["said"] == ["closed"]
    assert len(seen["sockets"]) == 1


def test_the_stream_ends_with_the_run(live):
    seen = live("stream.start(); hello(1); tell(event(1, { state: 'finished' })); await next(); lose();")
    assert seen["ended"]
    assert seen["said"] == ["live", "ended"]
    assert len(seen["sockets"]) == 1


def test_a_run_that_ended_meanwhile_is_read_to_its_end(live):
    seen = live("stream.start(); hello(2, 'finished'); tell(event(1), event(2, { state: 'finished' }));")
    assert seen["seen"] == [1, 2]
    assert seen["ended"]


def test_a_sign_in_page_instead_of_events_closes_the_stream(live):
    seen = live(
        "stream.fetch = async () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });"
        "stream.start(); lose(); await next(); lose(); await settle();"
    )
    assert seen["said"][-1] == "closed"
    assert not seen["seen"]


def test_only_a_site_that_cannot_be_reached_is_called_offline(live):
    seen = live(
        "stream.fetch = async () => { throw new TypeError('no network'); };"
        "stream.start(); hello(1); tell(event(1)); lose(); await next(); lose(); await settle();"
    )
    assert seen["said"] == ["live", "offline"]


def test_a_run_that_ended_behind_a_blocked_socket_ends_here_too(live):
    seen = live(
        "stream.fetch = async () => new Response(JSON.stringify({ events: [], seq: 4, state: 'finished' }),"
        "  { headers: { 'Content-Type': 'application/json' } });"
        "stream.start(4); lose(); await next(); lose(); await settle();"
    )
    assert seen["ended"]


def test_a_reader_far_behind_takes_a_summary_and_goes_on_behind_it(live):
    seen = live(
        "stream.onBehind = async () => 2500; stream.start(); hello(2500); say({ type: 'behind', seq: 2500 });"
        "await settle(); await next(); hello(2501); tell(event(2501));"
    )
    assert seen["sockets"] == ["/ws?after=0", "/ws?after=2500"]
    assert seen["seen"] == [2501]
    assert not seen["fetched"]
