"""Questions as rows of a table (CSV), in all their languages: what people write in a spreadsheet."""

from courses.content.exchange.spreadsheet.reading import read
from courses.content.exchange.spreadsheet.writing import write

__all__ = ["read", "write"]
