"""Celery carries doorbells only: ids without results. Postgres decides what is done, by whom and how often."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_default_queue="default",
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 5},
    beat_schedule_filename=None,
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        "reap-lost-runs": {"task": "training_jobs.tasks.reap_lost_runs", "schedule": 10.0},
        "ring-for-waiting-runs": {"task": "training_jobs.tasks.ring_for_waiting_runs", "schedule": 10.0},
        "close-due-attempts": {"task": "courses.tasks.close_due_attempts", "schedule": 15.0},
        "move-people": {"task": "courses.tasks.move_people", "schedule": 15.0},
        "publish-scheduled": {"task": "courses.tasks.publish_scheduled", "schedule": 15.0},
        "prepare-attempts": {"task": "courses.tasks.prepare_attempts", "schedule": 60.0},
        "count-new-attempts": {"task": "courses.tasks.count_new_attempts", "schedule": 60.0},
        "go-on-with-regrades": {"task": "courses.tasks.go_on_with_regrades", "schedule": 15.0},
        "place-people": {"task": "courses.tasks.place_people", "schedule": 15.0},
        "sweep-files": {"task": "courses.tasks.sweep_files", "schedule": 6 * 3600.0},
        "pack-streams": {"task": "training_jobs.compaction.pack_streams", "schedule": 60.0},
    },
    timezone="UTC",
)
app.autodiscover_tasks()
app.autodiscover_tasks(["training_jobs"], related_name="gpu_tasks")
app.autodiscover_tasks(["training_jobs"], related_name="compaction")


@setup_logging.connect
def keep_our_logging(**_kwargs: object) -> None:
    """Celery would replace the root logger; settings have set it up already."""
