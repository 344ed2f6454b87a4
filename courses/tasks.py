"""What the default worker does for courses; beat rings."""

from celery import shared_task

from courses import actions


@shared_task
def close_due_attempts() -> None:
    actions.close_due_attempts()
