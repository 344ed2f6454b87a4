#!/usr/bin/env python
"""Django's command line; `up` is the supervisor that starts the whole product and runs before Django is set up."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    if sys.argv[1:2] == ["up"]:
        from lms.up import main as up

        raise SystemExit(up(sys.argv[2:]))
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    try:
        execute_from_command_line(sys.argv)
    except (InterfaceError, OperationalError):
        from django.conf import settings

        from lms.database import refusal

        if why := refusal(settings.ENV.database_url):
            raise SystemExit(why) from None
        raise


if __name__ == "__main__":
    main()
