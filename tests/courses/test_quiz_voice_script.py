"""When the clock warns, and what is heard of saving: the modules alone, with timers that a test moves."""

import pytest

CLOCK = """async ([seconds, looks]) => {
    const { QuizClock } = await import("/js/quiz_clock.js");
    let now = 0;
    const told = [];
    const outside = { now: () => now, setInterval: () => 0, clearInterval: () => {} };
    const [show, onOver, onWarning] = [() => {}, () => told.push("over"), (at) => told.push(at)];
    const clock = new QuizClock({ seconds, show, onOver, onWarning, warnings: [600, 300, 60], outside });
    clock.start();
    for (const [at, left] of looks) {
        now = at * 1000;
        if (left !== undefined) clock.set(left);
        clock.tick();
    }
    return told;
}"""
VOICE = """async (said) => {
    const { QuizVoice } = await import("/js/quiz_voice.js");
    const heard = [];
    let timer = null;
    const outside = { setTimeout: (work) => { timer = work; return 1; }, clearTimeout: () => { timer = null; } };
    const tell = (words) => { if (words) heard.push(words); };
    const voice = new QuizVoice({ tell, words: { heard: "Saved", back: "Back" }, outside });
    for (const word of said) {
        if (word === "pause") { timer?.(); timer = null; }
        else if (word === "wrong" || word === "right") voice.isWrong = word === "wrong";
        else voice.hears(word, `${word} words`);
    }
    return heard;
}"""


@pytest.mark.parametrize(
    ("seconds", "looks", "told"),
    [
        (1200, [[599], [600], [601], [900], [1140], [1141], [1200]], [600, 300, 60, "over"]),
        (1200, [[1000]], [300]),
        (480, [[179], [180], [420]], [300, 60]),
        (40, [[1]], [60]),
        (1200, [[600], [620, 581], [630, 900], [930]], [600, 600]),
        (1200, [[600], [601, 601], [602]], [600]),
    ],
)
def test_the_clock_warns_once_at_each_mark(page, seconds: int, looks: list[list[int]], told: list[object]):
    assert page.evaluate(CLOCK, [seconds, looks]) == told


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (["saving", "saved", "saving", "saved", "pause"], ["Saved"]),
        (["saving", "saved", "pause", "saving", "saved", "pause"], ["Saved", "Saved"]),
        (["saving", "kept", "saving", "kept", "saving", "kept"], ["kept words"]),
        (["saving", "kept", "saving", "saved", "saving", "saved", "pause"], ["kept words", "Back"]),
        (["saving", "wrong", "saved", "pause", "saving", "right", "saved", "pause"], ["Saved"]),
        (["saving", "refused", "saving", "refused"], ["refused words"]),
    ],
)
def test_saving_is_heard_after_a_pause_and_a_lost_connection_once(page, said: list[str], heard: list[str]):
    assert page.evaluate(VOICE, said) == heard
