"""What the default worker does for courses; beat rings."""

from celery import shared_task

from courses import actions, asset_leftovers, item_sums
from courses.hand_marking import leftovers
from courses.intake.keeping import forget_old
from courses.paths import placing_again
from courses.publishing import scheduling
from courses.regrades import work


@shared_task
def close_due_attempts() -> None:
    actions.close_due_attempts()


@shared_task
def move_people() -> None:
    actions.move_everywhere()


@shared_task
def publish_scheduled() -> None:
    scheduling.publish_due()


@shared_task
def prepare_attempts() -> None:
    actions.prepare_attempts()


@shared_task
def count_new_attempts() -> None:
    item_sums.count_everywhere()


@shared_task(name=work.TASK)
def go_on_with_regrades() -> None:
    work.go_on_with_all()


@shared_task(name=placing_again.TASK)
def place_people() -> None:
    placing_again.go_on_with_all()


@shared_task
def sweep_files() -> None:
    asset_leftovers.sweep()
    leftovers.sweep()
    forget_old()
