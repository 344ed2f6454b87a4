"""Who may do what on a course: every act of the people of a course, for each kind of person.

Columns: Aisha (author of the course), Omar (its reviewer), Sven (its translator into Chinese), Ines (an author of the site
without a role on this course), Ling (a learner), Dana (administrator). 302 leads back to where one came from: it was done.
"""

from datetime import UTC, datetime

COLUMNS = ("aisha", "omar", "sven", "ines", "ling", "dana")

EVERY_ROLE = "200 200 200 404 403 200"
READERS_ACT = "302 302 302 404 403 302"
AUTHORS = "200 403 403 404 403 200"
AUTHORS_ACT = "302 403 403 404 403 302"
TRANSLATORS_ACT = "302 403 302 404 403 302"

EN, ZH = "lessons/read-1/intro.en.md", "lessons/read-1/intro.zh-hans.md"
QUIZ = "lessons/quiz/check.quiz.yaml"
MOVE = {"do": "move-lesson", "lesson": "read-1", "to": "1"}
IN_CHINESE = {
    "do": "describe-lesson",
    "lesson": "read-1",
    "language": "zh-hans",
    "title": "新",
    "minutes": "5",
}
IN_ENGLISH = {**IN_CHINESE, "language": "en", "title": "New"}
LONGER = {**IN_CHINESE, "minutes": "6"}

MARKDOWN = {"pasted": "# Words", "language": "en"}
IN_CHINESE_TEXT = {"pasted": "# 词", "language": "zh-hans"}
JOIN = {"course": "small", "target": QUIZ, "question": "so"}
LATER = {"when": "later", "moment": f"{datetime.now(UTC).year + 1}-07-01T09:00", "zone": "Europe/Berlin"}

Row = tuple[str, str, dict[str, str], str]
"""Method, address, form, outcomes."""

