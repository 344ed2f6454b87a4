"""Each course has its own people: what each of them may do is a table, and every door and every act keeps to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.drafts.assets import add_asset
from courses.drafts.begun import begin_course
from courses.drafts.drafting import make_revision, save_file
from courses.intake.questions import bring_in
from courses.intake.texts import bring_in_text
from courses.models import Course, CourseMember, CourseRole, Revision
from courses.roles.people import give_role, people_named, set_rules, take_role
from courses.roles.standing import courses_of, standing_of
from courses.teamwork.comments import begin_thread
from courses.teamwork.places import Place
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, Role, User
from tests.conftest import Company, person
from tests.courses.conftest import Publish
from tests.courses.course_role_table import COLUMNS, QUIZ, ROWS, ZH
from tests.courses.deskwork import Desk, on_show

Cast = dict[str, User]


@pytest.fixture
def cast(company: Company) -> Cast:
    names = ("aisha", "omar", "sven", "ling", "dana", "marco")
    return {"ines": person("Ines", roles=[Role.AUTHOR]), **{name: getattr(company, name) for name in names}}


@pytest.fixture
def course(desk: Desk) -> Course:
    return desk.course


def brought_in(desk: Desk) -> dict[str, str]:
    """What Aisha sent and has not made use of."""
    by = desk.company.aisha
    text = bring_in_text(by=by, draft=desk.draft, name="a.md", text="# Words\n\nMore.\n", language="en")
    sent = SimpleUploadedFile("a.gift", b"::so::Is it? {T}")
    questions = bring_in(by=by, file=sent, format="", language="en")
    return {"text": str(text.public_id), "questions": str(questions.public_id)}


def knock(client: Client, method: str, path: str, form: dict[str, str]) -> int:
    """One request whose effects are taken back."""
    with transaction.atomic():
        send = client.get if method == "GET" else client.post
        answer = send(path, form).status_code if method == "POST" else send(path).status_code
        transaction.set_rollback(True)
    return answer


def test_each_act_is_open_to_exactly_those_the_table_names(cast: Cast, desk: Desk):
    desk.write("Second.\n")
    made = make_revision(by=cast["aisha"], draft=desk.draft)
    assert isinstance(made, Revision)
    desk.write("Third.\n")
    thread = begin_thread(by=cast["omar"], course=desk.course, place=Place("read-1"), about="x", text="x")
    clients = {name: Client(raise_request_exception=False) for name in COLUMNS}
    for name, client in clients.items():
        client.force_login(cast[name])
    named = {name: str(user.public_id) for name, user in cast.items()}
    named |= {"revision": str(made.public_id), "thread": str(thread.public_id)}
    shown = on_show(desk, ZH)
    named |= {"seen": shown["seen"], "source": shown["source"], **brought_in(desk)}
    add_asset(by=cast["aisha"], draft=desk.draft, name="seen.txt", content=b"Words.\n")
    found = {}
    for act, (method, path, form, _outcomes) in ROWS.items():
        address = path if path.startswith("/") else f"/authoring/small/{path}"
        address = address.format(**named)
        filled = {field: value.format(**named) for field, value in form.items()}
        found[act] = " ".join(str(knock(clients[name], method, address, filled)) for name in COLUMNS)
    assert found == {act: outcomes for act, (*_asked, outcomes) in ROWS.items()}


def test_a_course_belongs_to_whoever_begins_it(cast: Cast):
    draft = begin_course(by=cast["ines"], title="Prompts", language="en")
    assert standing_of(cast["ines"], draft.course).role == CourseRole.AUTHOR
    assert standing_of(cast["aisha"], draft.course).role is None
    assert list(courses_of(cast["ines"])) == [draft.course]
    assert not courses_of(cast["aisha"]).filter(pk=draft.course.pk).exists()


def test_what_the_site_ships_is_open_to_every_author(cast: Cast, publish: Publish):
    course = publish().course
    assert standing_of(cast["aisha"], course).writes
    assert not standing_of(cast["ling"], course).may("read")  # type: ignore[arg-type]


def test_who_closes_a_course_stays_its_author(cast: Cast, publish: Publish):
    course = publish().course
    set_rules(by=cast["ines"], course=course, open_to_authors=False, needs_approval=False)
    course.refresh_from_db()
    assert standing_of(cast["ines"], course).writes
    assert standing_of(cast["aisha"], course).role is None


def test_the_last_author_of_a_course_stays(cast: Cast, course: Course):
    aisha = CourseMember.objects.get(user=cast["aisha"])
    with pytest.raises(Conflict, match="at least one author"):
        take_role(by=cast["aisha"], member=aisha)
    with pytest.raises(Conflict, match="at least one author"):
        give_role(by=cast["aisha"], course=course, person=cast["aisha"], role=CourseRole.REVIEWER)
    give_role(by=cast["aisha"], course=course, person=cast["omar"], role=CourseRole.AUTHOR)
    take_role(by=cast["omar"], member=aisha)
    assert standing_of(cast["aisha"], course).role is None


@pytest.mark.parametrize(
    ("role", "languages"), [("translator", []), ("translator", ["en"]), ("translator", ["fr"]), ("king", [])]
)
def test_a_role_that_makes_no_sense_is_refused(cast: Cast, course: Course, role: str, languages: list[str]):
    with pytest.raises(Conflict):
        give_role(by=cast["aisha"], course=course, person=cast["marco"], role=role, languages=languages)
    assert not CourseMember.objects.filter(user=cast["marco"]).exists()


def test_giving_a_role_twice_is_written_down_once(cast: Cast, course: Course):
    for _twice in range(2):
        give_role(by=cast["aisha"], course=course, person=cast["marco"], role=CourseRole.REVIEWER)
    told = AuditEvent.objects.filter(did="gave course role", detail__user=str(cast["marco"].public_id))
    assert [event.detail["role"] for event in told] == ["reviewer"]


def test_a_translator_changes_chinese_in_a_quiz_and_nothing_else(cast: Cast, desk: Desk):
    quiz = desk.draft.files.get(path=QUIZ)
    text = quiz.text or ""
    chinese = text.replace("中文 What does the **loss** do?", "损失怎样变化？")
    assert chinese != text
    saved = save_file(by=cast["sven"], file=quiz, text=chinese, base=1)
    assert saved.file.by == cast["sven"]
    both = chinese.replace("correct: true", "correct: false", 1)
    with pytest.raises(Denied, match=r"questions\.loss\.choices\.falls\.correct"):
        save_file(by=cast["sven"], file=quiz, text=both, base=saved.file.version)
    english = chinese.replace("en: It rises", "en: It soars")
    with pytest.raises(Denied, match=r"questions\.loss\.choices\.rises\.text\.en"):
        save_file(by=cast["sven"], file=quiz, text=english, base=saved.file.version)
    with pytest.raises(Denied, match="not in it"):
        save_file(by=cast["sven"], file=quiz, text=chinese + ": no yaml", base=saved.file.version)
    with pytest.raises(Denied):
        save_file(by=cast["sven"], file=quiz, text=None, base=saved.file.version)
    quiz.refresh_from_db()
    assert quiz.text == chinese


def test_a_translators_words_are_merged_with_an_authors(cast: Cast, desk: Desk):
    file = desk.draft.files.get(path=ZH)
    save_file(by=cast["aisha"], file=file, text="一\n二\n三\n", base=1)
    save_file(by=cast["aisha"], file=file, text="一\n二\n叁\n", base=2)
    saved = save_file(by=cast["sven"], file=file, text="壹\n二\n三\n", base=2)
    assert (saved.was_merged, saved.file.text) == (True, "壹\n二\n叁\n")


def test_the_editor_is_told_why_it_cannot_save(client: Client, cast: Cast, desk: Desk):
    client.force_login(cast["sven"])
    fields = {"path": QUIZ, "text": "title: {en: Mine}\n", "base": "1"}
    told = client.post("/authoring/small/edit/file/save/", fields, headers={"accept": "application/json"})
    assert (told.status_code, "Nothing was saved" in told.json()["reason"]) == (403, True)


def test_a_page_offers_what_its_reader_may_do(client: Client, cast: Cast, desk: Desk):
    client.force_login(cast["omar"])
    page = client.get("/authoring/small/edit/").content.decode()
    assert "Add lesson" not in page
    text = client.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert "Only authors of this course can change it." in text
    assert "data-editor" not in text
    client.force_login(cast["sven"])
    assert "data-editor" in client.get(f"/authoring/small/edit/file/?path={ZH}").content.decode()


def test_somebody_with_a_role_finds_the_way_to_it(client: Client, cast: Cast, course: Course):
    client.force_login(cast["sven"])
    desk = client.get("/authoring/").content.decode()
    assert "/authoring/small/" in desk
    assert "Write a course here" not in desk
    assert 'href="/authoring/"' in client.get("/").content.decode()
    client.force_login(cast["ling"])
    assert 'href="/authoring/"' not in client.get("/").content.decode()


def test_people_are_found_by_a_part_of_name_or_mail(cast: Cast, course: Course):
    person("Marcella")
    assert [user.name for user in people_named("marc", course).people] == ["Marcella", "Marco"]
    assert [user.name for user in people_named("example marce", course).people] == ["Marcella"]
    assert people_named("m", course).people == []
    assert people_named("aisha", course).people == [], "she has a role"


def test_an_invitation_by_its_page(client: Client, cast: Cast, course: Course):
    client.force_login(cast["aisha"])
    page = client.get("/authoring/small/people/?q=marco").content.decode()
    assert f"/authoring/small/people/{cast['marco'].public_id}/" in page
    posted = {"role": "translator", "languages": ["zh-hans"]}
    told = client.post(f"/authoring/small/people/{cast['marco'].public_id}/", posted, follow=True)
    assert "Marco is Translator of this course" in told.content.decode()
    client.post(f"/authoring/small/people/{cast['marco'].public_id}/take/")
    assert not CourseMember.objects.filter(user=cast["marco"]).exists()


def test_the_page_of_people_takes_the_same_queries_for_many(client: Client, cast: Cast, course: Course):
    client.force_login(cast["aisha"])
    counts = []
    for more in (0, 30):
        for number in range(more):
            somebody = person(f"Guest{number}")
            give_role(by=cast["aisha"], course=course, person=somebody, role=CourseRole.REVIEWER)
            person(f"Marcus{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/authoring/small/people/?q=marc")
        counts.append(len(queries))
    assert counts[0] == counts[1]
