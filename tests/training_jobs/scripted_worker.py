"""The real Celery worker with the scripted host in place of the engine's."""

import sys
from pathlib import Path

from lms.celery import app
from lms.env import ROOT
from training_jobs import gpu_tasks
from training_jobs.worker.host import Host

app.loader.import_default_modules()
gpu_tasks._host = Host(ROOT, [sys.executable, str(Path(__file__).parent / "scripted_host.py")])
