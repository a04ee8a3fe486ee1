"""The shared cache, with Redis and while Redis is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspectorate.cache import RedisCache
from inspectorate.embedded.holding import Hold
from inspectorate.embedded.places import Places


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own."""
    hold = Hold("redis", Places(tmp_path / "data"))
    yield f"unix://{hold.address()}?db=1"
    hold.leave()


def test_two_processes_share_what_one_has_put_there(address: str) -> None:
    one, other = RedisCache(address, {}), RedisCache(address, {})
    one.set("tries", 1)
    assert other.incr("tries") == 2
    assert not other.add("tries", 9)
    assert one.get("tries") == 2
    assert one.touch("tries", 60)
    assert other.delete("tries")
    assert one.get("tries", "none") == "none"
    one.set("more", 1)
    other.clear()
    assert one.get("more") is None


def test_while_redis_is_away_the_limits_are_kept_in_memory(tmp_path: Path) -> None:
    cache = RedisCache(f"unix://{tmp_path / 'nobody.sock'}", {})
    cache.set("tries", 1)
    assert cache.incr("tries") == 2
    assert cache.get("tries") == 2
    cache.clear()
