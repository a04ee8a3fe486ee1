"""A broker of the test's own, and real workers on it.

`transactional_db` goes with them: what a test commits is what a worker sees.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from inspectorate.celery import app
from inspectorate.embedded.holding import Hold
from inspectorate.embedded.places import Places
from tests.celery.workers import Process

GIVEN_BROKER_DATABASE = 15


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever starts a worker belongs to the part of the tests that has time for it."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("kills")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """The address of an empty Redis, to which tasks sent by the test go too."""
    hold = None
    if settings.REDIS_URL:
        address = urlsplit(settings.REDIS_URL)._replace(path=f"/{GIVEN_BROKER_DATABASE}").geturl()
        with redis.Redis.from_url(address) as client:
            client.flushdb()
    else:
        hold = Hold("redis", Places(tmp_path / "broker"))
        address = f"unix://{hold.address()}"
    before = app.conf.broker_url
    _send_to(address.replace("unix://", "redis+socket://", 1))
    yield address
    _send_to(before)
    if hold:
        hold.leave()


@pytest.fixture
def worker_environment(broker: str, transactional_db: None) -> dict[str, str]:
    """The environment for a process of the product on the test's database and broker."""
    name = connection.settings_dict["NAME"]
    environment = {**os.environ, "REDIS_URL": broker, "LOG_JSON": "1", "LOG_LEVEL": "INFO"}
    environment["DJANGO_SETTINGS_MODULE"] = "inspectorate.settings"
    if given := os.environ.get("DATABASE_URL"):
        return environment | {"DATABASE_URL": urlsplit(given)._replace(path=f"/{name}").geturl()}
    return environment | {"EMBEDDED_DATABASE": name}


@pytest.fixture
def start_worker(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`start_worker(*options)` starts a worker and waits until it is ready; all are killed at the end."""
    started: list[Process] = []
    number = itertools.count()

    def start(*options: str, wait: bool = True, **more: str) -> Process:
        arguments = ["worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle", *options]
        started.append(Process(arguments, tmp_path / f"worker-{next(number)}.log", worker_environment | more))
        if wait:
            started[-1].wait_for(" ready.")
        return started[-1]

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def start_beat(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`start_beat()` starts a beat; all are killed at the end."""
    started: list[Process] = []
    number = itertools.count()

    def start(**more: str) -> Process:
        one = next(number)
        arguments = ["beat", "--loglevel=INFO", f"--schedule={tmp_path / f'beat-{one}'}", "--pidfile="]
        started.append(Process(arguments, tmp_path / f"beat-{one}.log", worker_environment | more))
        started[-1].wait_for("beat: Starting")
        return started[-1]

    yield start
    for process in started:
        process.kill()


def _send_to(address: str) -> None:
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = address
    app.amqp._producer_pool = None
    app._pool = None
