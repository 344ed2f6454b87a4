"""The real Celery worker with the scripted host in place of the engine's."""

import sys
from pathlib import Path

import django

from lms.celery import app
from lms.env import ROOT

django.setup()

from training_jobs import gpu_tasks  # noqa: E402
from training_jobs.worker.host import Host  # noqa: E402

__all__ = ["app"]
gpu_tasks._host = Host(ROOT, [sys.executable, str(Path(__file__).parent / "scripted_host.py")])
