"""Invented names of people, houses, towns and organisations, put together from the plain words of `words.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

FILE = Path(__file__).with_name("words.toml")


class Names:
    """Names drawn from a random source; drawing is the only thing that uses it."""

    def __init__(self, random: Random) -> None:
        self.draw = random.random
        words = tomllib.loads(FILE.read_text(encoding="utf-8"))
        several = {name: text.split() for name, text in words.items() if isinstance(text, str)}
        self.houses = [f"{a} {b}" for a in (*several["trees"], *several["birds"]) for b in several["houses"]]
        self.towns = [a + b for a in several["town_starts"] for b in several["town_ends"] if a[-1] != b[0]]
        self.firms = [a + b.lower() for a in several["firm_starts"] for b in several["firm_ends"] if a != b]
        self.first_names, self.last_names = several["first_names"], several["last_names"]
        self.streets, self.forms = words["streets"], words["firm_forms"]

    def _one(self, of: list[str]) -> str:
        return of[int(self.draw() * len(of))]

    def person(self) -> str:
        """Somebody's name."""
        return f"{self._one(self.first_names)} {self._one(self.last_names)}"

    def house(self) -> str:
        """The name of a home or a school."""
        return self._one(self.houses)

    def town(self) -> str:
        """The name of a town that is not on the map."""
        return self._one(self.towns)

    def street(self) -> str:
        """The first line of an address."""
        return f"{int(self.draw() * 180) + 1} {self._one(self.streets)}"

    def postcode(self) -> str:
        """In the form of a postcode; no postcode begins with Q, V or X."""
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        first = "QVX"[int(self.draw() * 3)] + letters[int(self.draw() * 20)]
        last = letters[int(self.draw() * 20)] + letters[int(self.draw() * 20)]
        return f"{first}{int(self.draw() * 40) + 1} {int(self.draw() * 10)}{last}"

    def firm(self) -> str:
        """The name of an organisation."""
        return f"{self._one(self.firms)} {self._one(self.forms)}"
