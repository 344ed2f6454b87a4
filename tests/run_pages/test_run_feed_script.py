"""run_feed.js: a summary first, then the stream; run_replay.js and run_log.js beside it."""

import pytest

WORLD = """async (story) => {
    const { RunFeed } = await import('/js/run_feed.js');
    const log = { asked: [], states: 0 };
    const curve = { seq: 5, state: 'running', phase: 'training', step: 3, total_steps: 9000, resume_step: 0, thinned: true,
        steps: { step: [1, 2, 3], loss: [3, null, 1] }, at: { first: null }, evals: { step: [0], epoch: [0], loss: [3] },
        samples: [], cases: [], checkpoints: [2], log_lines: 0 };
    let gate = Promise.resolve();
    const fetch = async (url) => {
        log.asked.push(url);
        await gate;
        return new Response(JSON.stringify(curve), { headers: { 'Content-Type': 'application/json' } });
    };
    class WebSocket { constructor(url) { log.asked.push(url); WebSocket.last = this; } close() {} }
    const feed = new RunFeed({
        curveUrl: '/curve', socketUrl: '/ws', eventsUrl: '/events', onState: () => { log.states += 1; },
        outside: { fetch, WebSocket, setTimeout: () => {} } });
    const step = (seq, n) => ({ seq, kind: 'step', at: '2026-01-01T00:00:00Z', data: { step: n, metrics: { loss: n } } });
    const tell = (...events) => WebSocket.last.onmessage({ data: JSON.stringify({ type: 'events', events }) });
    const hold = () => { let open; gate = new Promise((done) => { open = done; }); return open; };
    const told = new Function('feed', 'step', 'tell', 'curve', 'hold', 'return (async () => {' + story + '})()');
    await told(feed, step, tell, curve, hold);
    const { steps, checkpoints, seq } = feed.state;
    return { ...log, steps: steps.map((row) => [row.step, row.loss]).slice(0, 8), count: steps.length, checkpoints, seq };
}"""


@pytest.fixture
def live(page):
    return lambda story: page.evaluate(WORLD, story)


def test_the_summary_is_drawn_and_the_stream_goes_on_behind_it(live):
    seen = live("await feed.start(); tell(step(6, 3), step(7, 4));")
    assert seen["asked"] == ["/curve?points=1500", "/ws?after=5"]
    assert seen["steps"] == [[1, 3], [2, None], [3, 3], [4, 4]]
    assert (seen["checkpoints"], seen["seq"]) == ([2], 7)


def test_an_ended_run_needs_no_socket(live):
    assert live("await feed.start({ ended: true });")["asked"] == ["/curve?points=1500"]


def test_a_pile_of_points_is_taken_as_a_new_summary_and_nothing_told_meanwhile_is_lost(live):
    seen = live(
        """await feed.start();
        curve.seq = 3006; curve.steps = { step: [1, 3000], loss: [3, 1] };
        const open = hold();
        tell(...Array.from({ length: 3001 }, (_, i) => step(6 + i, 4 + i)));
        tell(step(3007, 3005));
        open();
        await feed.refreshing;"""
    )
    assert seen["asked"].count("/curve?points=1500") == 2
    assert seen["steps"] == [[1, 3], [3000, 1], [3005, 3005]]


def test_a_closer_look_asks_for_the_points_between(live):
    seen = live("await feed.start(); await feed.detail(0, 40);")
    assert seen["asked"][-1] == "/curve?points=1500&from=1&to=40"


REPLAY = """async (story) => {
    const { RunReplay, timeline } = await import('/js/run_replay.js');
    let clock = 0;
    let beat;
    const events = [0, 1, 2, 60].map((s, i) => ({ seq: i + 1, kind: 'step', at: new Date(s * 1000).toISOString(),
        data: { step: i + 1, metrics: { loss: 1 } } }));
    const headers = { 'Content-Type': 'application/json' };
    const fetch = async () => new Response(JSON.stringify({ events, seq: 4 }), { headers });
    const log = [];
    const replay = new RunReplay({ url: '/events', onTime: () => {},
        onState: (state, { fresh }) => log.push([state.steps.length, Boolean(fresh)]),
        outside: { fetch, now: () => clock, setInterval: (work) => { beat = work; } } });
    await replay.load();
    const pass = (ms) => { clock += ms; beat(); };
    await new Function('replay', 'pass', 'return (async () => {' + story + '})()')(replay, pass);
    return { log, position: replay.position, length: replay.length, playing: replay.playing };
}"""


def test_a_recording_is_told_at_its_own_pace_or_faster_and_long_silences_are_cut(page):
    seen = page.evaluate(
        REPLAY, "replay.speed = 1; replay.play(); pass(500); pass(600); replay.speed = 50; pass(100);"
    )
    assert [count for count, _fresh in seen["log"]] == [1, 2, 4]
    assert seen["length"] == 5
    assert not seen["playing"]


def test_a_jump_back_tells_the_run_anew(page):
    seen = page.evaluate(REPLAY, "replay.seek(5); replay.seek(1.5);")
    assert seen["log"] == [[4, False], [2, True]]
    assert seen["position"] == 1.5


LOG = """async (story) => {
    const { RunLog } = await import('/js/run_log.js');
    document.body.innerHTML = `<section id="log"><span data-log="tools" hidden><input data-log="find">
        <input type="checkbox" data-log="follow" checked></span>
        <div data-live="log" style="height:60px;overflow:auto;line-height:20px">
        <ol><li data-empty>quiet</li></ol></div></section>`;
    const log = new RunLog(document.getElementById('log'), { words: { warning: 'warning', none: 'none' } });
    const line = (seq, message, level = 'info') => ({ seq, level, message, at: '2026-01-01T10:20:30Z' });
    const box = document.querySelector('[data-live=log]');
    const settle = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await new Function('log', 'line', 'box', 'settle', 'return (async () => {' + story + '})()')(log, line, box, settle);
    return {
        items: [...box.querySelectorAll('li')].map((li) => li.textContent),
        atEnd: box.scrollHeight - box.scrollTop - box.clientHeight < 5,
        follow: log.follow.checked };
}"""
MANY = "log.show(Array.from({ length: 20 }, (_, i) => line(i + 1, 'line ' + i)));"


def test_the_log_follows_until_one_scrolls_up(page):
    assert page.evaluate(LOG, MANY)["atEnd"]
    seen = page.evaluate(
        LOG,
        MANY
        + "await settle(); box.scrollTop = 0; await settle(); log.show([line(21, 'new')]); await settle();",
    )
    assert not seen["atEnd"]
    assert not seen["follow"]
    assert seen["items"][-1].endswith("new")


def test_the_log_finds_words_and_marks_levels_in_words(page):
    seen = page.evaluate(
        LOG,
        MANY
        + "log.show([line(21, 'No SPACE left', 'warning')]); log.find.value = 'space'; await log.search();",
    )
    assert len(seen["items"]) == 1
    assert "warning No SPACE left" in seen["items"][0]
    again = page.evaluate(LOG, MANY + "log.find.value = 'nowhere'; await log.search();")
    assert again["items"] == ["none"]


def test_a_line_told_twice_stands_once(page):
    seen = page.evaluate(LOG, "log.show([line(1, 'a')]); log.show([line(1, 'a'), line(2, 'b')]);")
    assert [item[-1] for item in seen["items"]] == ["a", "b"]
