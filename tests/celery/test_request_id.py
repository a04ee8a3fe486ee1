"""The id of a request is found again in the log of the worker that does its task."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from inspectorate.celery import app
from inspectorate.logs import request_id
from tests.celery.workers import Process

pytestmark = pytest.mark.kills


def lines_of(process: Process) -> list[dict[str, Any]]:
    return [json.loads(line) for line in process.said().splitlines() if line.startswith("{")]


def test_a_task_logs_under_the_id_of_the_request_that_sent_it(start_worker: Callable[..., Process]) -> None:
    token = request_id.set("request-0123456789")
    app.send_task("inspectorate.say_hello", kwargs={"to": "the log"})
    request_id.reset(token)
    worker = start_worker()
    worker.wait_for("hello to the log")
    (line,) = (line for line in lines_of(worker) if line["message"] == "hello to the log")
    assert line["request_id"] == "request-0123456789"
    assert line["task_name"] == "inspectorate.say_hello"


def test_a_task_that_no_request_has_sent_gets_an_id_of_its_own(start_worker: Callable[..., Process]) -> None:
    sent = app.send_task("inspectorate.say_hello", kwargs={"to": "nobody"})
    worker = start_worker()
    worker.wait_for("hello to nobody")
    (line,) = (line for line in lines_of(worker) if line["message"] == "hello to nobody")
    assert line["request_id"] == sent.id.replace("-", "")
