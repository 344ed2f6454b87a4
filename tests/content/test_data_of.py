"""What a YAML file of a draft holds: read once, and everybody's own."""

from courses.content import located_yaml
from courses.content.drafts.texts import data_of


def test_what_one_caller_changes_no_other_gets():
    text = "title: {en: Rates}\nlessons: [one]\n"
    mine = data_of(text)
    mine["lessons"].append("two")
    assert data_of(text) == {"title": {"en": "Rates"}, "lessons": ["one"]}


def test_a_text_is_read_once_for_many_who_ask(monkeypatch):
    read = []
    load = located_yaml.load
    monkeypatch.setattr(located_yaml, "load", lambda text: read.append(text) or load(text))
    text = "title: {en: Read once for many who ask}\n"
    assert [data_of(text) for _asked in range(3)] == 3 * [{"title": {"en": "Read once for many who ask"}}]
    assert read == [text]


def test_what_cannot_be_read_is_nothing_each_time():
    assert [data_of(text) for text in ("title: [", "title: [", "", None)] == [None] * 4
