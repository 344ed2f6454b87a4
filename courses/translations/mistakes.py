"""What is to be mended in a translation that was just saved."""

from collections.abc import Sequence

from courses.content.drafts.translations import Unit
from courses.drafts.previews import text_references
from courses.models import Draft
from courses.read_models import drawn_text
from courses.translations.files import file_field, mistakes_in_file
from courses.wording import in_words


def mistakes_in(draft: Draft, unit: Unit, said: str) -> Sequence[str]:
    """In words; of a whole text, and of a field that names a file. *Check* looks at the other fields."""
    if unit.place:
        text = draft.files.present().filter(path=unit.path).values_list("text", flat=True).first()
        shape = file_field(unit, text or "")
        return mistakes_in_file(shape, draft, said) if shape else []
    drawn = drawn_text(said, unit.language, text_references(draft, unit.path))
    return [in_words(problem.template, problem.params) for problem in drawn.problems if problem.is_error]
