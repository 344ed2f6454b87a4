"""What the check of a draft says and where it leads: what stops a revision first, each to the field that it is about."""

import re

from django.test import Client

from courses.content.drafts import structure
from courses.drafts.drafting import restructure, save_file
from tests.courses.deskwork import DESK, INTRO, QUIZ, Desk
from tests.courses.test_bringing_together import chosen

EDIT = f"{DESK}edit/"
FILE = f"{EDIT}file/"


def checked(client: Client) -> str:
    page = client.get(f"{EDIT}?check=1").content.decode()
    return page.partition('id="problems"')[2].partition("</section>")[0]


def line_of(desk: Desk, words: str, path: str = QUIZ) -> int:
    lines = (desk.file(path).text or "").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def untranslate(desk: Desk) -> int:
    """How many texts of the quiz lose their translation."""
    text, gone = re.subn(r"\n *zh-hans: (?!中文 Check).*", "", desk.file(QUIZ).text or "")
    desk.write(text, QUIZ)
    return gone


def test_what_stops_a_revision_comes_before_what_does_not(aisha: Client, desk: Desk):
    desk.write("See [it](/nowhere/).\n")
    desk.change("correct: true", "correct: false")
    told = checked(aisha)
    assert "One thing to mend" in told
    assert "2 things to look at" in told
    assert told.index("choice") < told.index("None of this keeps you") < told.index("/nowhere/")


def test_a_problem_is_headed_by_the_title_of_its_place(aisha: Client, desk: Desk):
    desk.write("See [it](../gone-away/).\n")
    told = checked(aisha)
    assert f'<a href="{FILE}?path={INTRO}&amp;line=1">Lesson read-1 › See it.</a>' in told
    assert f"<small><code>{INTRO}:1</code></small>" in told


def set_aside(desk: Desk) -> str:
    """The page on which Aisha brings together what both wrote."""
    desk.write("As Dana has it.\n", by="dana")
    saved = save_file(by=desk.company.aisha, file=desk.file(), text="As Aisha has it.\n", base=1)
    assert saved.set_aside
    return f"{EDIT}merge/{saved.set_aside.pk}/"


def test_what_waits_to_be_brought_together_is_told_to_all_and_stops_nobody(client: Client, desk: Desk):
    merging = set_aside(desk)
    client.force_login(desk.company.omar)
    told = checked(client)
    assert "What Aisha wrote here waits to be brought together" in told
    assert f'<a href="{FILE}?path={INTRO}">' in told
    client.force_login(desk.company.aisha)
    told = checked(client)
    assert f'<a href="{merging}">Lesson read-1 › As Dana has it.</a><br>What you wrote here waits' in told
    assert "None of this keeps you from making a revision." in told
    page = client.post(f"{EDIT}finish/", follow=True).content.decode()
    assert "In 1 file of the draft something still waits to be brought together" in page
    assert "Publish revision 2" in page
    client.post(f"{merging}settle/", chosen(client, merging, "mine"))
    assert "waits to be brought together" not in checked(client)


def test_problems_come_in_the_order_of_the_course(aisha: Client, desk: Desk):
    moved = lambda files: structure.move_lesson(files, "quiz", 0)  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=moved)
    desk.write("See [it](../gone-away/).\n")
    desk.change("What does the **loss** do?", "See [it](../gone-away/).")
    told = checked(aisha)
    assert told.index(QUIZ) < told.index(INTRO), "the quiz is the first lesson now"


def test_texts_without_a_translation_are_told_once_for_each_language(aisha: Client, desk: Desk):
    gone = untranslate(desk)
    told = checked(aisha)
    assert "One thing to look at" in told
    assert f"{gone} texts are not translated yet." in told
    assert f'href="{EDIT}translate/zh-hans/?show=missing">Translate into Simplified Chinese</a>' in told


def test_beside_a_form_they_are_told_once_as_well(aisha: Client, desk: Desk):
    gone = untranslate(desk)
    page = aisha.get(f"{FILE}?path={QUIZ}").content.decode()
    assert page.count("no translation into Simplified Chinese yet") == 1
    assert f"{gone} texts have no translation into Simplified Chinese yet." in page
    assert f'href="{EDIT}translate/zh-hans/?in={QUIZ}">Translate</a>' in page


def test_a_problem_of_a_file_with_a_form_opens_the_form_at_its_field(aisha: Client, desk: Desk):
    desk.change("How many steps?", "How many [steps](../gone-away/)?")
    line = line_of(desk, "gone-away")
    page = aisha.get(f"{FILE}?path={QUIZ}&line={line}").content.decode()
    assert 'data-field="f.questions.2.prompt.en"' in page
    noted = page.partition('id="note-f.questions.2.prompt.en"')[2]
    assert "“../gone-away/” leads nowhere" in noted.partition("</ul>")[0]
    assert 'aria-describedby="note-f.questions.2.prompt.en" aria-invalid="true"' in page
    assert 'name="text"' not in page


def test_what_is_said_of_a_key_stands_at_the_part_that_has_it(aisha: Client, desk: Desk):
    line = line_of(desk, "key: steps")
    page = aisha.get(f"{FILE}?path={QUIZ}&line={line}").content.decode()
    assert 'data-field="f.questions.2"' in page


def test_a_problem_of_a_file_without_a_form_is_said_above_its_source(aisha: Client, desk: Desk):
    desk.write("Well.\n\nSee [it](../gone-away/).\n")
    page = aisha.get(f"{FILE}?path={INTRO}&line=3").content.decode()
    assert 'data-line="3"' in page
    noted = page.partition('id="note-of-whole"')[2].partition("</ul>")[0]
    assert "“../gone-away/” leads nowhere" in noted
    assert 'aria-describedby="note-of-whole"' in page


def test_a_line_that_was_mended_meanwhile_is_shown_without_a_word(aisha: Client, desk: Desk):
    page = aisha.get(f"{FILE}?path={QUIZ}&line=3").content.decode()
    assert 'class="notes"' not in page
    assert aisha.get(f"{FILE}?path={QUIZ}&line=99999").status_code == 200
