"""Django's PostgreSQL, which each thread keeps a connection to; looked at before use without asking the server."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base

from lms.kit.postgres.moments import Moment


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Moment)
        return connection

    def is_usable(self) -> bool:
        """Asked once a request. A server that went away has closed its end, which can be read as nothing else can between
        two requests: while there is nothing to read, the connection is good."""
        if self.connection is None or self.connection.closed:
            return False
        line = poll()
        line.register(self.connection.fileno(), POLLIN)
        return not line.poll(0) or super().is_usable()
