"""`manage.py widgets attention`: what a real model's attention heads do with a sentence, for a course's widget.

Needs torch, so it works where workers do, in a process of its own.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.env import ROOT
from training_jobs.contract.catalogue import base_model_names

ENDING = ".measured.yaml"


class Command(BaseCommand):
    help = "Write the data file of an attention widget (NAME.measured.yaml, beside NAME.widget.yaml)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["attention"])
        parser.add_argument("--text", required=True, help="one sentence, at most 24 tokens")
        parser.add_argument("--model", choices=base_model_names(), default="minilm-l6")
        parser.add_argument(
            "--layer", type=int, action="append", required=True, help="from 1; with --head, repeat"
        )
        parser.add_argument("--head", type=int, action="append", required=True, help="from 1")
        parser.add_argument("--into", type=Path, required=True, help=f"the file to write, NAME{ENDING}")

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path = options["into"].resolve()
        if not into.name.endswith(ENDING):
            raise CommandError(f"The widget looks for its data in a file called NAME{ENDING}.")
        if len(options["layer"]) != len(options["head"]):
            raise CommandError("Give as many --layer as --head: each pair is one head to show.")
        if subprocess.run(self._command(into, options), cwd=ROOT, check=False).returncode:
            raise CommandError("Nothing was written; the line above says why.")
        self.stdout.write(f"wrote {options['into']}")

    def _command(self, into: Path, options: dict[str, Any]) -> list[str]:
        command = [
            sys.executable,
            "-m",
            "training_jobs.engine.attention",
            "--models",
            str(settings.MODELS_DIR),
        ]
        command += ["--model", options["model"], f"--text={options['text']}", "--into", str(into)]
        for layer, head in zip(options["layer"], options["head"], strict=True):
            command += ["--layer", str(layer), "--head", str(head)]
        return command
