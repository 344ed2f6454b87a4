"""Which letters of a name the print fonts may lack, asked without opening the fonts where nobody would doubt it."""

LAST_LATIN = "\u017f"


def is_ordinary(letter: str) -> bool:
    """Latin letters of Europe, and the 6,763 characters of everyday Chinese: the fonts have them all."""
    if letter <= LAST_LATIN:
        return True
    try:
        return bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def letters_without_print(text: str) -> str:
    """Each once."""
    rare = "".join(letter for letter in text if not is_ordinary(letter))
    if not rare:
        return ""
    from courses.certificates.lettering import without_letters  # noqa: PLC0415 - fonts that few pages need

    return without_letters(rare)
