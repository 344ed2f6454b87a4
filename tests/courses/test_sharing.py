"""Aisha shares blocks and banks between courses: linked by version, taken when she chooses, made her own, exported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision
from courses.authoring import read_upload
from courses.content.writer import course_zip
from courses.drafts.drafting import check_draft, open_draft, texts_of
from courses.models import Block, Course, Draft, Revision, SearchEntry, SharedPart
from courses.read_models import source_of
from courses.sharing.acts import add_part, make_own
from courses.sharing.pages import banks_to_link, blocks_to_link, offered
from courses.sharing.uses import uses_of
from lms.kit.refusals import Conflict
from people.models import User
from tests.conftest import Company
from tests.courses.folders import bank, banked, both, lesson_files, write

pytestmark = pytest.mark.django_db
COURSE = {"format": 1, "summary": both("About."), "minutes": 5, "languages": ["en", "zh-hans"]}
FILE = "lessons/own/rules.acknowledge.yaml"
LINKED = "from: kit@1#rules\ntitle: {en: Ours, zh-hans: 我们的}\n"
Shared = Callable[..., Revision]


@pytest.fixture
def share(db: None, tmp_path: Path) -> Shared:
    """Publish the kit, in which the rules say this."""

    def publish(statement: str = "Never paste names.", key: str = "kit", **blocks: Any) -> Revision:
        files = lesson_files(
            "all",
            {"acknowledge": "rules"},
            rules__acknowledge={"title": both("Rules"), "statement": both(statement)},
        )
        files["banks/basics.bank.yaml"] = bank(banked("one"), banked("two"))
        course = {**COURSE, "key": key, "title": both("Kit"), "shared": True, "lessons": ["all"]}
        folder = write(tmp_path / statement.replace(" ", "-") / key, {"course.yaml": course, **files})
        revision = import_course(by=None, folder=folder)
        assert isinstance(revision, Revision), revision
        return publish_revision(by=None, revision=revision)

    return publish


@pytest.fixture
def own(share: Shared, tmp_path: Path) -> Revision:
    """A published course with a lesson that links the rules of the kit."""
    share()
    files = lesson_files("own", {"acknowledge": "rules"})
    course = {**COURSE, "key": "own", "title": both("Own"), "lessons": ["own"]}
    folder = write(tmp_path / "linking" / "own", {"course.yaml": course, **files, FILE: LINKED})
    revision = import_course(by=None, folder=folder)
    assert isinstance(revision, Revision), revision
    return publish_revision(by=None, revision=revision)


def draft_of(revision: Revision, by: User) -> Draft:
    return open_draft(by=by, course=revision.course)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def edit(path: str = FILE) -> str:
    return f"/authoring/own/edit/file/?path={path}"


def test_what_is_linked_is_copied_into_what_learners_read(own: Revision, share: Shared):
    block = Block.objects.get(lesson__revision=own, kind="acknowledge")
    assert "Never paste names." in block.content["pages"]["en"]["html"]
    assert block.content["title"]["en"] == "Ours"
    share("Never paste anything.")
    block.refresh_from_db()
    assert "Never paste names." in block.content["pages"]["en"]["html"], (
        "a new version changes nobody's course"
    )
    assert SharedPart.objects.get(revision=own).version == 1


def test_a_shared_course_is_not_offered_to_learners(share: Shared, company: Company, client: Client):
    kit = share()
    client.force_login(company.ling)
    assert "Kit" not in shown(client, "/courses/")
    assert client.get("/courses/kit/").status_code == 404
    assert not SearchEntry.objects.filter(course=kit.course).exists()
    with pytest.raises(Conflict, match="other courses have parts of it"):
        enrol(by=company.dana, user=company.ling, course=kit.course)


def test_a_course_that_people_are_on_does_not_become_a_shared_one(
    share: Shared, own: Revision, company: Company
):
    enrol(by=None, user=company.ling, course=own.course)
    draft = draft_of(own, company.aisha)
    Revision.objects.filter(pk=own.pk).update(shared=True)
    own.refresh_from_db()
    Course.objects.filter(pk=own.course_id).update(published=None)
    with pytest.raises(Conflict, match="People are on this course"):
        publish_revision(by=company.aisha, revision=own)
    assert draft.course_id == own.course_id


def test_the_editor_says_which_version_it_is_and_that_there_is_a_newer_one(
    aisha: Client, own: Revision, company: Company, share: Shared
):
    draft_of(own, company.aisha)
    assert "Linked to version 1 of “Kit”" in shown(aisha, edit())
    assert "version 2 is there" not in shown(aisha, edit())
    share("Never paste anything.")
    page = shown(aisha, edit())
    assert "Linked to version 1 of “Kit”; version 2 is there" in page
    assert "This file says itself, and keeps: Title." in page
    assert "version 2 is there" in shown(aisha, "/authoring/own/edit/lessons/own/")
    assert "version 2 is there: see what changed" in shown(aisha, "/authoring/own/edit/")


def test_what_changed_is_shown_and_taken(aisha: Client, own: Revision, company: Company, share: Shared):
    draft = draft_of(own, company.aisha)
    share("Never paste anything.")
    texts_before = texts_of(draft)
    page = shown(aisha, f"/authoring/own/edit/linked/?path={FILE}")
    assert "removed: </span>names</del>" in page
    assert "added: </span>anything</ins>" in page
    answer = aisha.post("/authoring/own/edit/linked/take/", {"path": FILE, "version": "2"})
    assert answer.headers["Location"] == edit()
    assert texts_of(draft)[FILE] == texts_before[FILE].replace("kit@1", "kit@2")
    assert "shared/kit@1/rules.acknowledge.yaml" not in texts_of(draft), "the copy of the old version goes"
    reading = check_draft(draft)
    assert reading.course is not None, reading.problems
    acknowledge = reading.course.lessons[0].blocks[-1].acknowledge
    assert (acknowledge.title.texts["en"], acknowledge.statement.texts["en"]) == (
        "Ours",
        "Never paste anything.",
    )


@pytest.mark.parametrize("version", ["7", "0", "x", "99999999"])
def test_a_version_that_there_is_not_is_not_taken(
    aisha: Client, own: Revision, company: Company, version: str
):
    draft = draft_of(own, company.aisha)
    before = texts_of(draft)
    assert (
        aisha.post("/authoring/own/edit/linked/take/", {"path": FILE, "version": version}).status_code == 409
    )
    assert texts_of(draft) == before


def test_what_is_made_ones_own_holds_all_and_is_linked_no_more(
    aisha: Client, own: Revision, company: Company, share: Shared
):
    draft = draft_of(own, company.aisha)
    share("Never paste anything.")
    assert aisha.post("/authoring/own/edit/linked/own/", {"path": FILE}).status_code == 302
    reading = check_draft(draft)
    assert reading.course is not None, reading.problems
    assert reading.course.links == ()
    assert reading.course.lessons[0].blocks == source_of(own).lessons[0].blocks
    assert "Linked to" not in shown(aisha, edit())
    assert aisha.post("/authoring/own/edit/linked/own/", {"path": FILE}).status_code == 409
    assert aisha.get(f"/authoring/own/edit/linked/?path={FILE}").status_code == 404


def test_a_text_that_is_made_ones_own_has_a_file_for_each_language(own: Revision, company: Company):
    draft = draft_of(own, company.aisha)
    add_part(by=company.aisha, draft=draft, lesson="own", link=offered("text kit@1#intro"))  # type: ignore[arg-type]
    assert texts_of(draft)["lessons/own/intro-2.text.yaml"] == "from: kit@1#intro\n"
    make_own(by=company.aisha, draft=draft, path="lessons/own/intro-2.text.yaml")
    files = texts_of(draft)
    assert "Text of all" in files["lessons/own/intro-2.en.md"]
    assert "lessons/own/intro-2.zh-hans.md" in files
    assert "lessons/own/intro-2.text.yaml" not in files
    assert check_draft(draft).problems == ()


def test_blocks_and_banks_of_others_can_be_chosen(aisha: Client, own: Revision, company: Company):
    draft = draft_of(own, company.aisha)
    assert [offer.value for offer in blocks_to_link("own")] == ["text kit@1#intro", "acknowledge kit@1#rules"]
    assert [offer.value for offer in banks_to_link("own")] == ["bank kit@1#basics"]
    assert blocks_to_link("kit") == []
    page = shown(aisha, "/authoring/own/edit/lessons/own/")
    assert "Kit: Rules (confirmation)" in page
    assert "Kit: Hello (text)" in page
    assert "Kit: A bank (bank)" in shown(aisha, "/authoring/own/edit/")
    add = "/authoring/own/edit/linked/add/"
    assert aisha.post(add, {"lesson": "own", "part": "text kit@1#intro"}).status_code == 302
    assert aisha.post(add, {"part": "bank kit@1#basics"}).status_code == 302
    assert texts_of(draft)["banks/basics.bank.yaml"] == "from: kit@1#basics\n"
    page = shown(aisha, "/authoring/own/edit/lessons/own/")
    assert page.count("Linked to version 1 of “Kit”") == 2
    assert aisha.post(add, {"lesson": "own", "part": "text kit@1#nothing"}).status_code == 409
    assert aisha.post(add, {"lesson": "own", "part": "nonsense"}).status_code == 409


def test_a_linked_text_is_shown_beside_its_file_and_in_its_lesson(
    aisha: Client, own: Revision, company: Company
):
    draft_of(own, company.aisha)
    aisha.post("/authoring/own/edit/linked/add/", {"lesson": "own", "part": "text kit@1#intro"})
    for address in ("file/?path=lessons/own/intro-2.text.yaml", "lessons/own/preview/"):
        assert "Text of all with" in shown(aisha, f"/authoring/own/edit/{address}")


def test_before_a_version_is_published_its_author_reads_where_it_is_used(
    aisha: Client, own: Revision, company: Company, tmp_path: Path, share: Shared
):
    kit = Course.objects.get(key="kit")
    (use,) = uses_of(kit)
    assert (use.key, use.part, use.version, use.is_published) == ("own", "rules", 1, True)
    assert kit.published is not None
    newest = share("Never paste anything.")
    page = shown(aisha, f"/authoring/revisions/{newest.public_id}/")
    assert "Where it is used" in page
    assert 'href="/authoring/own/"' in page
    assert "Where it is used" in shown(aisha, "/authoring/kit/")
    assert "Where it is used" not in shown(aisha, "/authoring/own/")


def test_an_export_carries_what_is_linked(own: Revision, tmp_path: Path):
    archive = tmp_path / "own.zip"
    archive.write_bytes(course_zip(source_of(own)))
    Revision.objects.filter(course__key="kit").update(shared=False)
    with archive.open("rb") as opened:
        reading = read_upload(opened)
    assert reading.course is not None, reading.problems
    assert reading.course.digest == own.digest


def test_a_link_that_is_gone_is_told_by_the_check(aisha: Client, own: Revision, company: Company):
    draft = draft_of(own, company.aisha)
    Revision.objects.filter(course__key="kit").update(shared=False)
    assert check_draft(draft).problems == (), "the copy in the course is enough"
    take = {"path": FILE, "version": "1"}
    assert aisha.post("/authoring/own/edit/linked/take/", take).status_code == 409
    assert "the copy that came with this course is used" in shown(aisha, edit())


def test_a_course_is_made_shared_in_the_editor(aisha: Client, own: Revision, company: Company):
    draft = draft_of(own, company.aisha)
    structure = "/authoring/own/edit/structure/"
    assert "Make it a shared course" in shown(aisha, "/authoring/own/edit/")
    aisha.post(structure, {"do": "share-course"})
    assert "shared: true" in texts_of(draft)["course.yaml"]
    assert "Make it a course to take" in shown(aisha, "/authoring/own/edit/")
    aisha.post(structure, {"do": "unshare-course"})
    assert "shared" not in texts_of(draft)["course.yaml"]


def test_learners_change_no_links(client: Client, own: Revision, company: Company):
    draft = draft_of(own, company.aisha)
    client.force_login(company.ling)
    for door, form in (
        ("take", {"path": FILE, "version": "1"}),
        ("own", {"path": FILE}),
        ("add", {"part": "bank kit@1#basics"}),
    ):
        assert client.post(f"/authoring/own/edit/linked/{door}/", form).status_code == 403
    assert client.get(f"/authoring/own/edit/linked/?path={FILE}").status_code == 403
    assert texts_of(draft)[FILE].startswith("from: kit@1#rules")


@pytest.mark.parametrize("address", ["/authoring/own/edit/", "/authoring/own/edit/lessons/own/", edit()])
def test_the_number_of_queries_does_not_grow_with_what_is_shared(
    aisha: Client,
    own: Revision,
    company: Company,
    share: Shared,
    address: str,
    django_assert_max_num_queries: Any,
):
    draft_of(own, company.aisha)
    counts = []
    for number in range(4):
        if number % 2:
            for more in range(4):
                share(f"Rules {number} {more}", key=f"kit-{number}-{more}")
        shown(aisha, address)
        with django_assert_max_num_queries(80) as seen:
            shown(aisha, address)
        counts.append(len(seen))
    assert counts[0] == counts[-1]
