"""The answer to "may this person do that?", always with the reason, and the refusal that services raise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed and, when it is not, why and who can help, in a sentence for the person."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refused` with the reason when it is not allowed."""
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Decision(True)


def refused(reason: str) -> Decision:
    """A decision against, with the sentence that is shown to the person."""
    return Decision(False, reason)


class Refused(Exception):
    """A service will not do what was asked; the message says why and what to do, and may cite a paragraph.

    `field`: the argument of the service that is to blame, by which a page finds the box; "" for none in particular.
    """

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field

    @property
    def reason(self) -> str:
        """The sentence for the person."""
        return str(self)
