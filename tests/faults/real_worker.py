"""The real Celery worker and engine, with a data library and a memory margin of the scenario's choosing."""

import os
from pathlib import Path

import django
from django.conf import settings

from lms.celery import app

django.setup()

from training_jobs.worker import host  # noqa: E402

__all__ = ["app"]
if "TEST_DATASETS" in os.environ:
    settings.DATASETS_DIR = Path(os.environ["TEST_DATASETS"])
if "TEST_SLACK_MB" in os.environ:
    host.SLACK_MB = int(os.environ["TEST_SLACK_MB"])
