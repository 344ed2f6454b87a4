"""Two windows of one file are open, and neither throws away what the other keeps in the browser until it is saved."""

from pathlib import Path

import pytest

WORLD = (Path(__file__).parent / "windows_world.js").read_text().split("\n", 1)[1]
HOUR = "One.\nAn hour of work.\n"


@pytest.fixture
def play(page):
    return lambda story: page.evaluate(WORLD, story)


@pytest.mark.parametrize("server", ["offline", "refuses"])
def test_what_one_window_keeps_another_that_saves_does_not_throw_away(play, server: str):
    left = play(
        f"const first = w.open(w.{server}), second = w.open(w.online);"
        "await first.type('One.\\nAn hour of work.\\n'); await second.type('One!\\n'); return w.words();"
    )
    assert left == [HOUR]


def test_words_of_two_windows_that_crash_both_come_back(play):
    left = play(
        "const first = w.open(w.offline), second = w.open(w.offline);"
        "await first.type('First.\\n'); await second.type('Second.\\n'); await first.type('First!\\n'); return w.words();"
    )
    assert left == ["Second.\n", "First!\n"], "the latest is in the page, as it fits"


def test_a_page_that_takes_words_over_is_the_only_one_that_keeps_them(play):
    seen = play(
        "await w.open(w.offline).type('First.\\n'); await w.open(w.offline).type('Second.\\n');"
        "const kept = w.held.size, last = w.open(w.online), taken = w.held.size; await last.keeper.flush();"
        "return { kept, taken, sent: w.sent, left: w.held.size };"
    )
    # The second was opened with what the first had left.
    assert seen == {"kept": 1, "taken": 1, "sent": ["Second.\n"], "left": 0}


def test_a_browser_that_can_keep_no_more_loses_nothing_that_it_keeps(play):
    seen = play(
        "await w.open(w.offline).type('First.\\n'); const { setItem } = w.storage;"
        "w.storage.setItem = () => { throw new Error('full'); }; const { isKept } = w.open(w.offline).keeper;"
        "w.storage.setItem = setItem; return { isKept, words: w.words() };"
    )
    assert seen == {"isKept": False, "words": ["First.\n"]}


def test_what_an_earlier_version_of_the_site_kept_comes_back(play):
    seen = play(
        "w.held.set('draft aisha small a.md', JSON.stringify([{ text: 'Before.\\n', base: 1 }]));"
        "const { text, restored } = w.open(w.offline);"
        "return { text, restored, names: [...w.held.keys()].map((name) => name.split('\\n')[0]), size: w.held.size };"
    )
    assert seen == {"text": "Before.\n", "restored": True, "names": ["draft aisha small a.md"], "size": 1}


def test_another_file_and_another_person_find_none_of_it(play):
    seen = play(
        "await w.open(w.offline).type('First.\\n');"
        "const others = ['aisha small a.md.b', 'aisha small b.md', 'sven small a.md'];"
        "return others.map((name) => w.open(w.offline, { name }).text);"
    )
    assert seen == ["One.\n"] * 3


def test_what_nobody_has_come_back_for_in_three_months_goes(play):
    seen = play(
        "await w.open(w.offline).type('First.\\n'); w.now += 91 * 86_400_000;"
        "w.open(w.online, { name: 'aisha small b.md' }); return w.held.size;"
    )
    assert seen == 0


LOST_AT_FIRST = (
    "const sent = []; const send = async (about) => { sent.push([about.text, about.base]);"
    "if (sent.length === 1) throw new Error('no answer'); return sent.length === 2 ? w.%s(about) : w.online(about); };"
    "const page = w.open(send); await page.type('One.\\nMore.\\n'); await page.type('One.\\nMore and more.\\n');"
    "return { sent, isDone: page.keeper.isDone };"
)


@pytest.mark.parametrize(("server", "base"), [("online", 2), ("refuses", 1)])
def test_what_was_not_answered_goes_out_again_before_what_was_written_on(play, server: str, base: int):
    first, last = "One.\nMore.\n", "One.\nMore and more.\n"
    assert play(LOST_AT_FIRST % server) == {"sent": [[first, 1], [first, 1], [last, base]], "isDone": True}


def test_what_was_taken_back_before_an_answer_came_is_taken_back_on_the_server_too(play):
    seen = play(
        "const sent = []; const send = async (about) => { sent.push([about.text, about.base]);"
        "if (sent.length === 1) throw new Error('no answer'); return w.online(about); };"
        "const page = w.open(send); await page.type('Typed.\\n'); await page.type('One.\\n'); return sent;"
    )
    assert seen == [["Typed.\n", 1], ["Typed.\n", 1], ["One.\n", 2]]
