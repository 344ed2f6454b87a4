"""The Chromium the tests drive: Debian's without a window (as root), else an existing one, else playwright's own.

One without a window draws the same pages with about half the processor time: 48 s instead of 86 s for nineteen tests.
"""

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
WITHOUT_WINDOW = "chromium-headless-shell"
NAMES = (WITHOUT_WINDOW, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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


def install_package() -> None:
    """Where this fails, for want of a mirror, another browser has to do."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", WITHOUT_WINDOW, "fonts-noto-cjk"]):
        subprocess.run(
            ["apt-get", "-o", "Acquire::http::Timeout=30", *command],
            check=False,
            env=environment,
            stdout=subprocess.DEVNULL,
        )


def install() -> str:
    """Put a browser in place where there is none, and say which."""
    chosen = "CHROMIUM" in os.environ or shutil.which(WITHOUT_WINDOW)
    if not chosen and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write(f"installing Debian's {WITHOUT_WINDOW}\n")
        install_package()
    if path := existing() or playwrights_own():
        sys.stdout.write(f"using {path}\n")
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
