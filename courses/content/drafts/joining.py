"""Questions that an author brings in join those that a quiz or a bank of a draft has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from courses.content.drafts.beginnings import first_question
from courses.content.drafts.keys import key_for
from courses.content.drafts.past import used_at, used_question_keys
from courses.content.drafts.structure import (
    BadStructure,
    Changed,
    Files,
    add_block,
    languages_of,
)
from courses.content.drafts.texts import data_of, is_localized
from courses.content.exchange.quiz_file import MOST
from courses.content.folder import MAX_YAML_BYTES
from courses.content.language_checks import texts_in
from courses.content.problems import Tongue
from courses.content.problems import gettext_noop as _
from courses.content.questions import BaseQuestion
from courses.content.sharing import FROM
from courses.content.yaml_writing import as_written, to_yaml

NEW = "new:"
NEW_BANK = f"{NEW}bank"
ENDINGS = {".quiz.yaml": "quiz", ".bank.yaml": "bank"}

Data = dict[str, Any]


@dataclass(frozen=True)
class Joined:
    """`changed` are the files as they shall be. `renamed` are new keys by what they were; `known` stood there already.

    `again` says that the same was asked for before.
    """

    path: str
    changed: Changed
    added: tuple[str, ...]
    known: int
    renamed: dict[str, str]
    again: bool = False


def kind_of_file(path: str) -> str:
    """`quiz` or `bank`; "" for a file that holds no questions."""
    return next((kind for ending, kind in ENDINGS.items() if path.endswith(ending)), "")


def kind_of_goal(target: str) -> str:
    """The same of what questions may join, of which some is still to be made."""
    if target.startswith(NEW):
        return "bank" if target == NEW_BANK else "quiz"
    return kind_of_file(target)


def join_questions(files: Files, target: str, questions: Sequence[BaseQuestion], *, title: str) -> Joined:
    """The questions behind those of the file `target`, or in a new quiz (`new:<lesson>`) or bank (`new:bank`).

    A question that stands there word for word, under whichever key, is not added again; what a new quiz begins with gives
    way. Keys that are taken are numbered.
    """
    languages = languages_of(files)
    check_languages(questions, languages)
    written = [_written(question, languages) for question in questions]
    if target.startswith(NEW):
        return _in_new_file(files, target.removeprefix(NEW), written, title=title, language=languages[0])
    data = _questions_of(files, target)
    begun = _said(first_question(languages[0]))
    here = [one for one in data.get("questions") or () if _said(one) != begun]
    fresh = [one for one in written if _said(one) not in map(_said, here)]
    others = used_question_keys(files, but=target)
    added, renamed = _keyed(fresh, {*others, *(str(one.get("key")) for one in here)})
    if not fresh:
        return Joined(target, {}, (), len(written), {})
    text = _checked({**data, "questions": [*here, *added]}, kind_of_file(target))
    keys = tuple(one["key"] for one in added)
    return Joined(target, {target: text}, keys, len(written) - len(fresh), renamed)


def check_languages(questions: Iterable[BaseQuestion], languages: Sequence[str]) -> None:
    """Every text needs the language that the course is written in; its translations stand on it."""
    for question in questions:
        for _place, text in texts_in(question):
            if languages[0] not in text.texts:
                raise BadStructure(
                    _(
                        "The course is written in “%(source)s”, and question “%(key)s” is in “%(language)s”. "
                        "Read the file again in the language of the course."
                    ),
                    source=Tongue(languages[0]),
                    key=question.key,
                    language=Tongue(text.source),
                )


def _in_new_file(files: Files, lesson: str, written: list[Data], *, title: str, language: str) -> Joined:
    keyed, renamed = _keyed(written, used_question_keys(files))
    content: Data = {"title": {language: title}, "questions": keyed}
    keys = tuple(one["key"] for one in keyed)
    if kind_of_goal(NEW + lesson) == "bank":
        path = f"banks/{key_for(title, used_at(files, 'banks'), otherwise='bank')}.bank.yaml"
        return Joined(path, {path: _checked(content, "bank")}, keys, 0, renamed)
    _checked(content, "quiz")
    changed = add_block(files, lesson, "quiz", title, lambda _name, _language: content)
    path = next(path for path in changed if path.endswith(".quiz.yaml"))
    return Joined(path, changed, keys, 0, renamed)


def _questions_of(files: Files, path: str) -> Data:
    data = data_of(files[path]) if path in files and kind_of_file(path) else None
    if not isinstance(data, dict):
        raise BadStructure(_("%(path)s cannot be read. Mend it first."), path=path)
    if FROM in data:
        raise BadStructure(_("%(path)s comes from a shared course. Make it your own first."), path=path)
    listed = data.get("questions") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise BadStructure(_("%(path)s cannot be read. Mend it first."), path=path)
    return data


def _checked(data: Data, kind: str) -> str:
    count, most = len(data["questions"]), MOST[kind]
    if count > most:
        template = _("These would be %(count)d questions; a file of this kind has at most %(most)d.")
        raise BadStructure(template, count=count, most=most)
    text = to_yaml(data)
    if len(text.encode()) > MAX_YAML_BYTES:
        most = MAX_YAML_BYTES // 1024
        raise BadStructure(
            _("The file would be larger than %(most)d KiB. Choose fewer questions."), most=most
        )
    return text


def _keyed(questions: Sequence[Data], taken: set[str]) -> tuple[list[Data], dict[str, str]]:
    keyed, renamed, used = [], {}, set(taken)
    for question in questions:
        key = question["key"]
        if key in used:
            key = key_for(key, used, otherwise="question")
            renamed[question["key"]] = key
        used.add(key)
        keyed.append({**question, "key": key})
    return keyed, renamed


def _said(question: Data) -> Data:
    return {name: value for name, value in question.items() if name != "key"}


def _written(question: BaseQuestion, languages: Sequence[str]) -> Data:
    """As a file of the course holds it, without what is in none of its languages."""
    spoken = {code for _place, text in texts_in(question) for code in text.texts}
    written: Data = _only(as_written(question), languages, sorted(spoken))
    return written


def _only(value: Any, languages: Sequence[str], spoken: Sequence[str]) -> Any:
    if is_localized(value, spoken):
        return {code: value[code] for code in languages if code in value}
    if isinstance(value, dict):
        return {name: _only(inner, languages, spoken) for name, inner in value.items()}
    return [_only(inner, languages, spoken) for inner in value] if isinstance(value, list) else value
