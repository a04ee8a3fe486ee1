"""The database wrapper: fills in the host when a connection is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from inspectorate import embedded
from inspectorate.embedded.servers import postgres_program


class DatabaseClient(PostgresClient):
    """`manage.py dbshell` with the wheel's own psql."""

    executable_name = "psql"

    def runshell(self, parameters: Iterable[str]) -> None:
        self.executable_name = str(postgres_program("psql"))
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for the server at every new connection, so that one that was killed is started again."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        self.settings_dict["HOST"] = embedded.postgres()
        return super().get_connection_params()
