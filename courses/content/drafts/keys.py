"""What new things of a draft are called in its files. What learners did is filed under these names."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from courses.content.drafts.texts import data_of

Data = dict[str, Any]

LONGEST_KEY = 60
MARK = re.compile("[\u0300-\u036f]")  # what is left of é beside its e
BANK = re.compile(r"banks/(?P<key>[a-z0-9-]+)\.bank\.yaml")
ASKING = (".quiz.yaml", ".bank.yaml", ".check.yaml", ".replay.yaml")
"""How the names of files end that hold questions."""


def key_for(title: str, taken: Iterable[str], *, otherwise: str) -> str:
    """A key that says what the title says, as far as Latin letters do, and is not taken; é is e."""
    plain = MARK.sub("", normalize("NFKD", title)).lower().replace("ß", "ss")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_KEY - 4].strip("-")
    stem, used = words or otherwise, set(taken)
    keys = [stem, *(f"{stem}-{number}" for number in range(2, len(used) + 3))]
    return next(key for key in keys if key not in used)


def question_keys(files: Mapping[str, str]) -> set[str]:
    """The keys of all questions of a course: any quiz may come to draw from any bank, so each is there once."""
    held = (data_of(text) for path, text in files.items() if path.endswith(ASKING))
    return {str(question.get("key")) for data in held for question in questions_in(data)}


def key_stem(path: str) -> str:
    """What the keys of new questions of a file begin with: the bank, so that no quiz that draws from it has them too."""
    found = BANK.fullmatch(path)
    return f"{found['key']}-" if found else ""


def questions_in(data: Any) -> Iterator[Data]:
    """The questions of a file or of a part of one, wherever its kind has them."""
    if not isinstance(data, dict):
        return
    listed = data.get("questions")
    found = [data.get("question"), *(listed if isinstance(listed, list) else ())]
    yield from (one for one in found if isinstance(one, dict))
    pauses = data.get("pauses")
    for pause in pauses if isinstance(pauses, list) else ():
        yield from questions_in(pause)


def free_keys(data: Data, taken: Collection[str]) -> Data:
    """The same data, whose questions have keys that nothing else has; it is changed in place."""
    used = set(taken)
    for question in questions_in(data):
        if question.get("key") in used:
            question["key"] = key_for(str(question["key"]), used, otherwise="question")
        used.add(str(question.get("key")))
    return data
