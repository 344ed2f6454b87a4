"""The Chromium the tests drive: an existing one, else the system's package (as root), else playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=30_000)  # a page that is right in time passes at once; a busy machine needs longer

SCREENSHOTS = Path(__file__).resolve().parent.parent / "var" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def existing() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str:
    """Put a browser in place where there is none, and say which."""
    if path := existing():
        sys.stdout.write(f"using {path}\n")
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("installing Debian's chromium\n")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        packages = ["chromium", "fonts-noto-cjk"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "-qq", *packages]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        found = existing()
        assert found, "the chromium package was installed but no chromium is on the PATH"
        return found
    if path := playwrights_own():
        sys.stdout.write(f"using playwright's {path}\n")
        return path
    sys.stdout.write("downloading playwright's chromium\n")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    found = playwrights_own()
    assert found, "playwright's download left no chromium"
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; pages and contexts are the caller's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=existing() or playwrights_own(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def picture(page: Page, name: str, **options: Any) -> None:
    """The whole page, for people to look at who ask for it with SCREENSHOTS=1: drawing it takes as long as testing it."""
    if "SCREENSHOTS" in os.environ:
        page.screenshot(path=SCREENSHOTS / f"{name}.png", **{"full_page": True, **options})


if __name__ == "__main__":
    install()
