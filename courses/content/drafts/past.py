"""Names of a draft that are used up though nothing has them now: under them a removed part comes back, and what learners
did with it is filed. Whatever is begun has another name; who writes a folder by hand may still take one up again.
"""

from collections.abc import Callable, Iterable, Mapping

from courses.content.drafts.keys import question_keys

Files = Mapping[str, str]


class KnownFiles(dict[str, str]):
    """The files of a draft as they are now, with what there was before.

    `paths` are those of removed files. `parts` and `questions` are asked for when something is begun, and not before: the
    paths of the parts and the keys of the questions that learners have met.
    """

    def __init__(
        self,
        files: Files,
        paths: Iterable[str],
        parts: Callable[[], Iterable[str]],
        questions: Callable[[], Iterable[str]],
    ) -> None:
        super().__init__(files)
        self.paths, self.parts, self.questions = tuple(paths), parts, questions


def used_paths(files: Files) -> set[str]:
    """The paths of all files there are and there were."""
    return {*files, *files.paths, *files.parts()} if isinstance(files, KnownFiles) else {*files}


def used_question_keys(files: Files, *, but: str = "") -> set[str]:
    """The keys of all questions there are, except in the file `but`, and of those that were published."""
    others = {path: text for path, text in files.items() if path != but}
    asked = files.questions() if isinstance(files, KnownFiles) else ()
    return {*question_keys(others), *asked}


def used_in_lesson(files: Files, lesson: str) -> set[str]:
    """The keys of the blocks that a lesson has and had."""
    home = f"lessons/{lesson}/"
    return {path.removeprefix(home).split(".")[0] for path in used_paths(files) if path.startswith(home)}


def used_at(files: Files, folder: str) -> set[str]:
    """The keys of all that lies and lay in a folder of the course: lessons, banks."""
    return {path.split("/")[1].split(".")[0] for path in used_paths(files) if path.startswith(f"{folder}/")}


def put_in(files: Files, changed: Mapping[str, str | None]) -> Files:
    """The files after a change; what there was before stays known."""
    now = {path: text for path, text in {**files, **changed}.items() if text is not None}
    if isinstance(files, KnownFiles):
        return KnownFiles(now, files.paths, files.parts, files.questions)
    return now
