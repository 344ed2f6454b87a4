"""Words of many scripts, for tests that write them and read them again."""

from hypothesis import strategies as st

LETTERS = "ab09zéüßçłđжёαωאع词数据集損失〇ーのデ한अท"
WITH_MARKS = ["हिन्दी", "ภาษาไทย", "தமிழ்", "i̇stanbul", "العَرَبِيَّة"]
parts = st.one_of(st.text(LETTERS, min_size=1, max_size=8), st.sampled_from(WITH_MARKS))
tags = st.lists(parts, min_size=1, max_size=4).map("-".join)
"""As authors write them."""
