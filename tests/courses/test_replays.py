"""A replay as Ling meets it over HTTP: read and answered without a script; and what authors get told about theirs."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.content.reader import read_course
from courses.drafts.drafting import open_draft
from courses.models import AttemptToCount, PartDone, QuizAttempt, Revision, SearchEntry
from tests.conftest import Company
from tests.content.sample_files import recording
from tests.courses.every_block import BLOCKS, LESSON, every_block

REPLAY = BLOCKS["replay"]
CHECK, DONE = f"{LESSON}quiz/run/check/", f"{LESSON}quiz/run/"
PAUSES = REPLAY["pauses"]
EDITOR = "/authoring/blocks/edit/file/?path=lessons/all/run.replay.yaml"


@pytest.fixture
def watching(ling: Client, company: Company, tmp_path: Path) -> Client:
    revision = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(revision, Revision)
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    return ling


def page_of(client: Client) -> str:
    answer = client.get(LESSON)
    assert answer.status_code == 200
    return answer.content.decode()


def settings_of(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'data-replay-of="replay-run" data-settings="([^"]*)"', page)
    read: dict[str, Any] = json.loads(unescape(found))
    return read


@pytest.mark.django_db
def test_without_a_script_there_is_a_table_and_the_questions_in_their_order(watching: Client):
    page = page_of(watching)
    table = page.index("Watch the <em>validation</em> loss.")
    places = [page.index(sign) for sign in ("Does it fall?", "Where does it begin to learn by heart?")]
    assert table < page.index('name="q.goes-on"') < page.index('name="q.turns"')
    assert places == sorted(places)
    assert len(re.findall(r"<td>here</td>", page)) == len(PAUSES)
    assert '<th scope="row" class="n">40</th>' in page


@pytest.mark.django_db
def test_the_script_gets_the_curve_and_the_pauses_and_no_answer(watching: Client):
    settings = settings_of(page_of(watching))
    assert settings["pauses"] == [{"at": 10, "keys": ["goes-on"]}, {"at": 30, "keys": ["turns"]}]
    assert settings["total"] == 40
    assert settings["events"][0] == [0.5, 0, 1, 0.9091]
    assert sum(is_eval for _at, is_eval, _step, _loss in settings["events"]) == 8
    assert settings.keys() == {"pauses", "events", "total", "words"}


@pytest.mark.django_db
def test_an_answer_is_checked_at_once_stays_and_counts_for_nothing(watching: Client):
    headers = {"HX-Request": "true"}
    told = watching.post(CHECK, {"check": "goes-on", "q.goes-on": "yes"}, headers=headers).content.decode()
    assert "Right." in told
    assert "It does." in told
    assert QuizAttempt.objects.get().state == "in_progress"
    page = page_of(watching)
    assert page.count('class="explanation') == 1, "as it was, after a reload"
    watching.post(DONE, {"number": "1", "q.turns": "30"})
    assert QuizAttempt.objects.get().state == "graded"
    assert not PartDone.objects.filter(key="run").exists()
    assert not AttemptToCount.objects.exists()
    assert "1 of 2 points." in page_of(watching)


@pytest.mark.django_db
def test_a_question_alone_is_not_numbered_nor_handed_in(watching: Client):
    told = watching.post(f"{LESSON}quiz/one/", {}, headers={"HX-Request": "true"}).content.decode()
    assert "Your answer is missing, incomplete or cannot be read." in told
    assert "Nothing was handed in" not in told
    assert ">Question 1<" not in told


@pytest.mark.django_db
def test_a_replay_is_found_by_its_title_and_not_by_its_questions(watching: Client):
    found = SearchEntry.objects.filter(kind="replay", language="en").get()
    assert (found.title, found.key) == ("It learns by heart", "run")
    assert "begin" not in found.text


MISTAKES = [
    ({"recording": "assets/none.jsonl"}, "run.replay.yaml", "There is no file “assets/none.jsonl”."),
    (
        {"recording": "assets/messages.csv"},
        "run.replay.yaml",
        "is not a recording of a run. Recordings are .jsonl.",
    ),
    ({"pauses": []}, "run.replay.yaml", "“pauses” needs at least 1."),
    ({"pauses": [PAUSES[1], PAUSES[0]]}, "run.replay.yaml", "step 10 comes after step 30"),
    (
        {"pauses": [{**PAUSES[0], "at": 40}]},
        "run.replay.yaml",
        "goes from step 1 to 40; a pause lies before its end",
    ),
    (
        {"pauses": [PAUSES[0], {**PAUSES[0], "at": 11}]},
        "run.replay.yaml",
        "Question “goes-on” appears twice.",
    ),
    ({"pauses": [{"at": 3, "questions": []}]}, "run.replay.yaml", "“questions” needs at least 1."),
]


@pytest.mark.parametrize(("changed", "file", "words"), MISTAKES)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, changed: dict[str, Any], file: str, words: str):
    told = [
        str(problem) for problem in read_course(every_block(tmp_path, replay={**REPLAY, **changed})).problems
    ]
    assert any(words in line and f"/{file}:" in line for line in told), told


def test_a_line_that_is_no_event_is_told_in_the_recording(tmp_path: Path):
    folder = every_block(tmp_path)
    broken = recording().replace(
        b'"kind": "step", "data": {"step": 3,', b'"kind": "step", "data": {"step": "x",'
    )
    (folder / "assets" / "run.jsonl").write_bytes(broken)
    (problem,) = [str(one) for one in read_course(folder, embed_hosts=("video.example",)).problems]
    assert problem.startswith("assets/run.jsonl:4: This is no event of a run")


def test_another_recording_is_another_course(tmp_path: Path):
    before = read_course(every_block(tmp_path / "a"))
    folder = every_block(tmp_path / "b")
    (folder / "assets" / "run.jsonl").write_bytes(recording(50))
    after = read_course(folder)
    assert before.course is not None
    assert after.course is not None
    assert before.course.lessons[0].digest != after.course.lessons[0].digest


def test_what_asks_needs_a_name_of_its_own(tmp_path: Path):
    folder = every_block(tmp_path)
    home = folder / "lessons" / "all"
    (home / "run.replay.yaml").rename(home / "one.replay.yaml")
    lesson = home / "lesson.yaml"
    lesson.write_text(lesson.read_text().replace("replay: run", "replay: one"))
    assert any("needs a name of its own" in str(one) for one in read_course(folder).problems)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_what_is_asked(
    ling: Client, company: Company, tmp_path: Path, django_assert_max_num_queries: Callable[..., Any]
):
    counts = []
    for size, pauses in enumerate(
        (
            PAUSES[:1],
            [
                {**PAUSES[0], "at": n, "questions": [{**PAUSES[0]["questions"][0], "key": f"q{n}"}]}
                for n in range(1, 13)
            ],
        )
    ):
        folder = every_block(tmp_path / str(size), replay={**REPLAY, "pauses": pauses})
        revision = import_course(by=None, folder=folder)
        assert isinstance(revision, Revision), revision
        publish_revision(by=None, revision=revision)
        enrolment = enrol(by=None, user=company.ling, course=revision.course)
        if not enrolment.revision_id:
            start(enrolment=enrolment)
        type(enrolment).objects.filter(pk=enrolment.pk).update(revision=revision)
        page_of(ling)
        with django_assert_max_num_queries(60) as seen:
            page_of(ling)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_its_author_sees_the_recorded_run_beside_the_form(watching: Client, company: Company):
    draft = open_draft(by=company.aisha, course=Revision.objects.get().course)
    watching.force_login(company.aisha)
    page = watching.get(EDITOR).content.decode()
    assert settings_of(page)["pauses"] == [{"at": 10, "keys": ["goes-on"]}, {"at": 30, "keys": ["turns"]}]
    assert "A recorded run" in page
    assert '<th scope="row" class="n">40</th>' in page
    assert page.index('data-replay-of="replay-run"') < page.index('id="replay-run-goes-on-whole"')
    draft.assets.filter(path=REPLAY["recording"]).update(sha256="")
    page = watching.get(EDITOR).content.decode()
    assert "The recorded run cannot be shown yet." in page
    assert REPLAY["recording"].removeprefix("assets/") in page.split('id="look-title"')[1]
