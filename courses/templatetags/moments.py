"""A moment by the clock of a place, to be chosen in a form."""

from django import template

from courses.publishing.zones import zone_in_words, zones_to_choose

register = template.Library()
register.simple_tag(zones_to_choose, name="zones_to_choose")
register.filter("zone_in_words", zone_in_words)
