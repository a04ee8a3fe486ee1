"""`/healthz` and `/readyz`, asked by machines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from inspectorate import health
from inspectorate.celery import app
from scheduling.models import PlanRun

NOW = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)


def test_health_needs_no_database_no_sign_in_and_no_known_host(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.json() == {"ok": True}
    assert not response.cookies


@pytest.mark.django_db
def test_ready_before_the_first_night(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "broker": True, "nightly_run": None}


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "late"), [(7, False), (31, True)])
def test_the_age_of_the_last_nightly_run(hours: int, late: bool, committed_run: PlanRun) -> None:
    committed_run.committed_at = NOW - timedelta(hours=hours)
    committed_run.save()
    said = health.readiness(NOW)
    assert said["nightly_run"] == {"as_of": committed_run.as_of, "age_hours": hours, "late": late}
    assert said["ok"]


@pytest.mark.django_db
def test_a_run_by_hand_is_not_the_night(committed_run: PlanRun) -> None:
    committed_run.kind = PlanRun.Kind.MANUAL
    committed_run.save()
    assert health.readiness(NOW)["nightly_run"] is None


@pytest.mark.django_db
def test_not_ready_while_the_broker_is_away(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{tmp_path / 'nobody.sock'}", raising=False)
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path / 'nobody.sock'}", raising=False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "broker": False, "nightly_run": None}


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "no_such_database")
    response = client.get("/readyz")
    connection.close()
    assert response.status_code == 503
    assert response.json()["database"] is False


@pytest.fixture
def committed_run(db: None) -> PlanRun:
    """Last night's run."""
    return PlanRun.objects.create(
        kind=PlanRun.Kind.NIGHTLY,
        state=PlanRun.State.COMMITTED,
        as_of=NOW.date(),
        started_at=NOW - timedelta(hours=8),
        committed_at=NOW - timedelta(hours=7),
        planner_version="1",
        regime_id="2006-option-1",
        law_fingerprint="0" * 64,
    )
