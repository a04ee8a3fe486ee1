"""The production shape, read from its files: there is not always a container engine where the tests run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|KEY")
LASTING = [name for name in SERVICES if name != "migrations"]


def instructions(stage: str, kind: str) -> list[str]:
    return re.findall(rf"^{kind}\s+(.*)$", stage, flags=re.MULTILINE)


def test_production_is_web_worker_beat_postgresql_redis_and_clamav() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "postgres", "redis", "clamav", "migrations"}
    assert SERVICES["clamav"]["image"].startswith("clamav/clamav:")
    assert SERVICES["web"]["environment"]["CLAMAV_URL"] == "tcp://clamav:3310"
    assert SERVICES["postgres"]["image"].startswith("postgres:")
    assert SERVICES["redis"]["image"].startswith("redis:")


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_is_watched_and_started_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_can_become_root(name: str) -> None:
    assert SERVICES[name]["user"].split(":")[0] not in {"", "0", "root"}
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "clamav"])
def test_every_secret_comes_from_the_environment_and_is_required_or_empty(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    secrets = {key: value for key, value in environment.items() if SECRET.search(key) or "PASSWORD" in str(value)}
    assert secrets
    for value in secrets.values():
        given = re.findall(r"\$\{([A-Z_]+):(?:\?|-})", value)
        assert given
        assert not re.search(r"://[^$@]*:[^$@]+@", value)


def test_the_product_waits_for_its_servers_and_for_the_migrations() -> None:
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["postgres"]["condition"] == waits["redis"]["condition"] == "service_healthy"
        assert waits["migrations"]["condition"] == "service_completed_successfully"


def test_the_database_and_the_broker_are_not_open_to_the_outside() -> None:
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_what_must_last_is_on_named_volumes() -> None:
    mounted = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


def test_the_image_runs_as_an_ordinary_user_with_a_health_check() -> None:
    (user,) = instructions(STAGES[-1], "USER")
    assert user.split(":")[0] not in {"0", "root"}
    assert STAGES[-1].index("USER ") < STAGES[-1].index("\nCMD ")
    assert "/healthz" in instructions(STAGES[-1], "HEALTHCHECK")[0]


def test_no_secret_is_in_the_image() -> None:
    for kind in ("ENV", "ARG"):
        for stage in STAGES:
            for said in instructions(stage, kind):
                assert not SECRET.search(said), said
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    assert not {"!.env", "!.data", "!.git"} & set(ignored)


def test_the_image_holds_every_room() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools"}
    assert rooms <= kept


def test_every_image_is_of_a_named_version() -> None:
    images = [stage.split()[0] for stage in STAGES] + [
        SERVICES[name]["image"] for name in ("postgres", "redis", "clamav")
    ]
    assert all(re.search(r":\d", image) for image in images)
