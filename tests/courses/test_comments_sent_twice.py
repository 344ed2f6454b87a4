"""A button that is pressed twice sends twice: a comment stands there once."""

import pytest

from courses.models import CommentThread
from courses.teamwork.comments import begin_thread
from courses.teamwork.places import Place
from tests.courses.deskwork import Desk
from tests.courses.racing import at_once

READ = Place("read-1", "text", "intro")


@pytest.mark.django_db(transaction=True)
def test_a_comment_that_is_sent_twice_begins_one_thread(desk: Desk):
    told = {"by": desk.company.omar, "course": desk.course, "place": READ, "about": "Hello"}
    one, other = at_once(*(lambda: begin_thread(**told, text="Is this clear?") for _twice in range(2)))
    assert one == other
    assert CommentThread.objects.get().comments.count() == 1


def test_who_says_something_else_or_somewhere_else_or_again_later_begins_another(desk: Desk):
    told = {"by": desk.company.omar, "course": desk.course, "about": "Hello"}
    begin_thread(**told, place=READ, text="Is this clear?")
    begin_thread(**told, place=READ, text="Is that clear?")
    begin_thread(**told, place=Place("read-1"), text="Is that clear?")
    begin_thread(**{**told, "by": desk.company.aisha}, place=Place("read-1"), text="Is that clear?")
    begin_thread(**told, place=READ, text="Is this clear?")
    assert CommentThread.objects.count() == 5
