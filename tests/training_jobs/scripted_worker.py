"""The real Celery worker with the scripted host in place of the engine's; SCRIPTED_ESCAPES is what its probe finds."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

from lms.celery import app
from lms.env import ROOT

django.setup()

from training_jobs import gpu_tasks  # noqa: E402
from training_jobs.worker.host import Host  # noqa: E402

__all__ = ["app"]
escapes = os.environ.get("SCRIPTED_ESCAPES", "").split()
command = [sys.executable, str(Path(__file__).parent / "scripted_host.py"), *escapes]
gpu_tasks._host = Host(ROOT, command, unsealed=settings.UNSEALED_WORKER)
