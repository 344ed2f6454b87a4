"""What is to be mended in a translation that was just saved."""

from courses.content.drafts.translations import Unit
from courses.drafts.previews import text_references
from courses.models import Draft
from courses.read_models import drawn_text
from courses.wording import in_words


def mistakes_in(draft: Draft, unit: Unit, said: str) -> list[str]:
    """In words; of a whole text, as the fields of other files are looked at by *Check*."""
    if unit.place:
        return []
    drawn = drawn_text(said, unit.language, text_references(draft, unit.path))
    return [in_words(problem.template, problem.params) for problem in drawn.problems if problem.is_error]
