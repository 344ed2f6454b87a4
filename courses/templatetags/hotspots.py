"""What the page of a question about a place draws."""

from django import template

from courses.cards.hotspot import curve_card, matrix_rows

register = template.Library()
register.filter("matrix_rows", matrix_rows)
register.filter("curve", curve_card)
