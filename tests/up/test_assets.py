"""Scripts and styles: one address for each content, kept by the browser for good, right after an upgrade."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lms.kit import assets


def test_a_changed_file_or_package_changes_the_address(tmp_path: Path) -> None:
    folder, packages = tmp_path / "static", tmp_path / "constraints.txt"
    folder.mkdir()
    (folder / "a.js").write_text("1;")
    packages.write_text("htmx==2")
    first = assets.address_of(folder, packages)
    assert re.fullmatch(r"/static/[0-9a-f]{12}/", first)
    assert assets.address_of(folder, packages) == first
    (folder / "a.js").write_text("2;")
    second = assets.address_of(folder, packages)
    packages.write_text("htmx==3")
    assert len({first, second, assets.address_of(folder, packages)}) == 3


def test_files_are_kept_for_good(client: Client) -> None:
    answer = client.get(f"{settings.STATIC_URL}css/app.css")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("version", ["000000000000", "v1"])
def test_the_address_of_another_version_leads_to_the_present_one(client: Client, version: str) -> None:
    answer = client.get(f"/static/{version}/js/run_page.js")
    assert (answer.status_code, answer["Location"]) == (302, f"{settings.STATIC_URL}js/run_page.js")
    assert "Cache-Control" not in answer


@pytest.mark.django_db
def test_what_never_was_is_not_found(client: Client) -> None:
    for path in ("/static/", "/static/js/run_page.js", f"{settings.STATIC_URL}js/none.js", "/static/a/../b"):
        assert client.get(path).status_code == 404


def test_a_page_names_all_modules_that_it_will_import() -> None:
    found = assets.modules_of("js/run_page.js")
    assert found[0] == "js/run_page.js"
    assert "vendor/uplot/uPlot.esm.js" in found  # three imports away, in another folder
    script = re.compile(r"""from\s+["']\./([a-z_]+\.js)["']""")
    ours = [name for name in found if name.startswith("js/")]
    imported = {
        f"js/{path}"
        for name in ours
        for path in script.findall((settings.ROOT / "static" / name).read_text())
    }
    assert imported <= set(found)
    assert len(found) == len(set(found))
