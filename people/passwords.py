"""What a password must be, in words that every language has."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        """Django's own sentence names the number in a way that few of its catalogues know yet, Chinese not among them."""
        return ngettext(
            "This password is too short. It must contain at least %(min_length)d character.",
            "This password is too short. It must contain at least %(min_length)d characters.",
            self.min_length,
        ) % {"min_length": self.min_length}
