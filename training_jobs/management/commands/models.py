"""`manage.py models fetch`: put the base models on disk, in a process of its own because it needs torch."""

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.env import ROOT


class Command(BaseCommand):
    help = "Fetch the base models into the models folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["fetch"])

    def handle(self, *args: Any, **options: Any) -> None:
        command = [sys.executable, "-m", "training_jobs.engine.models", "--into", str(settings.MODELS_DIR)]
        ended = subprocess.run(command, cwd=ROOT, check=False)
        if ended.returncode:
            raise CommandError("The base models could not be fetched; the lines above say why.")
