"""When a row last changed, as other systems ask for it: everything since a moment of the database's clock."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class ChangedAt(models.DateTimeField):
    """The database's moment of each save. Django's `auto_now` writes this machine's: where its clock is behind, the row
    lies before the moment since which others ask, and they never hear of it.

    An instance that was inserted holds the moment; one that is saved again keeps that with which it was read. As with
    `auto_now`, `update()` and `bulk_update()` write it only where they name it.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"editable": False, "db_default": Now(), **named})

    def pre_save(self, model_instance: models.Model, add: bool) -> Now:  # noqa: FBT001 - as Django calls it
        return Now()
