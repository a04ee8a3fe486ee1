"""What each role may do, in words: declared on the functions that decide it, and held to by them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from core.decisions import Decision, refused
from core.models import User

Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that may be done: `says` it in a sentence, `roles` may, some of them only as `narrowed` says."""

    name: str
    says: str
    roles: frozenset[str]
    narrowed: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, role: str) -> str:
        """What a role that may reads of it."""
        only = self.narrowed.get(role)
        return f"{self.says} ({only})" if only else self.says

    def who(self) -> str:
        """The roles that may, in words, for whoever needs help."""
        names = [User.Role(role).label for role in User.Role.values if role in self.roles]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_declared: dict[str, Capability] = {}


def may(
    roles: Collection[str], *, says: str = "", narrowed: Mapping[Any, str] | None = None
) -> Callable[[Callable[Asked, Decision]], Callable[Asked, Decision]]:
    """Declare who may do what a function `can_…(user, …)` decides about; its docstring says what that is.

    The function may narrow it by the object, and gives the reason when it refuses; a role that is not declared here is
    never allowed. The capability stays readable on the function as `capability`, for the test of every function.
    """

    def declare(function: Callable[Asked, Decision]) -> Callable[Asked, Decision]:
        name = f"{function.__module__}.{function.__name__}"
        said = says or (inspect.getdoc(function) or "").partition("\n")[0].rstrip(".")
        capability = Capability(name, said, frozenset(map(str, roles)), dict(narrowed or {}))
        _declared[name] = capability

        @wraps(function)
        def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Decision:
            decision = function(*args, **kwargs)
            user = args[0] if args else kwargs["user"]
            if decision and isinstance(user, User) and user.role not in capability.roles:
                return refused(f"This may be done by: {capability.who()}. Ask one of them.")
            return decision

        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return declare


def capabilities(role: str) -> list[str]:
    """The sentences of everything that a role may do, by the alphabet."""
    return sorted(one.sentence(role) for one in _declared.values() if role in one.roles)
