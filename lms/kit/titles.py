"""Lists in the order of their titles, as the reader sees them. The database sorts, so that pages of a list stay right."""

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
    shown = Coalesce(taken, F(otherwise), output_field=TextField())
    return Func(shown, template="convert_to(lower(%(expressions)s), 'GB18030')", output_field=BinaryField())


def title_order(title: str) -> bytes:
    """The same order for titles that are sorted here, as few as a form offers."""
    return title.lower().encode("gb18030", errors="replace")
