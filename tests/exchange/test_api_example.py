"""The example of docs/api.md runs as it stands, against a real server."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from exchange.api import paging
from exchange.tokens import token_make
from providers.models import Provider
from scheduling.models import PlanChange
from tests.casework.registers import ask_visit, fill_register, make_run, person

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/changes_since_yesterday.py"


def run(address: str, token: str) -> subprocess.CompletedProcess[str]:
    environment = {"INSPECTORATE": address, "TOKEN": token}
    return subprocess.run([sys.executable, EXAMPLE], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_the_example_reads_every_change_since_yesterday(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 7)
    fill_register()
    today, before = localdate(), now() - timedelta(hours=2)
    make_run(today - timedelta(days=2), at=before - timedelta(days=2))
    for one in Provider.objects.filter(status_periods__isnull=True):
        ask_visit(one, by_on=today + timedelta(days=60), asked_on=today - timedelta(days=1))
    make_run(today, at=before)
    reader = person()
    secret = token_make(reader, name="Example", scopes=["read:plans"], days=1, by=reader, at=now()).secret
    done = run(live_server.url, secret)
    assert done.returncode == 0, done.stderr
    changed = PlanChange.objects.filter(at__gte=before).order_by("id").values_list("provider__urn", flat=True)
    assert [line.split()[1] for line in done.stdout.splitlines()] == list(changed)
    assert len(changed) > 2 * paging.PAGE
    assert "visit" in done.stdout


@pytest.mark.django_db(transaction=True)
def test_the_example_says_what_is_wrong_with_its_token(live_server: Any) -> None:
    done = run(live_server.url, "insp_nobody")
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "This token is not known, was withdrawn or has expired. Make another one.",
    )
