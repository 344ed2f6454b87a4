"""What is typed and not sent is kept under the name of its place: no other place gives it back."""

import re

from django.test import Client

from courses.lifecycle import duplicate_course
from courses.models import Draft
from tests.conftest import Company

EDIT = "/authoring/small/edit/"


def kept_under(client: Client, address: str, form: str) -> str:
    page = client.get(address).content.decode()
    names = re.findall(rf'<form method="post"[^>]*{form}[^>]*data-kept-words="([^"]+)"', page)
    assert len(names) == 1, (address, names)
    return names[0]


def test_a_translation_is_not_given_back_in_the_copy_of_a_course(
    aisha: Client, company: Company, here: Draft
):
    copy = duplicate_course(by=company.aisha, course=here.course, title="Copy").course.key
    places = [f"/authoring/{course}/edit/translate/zh-hans/?show=all" for course in ("small", copy)]
    assert len({kept_under(aisha, place, "data-translate") for place in places}) == len(places)


def test_a_comment_is_given_back_at_its_own_place_only(aisha: Client, here: Draft):
    form = 'action="/authoring/small/comments/"'
    aisha.post(f"{EDIT}structure/", {"do": "begin-glossary"})
    aisha.post(f"{EDIT}structure/", {"do": "begin-bank", "title": "Comment"})
    files = ("glossary.yaml", "banks/comment.bank.yaml", "lessons/quiz/check.quiz.yaml")
    places = [EDIT, f"{EDIT}lessons/quiz/", *(f"{EDIT}file/?path={path}" for path in files)]
    assert len({kept_under(aisha, place, form) for place in places}) == len(places)
