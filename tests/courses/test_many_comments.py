"""A page reads a file once, however many comments stand beside its questions."""

from unittest.mock import patch

from django.test import Client

from courses.content import located_yaml
from courses.teamwork.comments import begin_thread
from courses.teamwork.places import Place
from tests.courses.deskwork import DESK, QUIZ, Desk


def test_a_file_is_read_as_often_with_many_comments_as_with_one(client: Client, desk: Desk):
    client.force_login(desk.company.aisha)

    def comment(text: str) -> None:
        place = Place("quiz", "quiz", "check", "loss")
        begin_thread(by=desk.company.omar, course=desk.course, place=place, about="Loss", text=text)

    def read(page: str) -> int:
        with patch.object(located_yaml, "load", wraps=located_yaml.load) as load:
            assert client.get(f"{DESK}{page}").status_code == 200
        return load.call_count

    pages = (f"edit/file/?path={QUIZ}", "comments/")
    comment("One.")
    before = [read(page) for page in pages]
    for number in range(6):
        comment(f"Another, {number}.")
    assert [read(page) for page in pages] == before
