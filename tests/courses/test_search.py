"""What is found, in which order, and that nothing typed can break it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.access import published_courses
from courses.actions import import_course, publish_revision
from courses.content.search import read_query
from courses.finding.index import MADE, index_older
from courses.finding.search import Found, find, meant
from courses.models import Course, Revision, SearchEntry
from tests.courses.searching import folder, published

pytestmark = pytest.mark.django_db
KNOBS = ("## Learning rate\n\nChange it by factors.", "## 学习率\n\n调学习率要按倍数。用 LoRA 微调也一样。")


def ask(typed: str, language: str = "en") -> Found:
    return find(read_query(typed), among=published_courses(), language=language)


def lessons(typed: str, language: str = "en") -> list[str]:
    """Keys of the lessons whose texts are found, best first; nothing where only pieces are found."""
    found = ask(typed, language)
    hits = sorted((hit for _course, hits in found.by_course for hit in hits), key=lambda hit: -hit.score)
    return [] if found.is_loose else [hit.lesson_key for hit in hits if hit.kind == "text"]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("学习率", True),
        ("学习", True),
        ("率", True),
        ("习率", True),
        ("学率", False),
        ("率学习", False),
        ("倍数学习", False),
        ("LoRA 微调", True),
        ("lora微调", True),
        ("ＬＯＲＡ", True),
        ("微调 倍数", True),
    ],
)
def test_chinese_is_found_by_every_sequence_that_stands_there(tmp_path: Path, typed: str, is_found: bool):
    published(tmp_path, {"knobs": KNOBS})
    assert lessons(typed) == (["knobs"] if is_found else [])


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("fine-tuning", True),
        ("finetuning", True),
        ("fine tuning", True),
        ("finetun", True),
        ("fine-tun", True),
        ("tunin", True),
        ("tuned", True),
        ("TUNES", True),
        ("models", True),
        ("model cafe", True),
        ("café", True),
        ("what is a model", True),
        ("it", True),
        ("modem", False),
        ("model absent", False),
    ],
)
def test_english_is_found_by_forms_beginnings_and_hyphens(tmp_path: Path, typed: str, is_found: bool):
    published(tmp_path, {"one": "Fine-tuning makes **a model** yours. The IT of the café."})
    assert lessons(typed) == (["one"] if is_found else [])


def test_a_heading_counts_more_than_text_and_a_lesson_more_than_its_text(tmp_path: Path):
    text = "It says warm-up, and warm-up again, and warm-up."
    published(tmp_path, {"text": text, "heading": "## The warm-up\n\nSomething.", "none": "Nothing."})
    assert lessons("warm-up") == ["heading", "text"]


def test_a_course_of_that_name_comes_first(tmp_path: Path):
    published(tmp_path, {"a": "## Prompts\n\nprompts prompts"}, key="first")
    published(tmp_path, {"a": "Other."}, key="second", title=("Prompts", "提示词"))
    found = ask("prompts")
    keys = dict(Course.objects.values_list("pk", "key"))
    assert [keys[course] for course, _hits in found.by_course] == ["second", "first"]


def test_a_place_is_found_once_in_the_readers_language_where_both_have_it(tmp_path: Path):
    published(tmp_path, {"both": ("LoRA is small.", "LoRA 很小。")})
    for language in ("en", "zh-hans"):
        hits = [hit for _course, hits in ask("LoRA", language).by_course for hit in hits]
        assert [SearchEntry.objects.get(pk=hit.entry_id).language for hit in hits] == [language]


def test_a_stand_in_for_a_missing_translation_is_not_a_second_entry(tmp_path: Path):
    published(tmp_path, {"english": "Only here."})
    entries = SearchEntry.objects.filter(kind="text")
    assert list(entries.values_list("language", flat=True)) == ["en"]


def test_when_nothing_has_all_words_some_are_found_and_it_is_said(tmp_path: Path):
    published(tmp_path, {"knobs": KNOBS})
    found = ask("learning unicorns")
    assert found.is_loose
    assert found.places > 0
    assert ask("什么是学习率").is_loose
    assert ask("什么是微调").places > 0, "one piece that tells is enough"
    assert not ask("unicorns").by_course


def test_a_rare_word_is_not_lost_behind_a_common_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("courses.finding.search.CANDIDATES", 6)
    monkeypatch.setattr("courses.finding.search.RARE", 2)
    common = {f"common-{number}": "Learning is everywhere." for number in range(8)}
    published(tmp_path, {**common, "rare": "A unicorn."})
    found = ask("learning unicorn")
    ((_course, hits),) = found.by_course
    assert (found.is_loose, found.is_cut) == (True, True)
    assert hits[0].lesson_key == "rare"


def test_a_slip_is_told_from_words_of_headings(tmp_path: Path):
    published(tmp_path, {"knobs": KNOBS})
    say = lambda typed: meant(read_query(typed), among=published_courses())  # noqa: E731
    assert say("lerning rate") == "learning rate"
    assert say("learning rate") == ""
    assert say("unicorn") == ""
    assert say("学系率") == ""


def test_a_draft_is_not_found_and_an_older_edition_no_longer(tmp_path: Path):
    published(tmp_path, {"a": "The ancient word."})
    draft = import_course(by=None, folder=folder(tmp_path / "draft", {"a": "The modern word."}))
    assert isinstance(draft, Revision)
    assert (lessons("ancient"), lessons("modern")) == (["a"], [])
    publish_revision(by=None, revision=draft)
    assert (lessons("ancient"), lessons("modern")) == ([], ["a"])


def test_questions_and_answers_of_a_quiz_are_not_found(publish: Callable[..., Revision]):
    publish()
    assert ask("check yourself").places == 1
    for secret in ("canary", "73519", "Which are true"):
        assert not ask(f"{secret} ").by_course, secret


def test_what_an_earlier_version_published_is_indexed_at_an_upgrade(tmp_path: Path):
    published(tmp_path, {"a": "A word."})
    SearchEntry.objects.update(made=MADE - 1, text="")
    assert index_older() == 1
    assert SearchEntry.objects.get(kind="text").text == "A word."
    SearchEntry.objects.all().delete()
    assert index_older() == 1
    assert index_older() == 0
    assert lessons("word") == ["a"]


def test_a_very_long_text_can_be_published(tmp_path: Path):
    distinct = "".join(chr(0x4E00 + place * 7 % 20_000) for place in range(39_000))
    published(tmp_path, {"long": ("word " * 7_900, distinct)})
    assert lessons(distinct[100:104]) == ["long"]


def test_the_index_is_used(tmp_path: Path):
    published(tmp_path, {"a": "A word."})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = SearchEntry.objects.filter(vector="word").explain()
    assert "courses_search_vector" in plan


HOSTILE = [
    "'",
    "'':*",
    "a' & 'b",
    "\\",
    "<->",
    "!",
    "(",
    "\x00",
    "a\x00b",
    "%s %(x)s",
    "x" * 10_000,
    "学" * 10_000,
    "🙂",
    "\ud800",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80), st.text("'\\:*&|!()<->\x00 学a1-", max_size=40))
)
def test_nothing_typed_breaks_a_search(tmp_path: Path, typed: str):
    assert ask(typed).places == 0 or SearchEntry.objects.exists()
    meant(read_query(typed), among=published_courses())
