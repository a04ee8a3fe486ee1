"""Variables of the environment, read strictly: a word that is no answer must not pass for "no"."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES = environ.Env.BOOLEAN_TRUE_STRINGS
NO = ("false", "off", "n", "no", "0", "")


class Environment(environ.Env):
    """As `environ.Env`; what cannot be read is one line that names the variable, but not what it holds."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **more: Any) -> Any:
        """The value. Raises `ImproperlyConfigured`."""
        if cast is bool and self.ENVIRON.get(var, "0").strip().lower() not in YES + NO:
            raise ImproperlyConfigured(f"{var} is neither 1 nor 0.")
        try:
            return super().get_value(var, cast=cast, default=default, **more)
        except ValueError:
            wanted = "a whole number" if cast is int else "what is wanted there"
            raise ImproperlyConfigured(f"{var} is not {wanted}.") from None
