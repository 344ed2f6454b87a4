"""The sentence of an attention widget on the page of its file."""

from django import template

from courses.measuring.page import measuring_page

register = template.Library()
register.simple_tag(measuring_page)
