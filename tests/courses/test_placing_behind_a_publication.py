"""A path is published at once; what its test shows of earlier tries is noted behind it, batch by batch."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from courses.actions import publish_path, write_version
from courses.attempts import grading
from courses.models import KnownByPlacement, PathEnrolment, PathPublication
from courses.paths import placing_again
from courses.tasks import place_people
from people.models import AuditEvent
from tests.conftest import person
from tests.courses.answering import hand_in
from tests.courses.paths import on_path, placement, published_path, small_path
from tests.courses.regrading import FALLS, block_of

pytestmark = pytest.mark.django_db
LITTLE, MUCH = placement((["steps"], ["one"])), placement((["loss"], ["one"]))
LEARNER, AUTHOR = "your placement test is being looked at again", "Earlier tries at the placement test"


@pytest.fixture
def path(publish):
    publish(key="one")
    return published_path("month", "one", placement=LITTLE)


@pytest.fixture
def test(publish):
    return publish(key="placement")


@pytest.fixture(autouse=True)
def unattended(monkeypatch) -> list[int]:
    """Nobody begins at once; who should have is written down."""
    begun: list[int] = []
    monkeypatch.setattr("courses.paths.importing.begin", begun.append)
    return begun


def tried(begin: Any, test: Any, path: Any, *users: Any) -> None:
    """Each is on the path, and has answered what its first version does not ask."""
    block = block_of(test)
    for user in users:
        on_path(user, path)
        hand_in(begin(user, test), block.lesson, block, FALLS)


def published(title: str = "Two", **told: Any) -> PathPublication:
    source = small_path("month", "one", placement=told.pop("placement", MUCH), title=title)
    return publish_path(by=None, version=write_version(by=None, source=source), **{"moves": True, **told})


def crowd(size: int, start: int = 0) -> list[Any]:
    return [person(f"learner{start + n}@example.org") for n in range(size)]


def test_publishing_costs_the_same_for_any_number_of_people(begin, path, test, django_assert_max_num_queries):
    spent = []
    for size, title in ((2, "A"), (8, "B")):
        tried(begin, test, path, *crowd(size, 10 * len(spent)))
        with django_assert_max_num_queries(16) as asked:  # with writing the version
            published(title)
        spent.append(len(asked))
    assert spent[0] == spent[1]


def test_a_batch_costs_the_same_for_any_number_of_people(begin, path, test, django_assert_max_num_queries):
    spent = []
    for size, title in ((2, "A"), (8, "B")):
        tried(begin, test, path, *crowd(size, 10 * len(spent)))
        before, done = KnownByPlacement.objects.count(), published(title)
        with django_assert_max_num_queries(14) as asked:
            assert placing_again.step(done.pk)
        spent.append(len(asked))
        assert KnownByPlacement.objects.count() == before + size
        placing_again.go_on(done.pk)
        path.refresh_from_db()
        path.published = path.versions.get(number=1)
        path.save()
    assert spent[0] == spent[1]


def test_it_goes_on_where_a_worker_was_killed(company, begin, path, test, monkeypatch):
    tried(begin, test, path, company.ling, company.sven)
    done = published()
    assert not KnownByPlacement.objects.exists()
    monkeypatch.setattr(placing_again, "BATCH", 1)
    assert placing_again.step(done.pk)
    assert [one.user for one in KnownByPlacement.objects.all()] == [company.ling]

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(placing_again, "touch_paths", killed)
        with pytest.raises(KeyboardInterrupt):
            placing_again.step(done.pk)
    assert KnownByPlacement.objects.count() == 1, "what it had begun was rolled back"
    place_people()
    place_people()
    assert {one.user for one in KnownByPlacement.objects.all()} == {company.ling, company.sven}
    assert AuditEvent.objects.filter(did="placed").count() == 2
    assert {one.actor for one in AuditEvent.objects.filter(did="placed")} == {company.ling, company.sven}
    done.refresh_from_db()
    assert done.placed_at is not None


def test_each_batch_has_a_time_of_its_own(company, begin, path, test, monkeypatch):
    tried(begin, test, path, company.ling, company.sven)
    done = published()
    moved = set(PathEnrolment.objects.values_list("updated_at", flat=True))
    monkeypatch.setattr(placing_again, "BATCH", 1)
    placing_again.go_on(done.pk)
    times = list(PathEnrolment.objects.order_by("pk").values_list("updated_at", flat=True))
    assert max(moved) < times[0] < times[1]


def test_pages_say_that_it_is_not_done(company, begin, path, test, client: Client):
    tried(begin, test, path, company.ling)
    on_path(company.sven, path)
    done = published()

    def shown(user: Any, name: str, key: object) -> str:
        client.force_login(user)
        return client.get(reverse(f"courses:{name}", args=[key])).content.decode()

    pages = [
        (company.aisha, "path_version", done.version.public_id, f"{AUTHOR} are being looked at: 1 person"),
        (company.ling, "path", "month", LEARNER),
    ]
    assert all(words in shown(*page) for *page, words in pages)
    assert LEARNER not in shown(company.sven, "path", "month"), "who has not taken it"
    place_people()
    assert not any(words in shown(*page) for *page, words in pages)


def test_there_is_nothing_to_do_where_nobody_moves_or_no_test_is_asked(
    company, begin, path, test, unattended
):
    tried(begin, test, path, company.ling)
    assert published(moves=False).placed_at
    plain = small_path("month", "one", title="Three")
    assert publish_path(by=None, version=write_version(by=None, source=plain), moves=True).placed_at
    assert unattended == []


def test_who_knows_everything_is_not_looked_at_again(company, begin, path, test):
    tried(begin, test, path, company.ling, company.sven)
    placing_again.go_on(published().pk)
    again = published("Three")
    assert placing_again.to_look_at(again.version) == 0


@pytest.mark.django_db(transaction=True)
def test_it_is_begun_once_the_publication_stands(company, begin, path, test, unattended, monkeypatch):
    tried(begin, test, path, company.ling)
    done = published()
    assert unattended == [done.pk]
    placing_again.begin(done.pk)
    assert KnownByPlacement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_hands_in_as_the_path_is_published_is_placed_by_what_it_says_now(
    company, begin, path, test, monkeypatch
):
    on_path(company.ling, path)
    enrolment, block = begin(company.ling, test), block_of(test)
    real, done = grading.place, []

    def apart() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            done.append(published())
            with pytest.raises(OperationalError, match="lock timeout"):
                placing_again.step(done[0].pk)
        finally:
            connection.close()

    def place(attempt: Any) -> list[int]:
        people: list[int] = real(attempt)  # by the version before
        with ThreadPoolExecutor(1) as pool:
            pool.submit(apart).result()
        return people

    monkeypatch.setattr(grading, "place", place)
    hand_in(enrolment, block.lesson, block, FALLS)
    assert not KnownByPlacement.objects.exists()
    place_people()
    assert KnownByPlacement.objects.get().user == company.ling
