"""Where files are served is put together once, and again when they are served elsewhere."""

from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.test import override_settings

from lms.kit.assets import AddressedFiles

NAMES = ("css/app.css", "a b/ö.svg")


def test_addresses_are_those_of_every_storage_asked_once_or_twice():
    expected = [StaticFilesStorage().url(name) for name in NAMES]
    files = AddressedFiles()
    assert [files.url(name) for name in NAMES * 2] == expected * 2


def test_pages_ask_it_and_follow_where_files_are_served():
    before = staticfiles_storage.url("css/app.css")
    with override_settings(STATIC_URL="/elsewhere/"):
        assert staticfiles_storage.url("css/app.css") == "/elsewhere/css/app.css"
    assert staticfiles_storage.url("css/app.css") == before
