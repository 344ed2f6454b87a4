"""Sentences, lists and shares, as the reader's language sets them."""

import pytest
from django.template import Context, Template
from django.utils import translation

PAGE = Template("{% load texts %}A.{% gap %}B. {{ words|listed }} · {{ 40|in_percent }}")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "A. B. one, two · 40 %"), ("zh-hans", "A.B. one、two · 40%")]
)
def test_a_language_sets_them_in_its_own_way(language: str, told: str):
    with translation.override(language):
        assert PAGE.render(Context({"words": ["one", "two"]})) == told