ROWS: dict[str, Row] = {
    "see the course": ("GET", "", {}, EVERY_ROLE),
    "see its people": ("GET", "people/", {}, EVERY_ROLE),
    "invite somebody": ("POST", "people/{marco}/", {"role": "reviewer"}, AUTHORS_ACT),
    "change a role": ("POST", "people/{omar}/", {"role": "author"}, AUTHORS_ACT),
    "take a role away": ("POST", "people/{sven}/take/", {}, AUTHORS_ACT),
    "open it to all authors": ("POST", "people/rules/", {"open_to_authors": "1"}, AUTHORS_ACT),
    "open its draft": ("POST", "edit/open/", {}, READERS_ACT),
    "download the draft": ("GET", "edit/draft.zip", {}, AUTHORS),
    "read the draft": ("GET", "edit/", {}, EVERY_ROLE),
    "check the draft": ("GET", "edit/?check=1", {}, EVERY_ROLE),
    "read a lesson": ("GET", "edit/lessons/read-1/", {}, EVERY_ROLE),
    "see a lesson as a learner": ("GET", "edit/lessons/read-1/preview/", {}, EVERY_ROLE),
    "read a text": ("GET", f"edit/file/?path={EN}", {}, EVERY_ROLE),
    "read a quiz": ("GET", f"edit/file/?path={QUIZ}", {}, EVERY_ROLE),
    "see its pictures and files": ("GET", "edit/assets/", {}, EVERY_ROLE),
    "send a file that is none": ("POST", "edit/assets/", {}, "422 403 403 404 403 422"),
    "remove a picture": (
        "POST",
        "edit/assets/change/",
        {"path": "assets/seen.txt", "do": "remove", "base": "1"},
        AUTHORS_ACT,
    ),
    "make a block of no file": (
        "POST",
        "edit/assets/block/",
        {"lesson": "read-1"},
        "422 403 403 404 403 422",
    ),
    "begin to bring in Markdown": ("GET", "edit/import/", {}, "200 403 200 404 403 200"),
    "bring in Markdown": ("POST", "edit/import/", MARKDOWN, "302 403 422 404 403 302"),
    "bring in a translation": ("POST", "edit/import/", IN_CHINESE_TEXT, TRANSLATORS_ACT),
    "look at what Aisha brought in": ("GET", "edit/import/{text}/", {}, "200 403 404 404 403 404"),
    "make blocks of it": ("POST", "edit/import/{text}/", {"target": "0 lesson:"}, "302 403 404 404 403 404"),
    "begin to import questions into a quiz": (
        "GET",
        f"/authoring/import/?course=small&path={QUIZ}",
        {},
        "200 403 403 404 403 200",
    ),
    "look at the questions that Aisha brought in": (
        "GET",
        "/authoring/import/{questions}/",
        {},
        "200 404 404 404 404 404",
    ),
    "add them to a quiz": ("POST", "/authoring/import/{questions}/", JOIN, "302 404 404 404 404 404"),
    "list a lesson again": (
        "POST",
        "edit/structure/",
        {"do": "list-lesson", "lesson": "none"},
        "409 403 409 404 403 409",
    ),
    "read a history": ("GET", f"edit/file/history/?path={EN}", {}, EVERY_ROLE),
    "see translations": ("GET", "edit/translate/zh-hans/", {}, EVERY_ROLE),
    "say a translation is still right": (
        "POST",
        "edit/translate/zh-hans/",
        {"at": f"{ZH}:", "seen": "{seen}", "source": "{source}", "right": "1"},
        TRANSLATORS_ACT,
    ),
    "see what changed": ("GET", "edit/changes/", {}, EVERY_ROLE),
    "look at a text": ("POST", "edit/file/preview/", {"path": EN, "text": "x"}, EVERY_ROLE),
    "write a source text": ("POST", "edit/file/save/", {"path": EN, "text": "x", "base": "3"}, AUTHORS_ACT),
    "write a translation": (
        "POST",
        "edit/file/save/",
        {"path": ZH, "text": "新", "base": "1"},
        TRANSLATORS_ACT,
    ),
    "bring back a translation": (
        "POST",
        "edit/file/restore/",
        {"path": ZH, "version": "1"},
        TRANSLATORS_ACT,
    ),
    "move a lesson": ("POST", "edit/structure/", MOVE, AUTHORS_ACT),
    "name a lesson in Chinese": ("POST", "edit/structure/", IN_CHINESE, TRANSLATORS_ACT),
    "name a lesson in English": ("POST", "edit/structure/", IN_ENGLISH, AUTHORS_ACT),
    "change how long a lesson takes": ("POST", "edit/structure/", LONGER, AUTHORS_ACT),
    "read all comments": ("GET", "comments/", {}, EVERY_ROLE),
    "comment": ("POST", "comments/", {"lesson": "read-1", "comment": "Why?"}, READERS_ACT),
    "answer a comment": ("POST", "comments/{thread}/", {"comment": "So."}, READERS_ACT),
    "settle a comment": ("POST", "comments/{thread}/", {"settled": "1"}, READERS_ACT),
    "take questions away": ("GET", "questions/", {}, AUTHORS),
    "see the review": ("GET", "review/", {}, EVERY_ROLE),
    "ask for a review": ("POST", "review/", {"reviewers": "{omar}"}, AUTHORS_ACT),
    "duplicate the course": ("POST", "duplicate/", {"title": "Copy"}, AUTHORS_ACT),
    "archive the course": ("POST", "archive/", {}, AUTHORS_ACT),
    "take it out of the archive": ("POST", "archive/", {"out": "1"}, AUTHORS_ACT),
    "make a revision": ("POST", "edit/finish/", {}, AUTHORS_ACT),
    "see a revision": ("GET", "/authoring/revisions/{revision}/", {}, EVERY_ROLE),
    "try a lesson of it": ("GET", "/authoring/revisions/{revision}/read-1/", {}, EVERY_ROLE),
    "take a revision away": ("GET", "/authoring/revisions/{revision}/course.zip", {}, AUTHORS),
    "publish a revision": ("POST", "/authoring/revisions/{revision}/publish/", {}, AUTHORS_ACT),
    "schedule a revision": ("POST", "/authoring/revisions/{revision}/publish/", LATER, AUTHORS_ACT),
    "see what readers said": ("GET", "feedback/", {}, AUTHORS),
    "see what answers say": ("GET", "analysis/quiz/check/", {}, AUTHORS),
    "see what a regrade would change": ("GET", "regrade/quiz/check/", {}, AUTHORS),
    "see other terms of a quiz": (
        "GET",
        "/courses/small/quiz/quiz/check/overrides/",
        {},
        "200 200 403 403 403 200",
    ),
}
"""Omar sees other terms because he leads a unit; there he finds the people of that unit only."""
