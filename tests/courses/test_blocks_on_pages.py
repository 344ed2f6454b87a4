"""Blocks as Ling meets them over HTTP: read without a script, answered, confirmed; and nothing hostile runs."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.authoring import redraw_older
from courses.models import AttemptToCount, Block, Enrolment, EnrolmentState, PartDone, QuizAttempt, Revision
from courses.read_models import DRAWN
from people.models import AuditEvent
from tests.conftest import Company
from tests.content.test_hostile_text import HOSTILE
from tests.courses.every_block import BLOCKS, CHECK, LESSON, every_block
from tests.courses.folders import both

Reading = Callable[..., Client]
CONFIRM, CHECKED = f"{LESSON}acknowledge/one/", f"{LESSON}quiz/one/"


@pytest.fixture
def reading(ling: Client, company: Company, tmp_path: Path) -> Reading:
    """Ling on the course with every block."""

    def on(**shape: object) -> Client:
        revision = import_course(by=None, folder=every_block(tmp_path, **shape))  # type: ignore[arg-type]
        assert isinstance(revision, Revision), [str(problem) for problem in revision]
        publish_revision(by=None, revision=revision)
        start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
        return ling

    return on


def tags_of(page: str) -> list[tuple[str, str, str]]:
    """Every tag with each of its attributes, as a browser reads them."""
    found: list[tuple[str, str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend((tag, name, value or "") for name, value in [*attrs, ("", "")])

    Reader().feed(page)
    return found


def page_of(client: Client, path: str = LESSON) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_lesson_shows_every_block_without_a_script(reading: Reading):
    page = page_of(reading())
    for words in (
        'alt="A grey square" lang="en" width="640" height="360"',
        "It is <em>grey</em>.",
        '<track kind="captions"',
        "Nothing is <em>said</em>.",
        'download="The messages.csv"',
        "CSV · ",
        "Why does it fall?",
        "Show the answer",
        "Does it fall?",
        "Check my answer",
        "Never paste <em>names</em>.",
        'href="https://example.org/paper?a=1&amp;b=2" rel="noopener noreferrer external"',
        "for beginners",
        "10 minutes",
        "It is <em>short</em>.",
    ):
        assert words in page
    assert "{'" not in page


def test_the_terms_of_a_lesson_stand_at_its_end(reading: Reading):
    page = page_of(reading())
    for key in ("loss", "learning-rate", "epoch"):
        assert page.count(f'id="term_{key}"') == page.count(f'<dd id="said_{key}"') == 1
        assert f'href="#term_{key}" aria-describedby="said_{key}"' in page
    assert 'href="/courses/blocks/glossary/"' in page


def test_the_glossary_has_a_page_in_the_readers_order(reading: Reading, company: Company):
    client = reading()
    assert 'href="/courses/blocks/glossary/"' in page_of(client, "/courses/blocks/")
    page = page_of(client, "/courses/blocks/glossary/")
    assert (
        page.index('id="term_epoch"') < page.index('id="term_learning-rate"') < page.index('id="term_loss"')
    )
    assert "also step size" in page
    assert "The <em>mean</em> surprise, <math" in page


def test_a_course_without_terms_has_no_glossary(taking: Callable[..., Client]):
    client = taking()
    assert "/courses/small/glossary/" not in page_of(client, "/courses/small/")
    assert client.get("/courses/small/glossary/").status_code == 404


def test_a_lesson_cannot_take_the_glossarys_address(tmp_path: Path, db: None):
    folder = every_block(tmp_path)
    (folder / "lessons" / "all").rename(folder / "lessons" / "glossary")
    course = folder / "course.yaml"
    course.write_text(course.read_text().replace("- all", "- glossary"))
    (problem,) = [p for p in import_course(by=None, folder=folder) if p.severity == "error"]  # type: ignore[union-attr]
    assert "taken by the site" in problem.message


def test_a_check_is_marked_on_the_spot_and_counts_for_nothing(reading: Reading):
    client = reading()
    for _try in range(2):
        response = client.post(CHECKED, {"q.falls": "no"}, HTTP_HX_REQUEST="true")
        assert "Not yet." in response.content.decode()
        assert client.get(LESSON, {"again": "one"}).status_code == 200
    response = client.post(CHECKED, {"q.falls": "yes"})
    assert response.url == f"{LESSON}#check-one"
    assert "Right." in page_of(client)
    assert QuizAttempt.objects.filter(passed=True).count() == 1
    assert (PartDone.objects.count(), AttemptToCount.objects.count()) == (0, 0)


def test_what_is_confirmed_is_a_part_with_its_time_and_on_record_once(reading: Reading, company: Company):
    client = reading()
    page = page_of(client)
    assert "I have read this and will follow it." in page
    assert 'Left in this lesson:\n    <a href="#acknowledge-one">Rules for data</a>' in page
    assert client.post(CONFIRM, follow=True).content.decode().count("Set the tick first") == 1
    assert PartDone.objects.count() == 0
    for _twice in range(2):
        assert client.post(CONFIRM, {"confirm": "on"}).url == f"{LESSON}#acknowledge-one"
    part = PartDone.objects.get()
    enrolment = Enrolment.objects.get()
    assert (part.kind, part.key, part.revision) == ("acknowledge", "one", enrolment.revision)
    assert enrolment.state == EnrolmentState.DONE
    (event,) = AuditEvent.objects.filter(did="acknowledged")
    assert (event.actor, event.detail["key"]) == (company.ling, "one")
    assert event.detail["revision"] == str(part.revision.public_id)
    assert "You confirmed this on" in page_of(client)


def test_only_who_has_started_can_confirm(reading: Reading, company: Company):
    client = reading()
    client.force_login(company.sven)
    assert client.post(CONFIRM, {"confirm": "on"}).status_code == 404
    assert client.post(f"{LESSON}acknowledge/other/", {"confirm": "on"}).status_code == 404


def test_an_author_tries_every_block_in_the_preview(reading: Reading, company: Company):
    client = reading()
    client.force_login(company.aisha)
    home = f"/authoring/revisions/{Revision.objects.get().public_id}/"
    page = page_of(client, f"{home}all/")
    assert f'href="{home}glossary/"' in page
    assert 'name="confirm" required disabled' in page
    assert "term_loss" in page_of(client, f"{home}glossary/")
    answer = client.post(f"{home}all/quiz/one/", {"q.falls": "yes"}, HTTP_HX_REQUEST="true")
    assert "Right." in answer.content.decode()


def test_what_an_earlier_version_drew_is_drawn_anew_with_its_terms(reading: Reading):
    client = reading()
    page = page_of(client)
    revision = Revision.objects.get()
    revision.terms.all().delete()
    Block.objects.filter(lesson__revision=revision, kind="text").update(content={"pages": {}})
    Revision.objects.update(drawn=DRAWN - 1)
    assert redraw_older() == 1
    csrf = "csrfmiddlewaretoken"
    lines = [line for line in page_of(client).splitlines() if csrf not in line]
    assert lines == [line for line in page.splitlines() if csrf not in line]


@pytest.mark.parametrize("embed", ["https://video.example/1"])
def test_a_video_from_elsewhere_waits_for_a_press_and_says_why(reading: Reading, settings, embed: str):
    settings.EMBED_HOSTS = ["video.example"]
    video = {"title": both("A run"), "embed": embed, "transcript": both("Words.")}
    page = page_of(reading(video=video))
    assert "<iframe" not in page
    assert "nothing is sent before you ask for it" in page
    assert f'href="{embed}" rel="noopener noreferrer"' in page
    assert '<button type="button" class="btn primary" hidden>Load the video</button>' in page


# As one line; what an author would be told about (a formula, a footnote, a picture) is tested with the texts.
DANGER = "".join(
    " ".join(text.split())
    for text in HOSTILE
    if not {"$", "\0"} & set(text) and "[^" not in text and "![" not in text
).replace("`", "")


def test_hostile_words_in_any_field_stay_words(reading: Reading):
    said = both(DANGER[:900])
    item = {**BLOCKS["resources"]["items"][0], "title": said, "why": said}
    check = {**CHECK, "prompt": said, "feedback": said}
    page = page_of(
        reading(
            image={**BLOCKS["image"], "alt": said, "caption": said},
            video={**BLOCKS["video"], "title": said, "transcript": said},
            file={**BLOCKS["file"], "title": said, "about": said},
            reveal={"prompt": said, "answer": both(f"[[epoch]] {DANGER[900:]}"), "show": said},
            check={"title": said, "question": check},
            acknowledge={"title": said, "statement": said, "confirm": said},
            resources={"title": said, "items": [item]},
        )
    )
    own = page.count('<script type="module"') + page.count("<script src")
    assert page.count("<script") == own
    tags = tags_of(page)
    assert not {tag for tag, _name, _value in tags} & {"iframe", "style", "object", "embed"}
    assert not [name for _tag, name, _value in tags if name.startswith("on")]
    assert not [value for _tag, name, value in tags if name in ("href", "src") and "script:" in value]
