"""What differs between two states of a course's files, as things that people can say: the right answer of question 3."""

from courses.content.differences.data import Difference, Step, Verb, differences_in
from courses.content.differences.files import FileChange, changes_of_files
from courses.content.differences.words import Mark, excerpt, word_marks

__all__ = [
    "Difference",
    "FileChange",
    "Mark",
    "Step",
    "Verb",
    "changes_of_files",
    "differences_in",
    "excerpt",
    "word_marks",
]
