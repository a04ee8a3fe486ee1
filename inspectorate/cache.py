"""The shared cache (the sign-in's rate limits live in it): Redis, embedded when none is given."""

from __future__ import annotations

import logging
from typing import Any

import redis
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache

from inspectorate import embedded

log = logging.getLogger(__name__)
DATABASE = 1
TIMEOUTS = {"socket_timeout": 2, "socket_connect_timeout": 1}


class RedisCache(BaseCache):
    """Redis; while it cannot be reached, this process's own memory, so that sign-in and its limits go on."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._location = location
        self._params = params
        self._far: DjangoRedisCache | None = None
        self._near = LocMemCache("while-redis-is-away", params)

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self._redis(), name)(*args, **kwargs)
        except (redis.RedisError, embedded.EmbeddedError) as error:
            log.warning("The cache is away: %s", error)
            self._far = None
            return getattr(self._near, name)(*args, **kwargs)

    def _redis(self) -> DjangoRedisCache:
        if self._far is None:
            location = self._location or f"unix://{embedded.redis()}?db={DATABASE}"
            self._far = DjangoRedisCache(location, self._params | {"OPTIONS": TIMEOUTS})
        return self._far

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """As Django's."""
        return self._call("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = None, version: int | None = None) -> None:
        """As Django's."""
        self._call("set", key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = None, version: int | None = None) -> bool:
        """As Django's."""
        return bool(self._call("add", key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = None, version: int | None = None) -> bool:
        """As Django's."""
        return bool(self._call("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """As Django's."""
        return bool(self._call("delete", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """As Django's."""
        return int(self._call("incr", key, delta, version))

    def clear(self) -> None:
        """As Django's."""
        self._call("clear")
