"""`manage.py token EMAIL --scope SCOPE…` prints a bearer token once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.kit.refusals import Denied
from people.models import User
from people.tokens import Scope, issue_token


class Command(BaseCommand):
    help = "Issue a bearer token for a person's programs. It is printed once and cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope",
            nargs="+",
            action="extend",
            required=True,
            metavar="SCOPE",
            help=f"What it may do: {', '.join(Scope)}.",
        )
        parser.add_argument("--label", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {scope.value for scope in Scope}
        unknown = sorted(set(options["scope"]) - known)
        if unknown:
            raise CommandError(f"Unknown scope: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"No active person has the e-mail {options['email']}.")
        try:
            secret = issue_token(
                by=None, user=user, scopes={Scope(s) for s in options["scope"]}, label=options["label"]
            )
        except Denied as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(secret)
