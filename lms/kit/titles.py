"""Lists in the order of their titles or names, as the reader sees them. The database sorts: pages of a list stay right."""

from django.db.models import BinaryField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import translation


def by_title(field: str | Combinable, otherwise: str = "key") -> Func:
    """What to order by, from a column of {"en": …, "zh-hans": …}: the text that `in_language` takes, or another column.

    Capitals and small letters are alike. In GB 18030 Latin letters come first and everyday Chinese characters follow in the
    order of their pinyin. Every PostgreSQL knows it and can write any text in it, while some are built without ICU, whose
    collations would know rarer characters too.
    """
    titles = F(field) if isinstance(field, str) else field
    taken = Func(
        titles,
        Value(translation.get_language() or "en"),
        template="(SELECT said FROM jsonb_each_text(%(expressions)s AND said <> '') DESC, place LIMIT 1)",
        arg_joiner=") WITH ORDINALITY AS one(language, said, place) ORDER BY (language = ",
        output_field=TextField(),
    )
    return _in_order(Coalesce(taken, F(otherwise), output_field=TextField()))


def by_name(field: str = "name") -> Func:
    """The same order for names of people and of units, from a column of plain text."""
    return _in_order(F(field))


def _in_order(shown: Combinable) -> Func:
    return Func(shown, template="convert_to(lower(%(expressions)s), 'GB18030')", output_field=BinaryField())


def title_order(title: str) -> bytes:
    """The same order for titles and names that are sorted here, as few as a form or a page offers."""
    return title.lower().encode("gb18030", errors="replace")
