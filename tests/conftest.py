"""The cast of every story: Ling learns, Marco leads her unit, Omar leads another, Aisha writes, Dana runs the place."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Page

from people.models import OrgUnit, Position, Role, User
from tests import emptying, static_files  # noqa: F401 - both change how tests run from now on
from tests.run_pages.scripts import scripts_page

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("tests/engine/", "tests/faults/", "tests/live/", "_in_browser.py", "test_real_", "test_screens.py")

hypothesis.settings.register_profile(
    "ours", deadline=None
)  # time is measured by benchmarks, on quiet machines
hypothesis.settings.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start engines, servers and browsers come first, so that no core waits for the other's last one."""
    items.sort(key=lambda item: not any(part in item.nodeid for part in HEAVY))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking through it for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Company:
    """Claims (Marco leads; Ling in its unit North), Sales (Omar leads; Sven), and those who keep the place running."""

    ling: User
    marco: User
    omar: User
    sven: User
    aisha: User
    dana: User
    hr: User
    claims: OrgUnit
    north: OrgUnit
    sales: OrgUnit


def person(
    name: str, *, unit: OrgUnit | None = None, leads: bool = False, roles: list[Role] | None = None
) -> User:
    user = User.objects.create_user(
        f"{name.lower()}@example.org", "correct horse", name=name, roles=roles or []
    )
    if unit:
        Position.objects.create(user=user, unit=unit, leads=leads, starts_on=date(2026, 1, 1))
    return user


@pytest.fixture
def company(db: None) -> Company:
    whole = OrgUnit.objects.create(name="Company")
    claims = OrgUnit.objects.create(name="Claims", parent=whole)
    north = OrgUnit.objects.create(name="Claims North", parent=claims)
    sales = OrgUnit.objects.create(name="Sales", parent=whole)
    return Company(
        ling=person("Ling", unit=north),
        marco=person("Marco", unit=claims, leads=True),
        omar=person("Omar", unit=sales, leads=True),
        sven=person("Sven", unit=sales),
        aisha=person("Aisha", roles=[Role.AUTHOR]),
        dana=person("Dana", roles=[Role.ADMIN]),
        hr=person("Hr", roles=[Role.HR]),
        claims=claims,
        north=north,
        sales=sales,
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in this thread; no test inherits it from another."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest) -> None:
    """Slow hashes protect people, not tests."""
    if "django_db_setup" in request.fixturenames or "db" in request.fixturenames:
        override = request.getfixturevalue("settings")
        override.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The two base models; `make` fetches them before the tests run."""
    folder = Path(settings.MODELS_DIR)
    missing = [name for name in ("minilm-l6", "smollm2-135m-instruct") if not (folder / name).is_dir()]
    assert not missing, f"{missing} not in {folder}: run `python manage.py models fetch` first."
    return folder


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Our browser modules alone, for the tests of a script."""
    with scripts_page() as opened:
        yield opened
