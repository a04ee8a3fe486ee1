"""The floor under a full recompute: reading the facts and writing the obligations, with no planning between the two."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

from django.db import connection

from scheduling.loader import facts_sql, slices
from scheduling.runs import SLICE

TABLE = "bench_obligation"
COLUMNS = "provider_id, key, type, window_opens, target, statutory_deadline, basis, next"


def keep_obligations(path: Path) -> None:
    """Write the obligations there are to a file, to be copied back."""
    with path.open("wb") as file, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT {COLUMNS} FROM scheduling_obligation) TO STDOUT", file)


def floor(as_of: date, obligations: Path) -> float:
    """Seconds to copy the loader's queries to nowhere and these obligations into a table of the same shape."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (LIKE scheduling_obligation INCLUDING ALL)")
    began = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere, connection.cursor() as cursor:
        for part in slices(SLICE):
            cursor.copy_expert(f"COPY ({facts_sql(part, as_of)}) TO STDOUT", nowhere)
    with obligations.open("rb") as file, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} ({COLUMNS}) FROM STDIN", file)
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")
    return took
