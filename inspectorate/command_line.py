"""The command line: what a person can put right is said in one line, never as a traceback, and the code is not 0."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.base import CommandParser
from django.db import OperationalError, ProgrammingError
from psycopg2 import errors

from inspectorate.embedded import EmbeddedError

# Of an older version of the product, or before its first migration.
OTHER_TABLES = (errors.UndefinedTable, errors.UndefinedColumn)


def run(arguments: list[str]) -> None:
    """Run a command of `manage.py`."""
    # What is wrong with an option is one line; which options there are is for --help.
    CommandParser.print_usage = _say_nothing  # type: ignore[method-assign, assignment]
    try:
        execute_from_command_line(arguments)
    except (EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None):
            raise  # a server that answered: a fault, to be looked into
        sys.exit(f"The database does not answer: {' '.join(str(error).split())}")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, OTHER_TABLES):
            raise
        sys.exit("The database is not of this version: run manage.py migrate (make run does so first).")


def _say_nothing(parser: CommandParser, file: Any = None) -> None:
    """In place of argparse's usage."""
