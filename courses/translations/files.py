"""Files of the course that a block names for each language, as captions: chosen, where words are typed."""

from collections.abc import Sequence

from courses.content.assets import kind_of
from courses.content.assets.names import not_there, not_wanted
from courses.content.drafts.translations import Unit
from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import AssetNames
from courses.content.located_yaml import Guesses
from courses.content.markdown import NotThere
from courses.drafts.file_forms import model_of
from courses.models import Draft
from courses.wording import in_words


def file_field(unit: Unit, text: str) -> AssetNames | None:
    """What a unit is in the file that holds this text, where it names a file; None where it says words."""
    model = model_of(unit.path, text) if unit.place else None
    shapes = [field.shape for field in fields_of(model) if field.name == unit.place] if model else []
    return next((shape for shape in shapes if isinstance(shape, AssetNames)), None)


def files_for(shape: AssetNames, draft: Draft) -> list[str]:
    """The paths of the draft's files that such a field may name."""
    paths = draft.assets.present().order_by("path").values_list("path", flat=True)
    return [path for path in paths if (kind := kind_of(path)) and shape.group in {None, kind.group}]


def mistakes_in_file(shape: AssetNames, draft: Draft, said: str) -> Sequence[str]:
    """Why there can be no such file in this field; nothing where it fits."""
    here = list(draft.assets.present().values_list("path", flat=True))
    if said not in here:
        return [_worded(not_there(said, here, Guesses()))]
    other = not_wanted(said, shape.group) if shape.group else None
    return [_worded(other)] if other else []


def _worded(absent: NotThere) -> str:
    return in_words(absent.template, absent.params)
