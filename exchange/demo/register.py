"""The invented register, made provider by provider as rows ready to be copied; nothing is kept but one chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from exchange.demo.names import Names
from exchange.demo.shape import (
    BLOCK,
    KIND,
    KINDS,
    LABELS,
    NEXT_RATING,
    OWNER_SIZES,
    REGION,
    REGISTERED_YEARS_AGO,
    Kind,
)
from exchange.demo.visits import SECURE, Visited, visits

SOURCE = "Demonstration register"
YEARS_OF_INSPECTIONS = 3
TRIES = 200  # draws of a council that does not have a service of a kind yet
DAY = timedelta(days=1)
_LINES = {"merge": "Merge", "split": "Split", "transfer": "Transfer", "reregistration": "Re-registration"}
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region, with the codes of its local authorities and the id of its team."""

    authorities: Sequence[str]
    team: int | None


@dataclass(slots=True)
class Chunk:
    """Rows of some providers, by table, in the order of `exchange.demo.copying.COLUMNS`."""

    organisations: list[Row] = field(default_factory=list)
    providers: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    statuses: list[Row] = field(default_factory=list)
    approvals: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    inspections: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)
    judgements: list[Row] = field(default_factory=list)
    marks: list[Row] = field(default_factory=list)
    timeline: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation with its responsible individual."""

    id: int
    name: str
    person: int
    region: str


@dataclass(slots=True)
class Service:
    """One provider while it is made."""

    id: int
    kind: Kind
    owner: Owner
    region: str
    authority: str
    registered_on: date
    ended_on: date | None = None


class Maker:
    """Makes the register. The same seed, size and day give the same rows, whatever the ids begin at."""

    def __init__(
        self, *, seed: int, today: date, places: Mapping[str, Place], first_ids: Mapping[str, int], at: Any
    ) -> None:
        self.random = Random(seed)  # noqa: S311  (nothing secret: the same seed must give the same)
        self.draw = self.random.random
        self.names = Names(self.random)
        self.today, self.places, self.at = today, places, at
        self.known_from = today - timedelta(days=365 * YEARS_OF_INSPECTIONS)
        self.ids = {table: count(first) for table, first in first_ids.items()}
        self.chunk = Chunk()
        self.by_slot: dict[int, Owner] = {}
        self.slots: list[int] = []
        self.councils: dict[str, Owner] = {}
        self.taken_names: set[str] = set()
        self.served: set[tuple[str, str]] = set()

    def chunks(self, providers: int, size: int = 4000) -> Iterator[Chunk]:
        """The whole register, `size` providers at a time."""
        made = 0
        while made < providers:
            if made % BLOCK == 0:
                self._new_owners(min(BLOCK, providers - made))
            room = min(size - len(self.chunk.providers), BLOCK - made % BLOCK, providers - made)
            made += self._family(made, room)
            if len(self.chunk.providers) >= size or made == providers:
                yield self.chunk
                self.chunk = Chunk()

    # ---- organisations

    def _new_owners(self, services: int) -> None:
        """Owners for the next block: few with many services, most with one; `slots` has one for each service."""
        sizes = [size for size, times in sorted(OWNER_SIZES.items(), reverse=True) for _ in range(times)]
        sizes += [1] * max(0, BLOCK - sum(sizes))
        slots = [number for number, size in enumerate(sizes) for _ in range(size)]
        self.random.shuffle(slots)
        self.slots = slots[:services]
        self.by_slot.clear()
        self.councils.clear()
        self.served.clear()
        self.taken_names.clear()

    def _owner(self, number: int) -> Owner:
        slot = self.slots[number % BLOCK]
        owner = self.by_slot.get(slot)
        if owner is None:
            owner = self.by_slot[slot] = self._organisation(
                self._unlike(self.names.firm, number), REGION.pick(self.draw)
            )
        return owner

    def _unlike(self, name: Callable[[], str], number: int) -> str:
        """A name that no other organisation has; after the first block the block's number is in it."""
        while (drawn := name()) in self.taken_names:
            pass
        self.taken_names.add(drawn)
        return drawn if number < BLOCK else f"{drawn} {number // BLOCK + 1}"

    def _council(self, number: int, authority: str, region: str) -> Owner:
        owner = self.councils.get(authority)
        if owner is None:
            name = self._unlike(lambda: f"{self.names.town()} Council", number)
            owner = self.councils[authority] = self._organisation(name, region)
        return owner

    def _organisation(self, name: str, region: str) -> Owner:
        pk = next(self.ids["organisations"])
        self.chunk.organisations.append((pk, name))
        return Owner(pk, name, self._person(), region)

    def _person(self) -> int:
        pk = next(self.ids["persons"])
        self.chunk.persons.append((pk, self.names.person()))
        return pk

    # ---- providers

    def _family(self, number: int, room: int) -> int:
        """One provider, or two or three of one line: now and then a service is re-registered, merged or split."""
        chance = self.draw()
        first = self._service(number, KINDS[number] if number < len(KINDS) else KIND.pick(self.draw))
        if room < 3 or chance > 0.012 or first.registered_on > self.known_from:
            self._write(number, first)
            return 1
        on = self.today - timedelta(days=int(30 + 900 * self.draw()))
        if chance < 0.004:
            family = [[first, self._like(number + 1, first)], [self._like(number + 2, first, on)]]
            kind = "merge"
        elif chance < 0.007:
            family = [[first], [self._like(number + 1, first, on), self._like(number + 2, first, on)]]
            kind = "split"
        else:
            family = [[first], [self._like(number + 1, first, on)]]
            kind = "transfer" if chance < 0.0095 else "reregistration"
        self._write_line(number, kind, family[0], family[1], on)
        return sum(map(len, family))

    def _service(self, number: int, kind: Kind) -> Service:
        if kind.of_council:
            region, authority = self._without_one(kind)
            owner = self._council(number, authority, region)
            registered_on = self.today - timedelta(days=365 * 6 + int(3650 * self.draw()))
        else:
            owner = self._owner(number)
            region = owner.region if self.draw() < 0.7 else REGION.pick(self.draw)
            authority = self._one(self.places[region].authorities)
            years = REGISTERED_YEARS_AGO.pick(self.draw)
            registered_on = self.today - timedelta(days=int(365 * (years + self.draw())) + 1)
        return Service(next(self.ids["providers"]), kind, owner, region, authority, registered_on)

    def _without_one(self, kind: Kind) -> tuple[str, str]:
        """A region and an authority in it whose council has no service of this kind yet, if one can be drawn."""
        for _ in range(TRIES):
            region = REGION.pick(self.draw)
            authority = self._one(self.places[region].authorities)
            if (kind.code, authority) not in self.served:
                break
        self.served.add((kind.code, authority))
        return region, authority

    def _like(self, number: int, other: Service, registered_on: date | None = None) -> Service:
        return Service(
            next(self.ids["providers"]),
            other.kind,
            other.owner if other.kind.of_council else self._owner(number),
            other.region,
            other.authority,
            registered_on or other.registered_on,
        )

    def _one(self, of: Sequence[Any]) -> Any:
        return of[int(self.draw() * len(of))]

    def _write_line(
        self, number: int, kind: str, before: Sequence[Service], after: Sequence[Service], on: date
    ) -> None:
        for place, service in enumerate((*before, *after)):
            if service in before:
                service.ended_on = on
            self._write(number + place, service)
        for predecessor in before:
            for successor in after:
                self.chunk.links.append((kind, predecessor.id, successor.id, on))
                self._tell(successor.id, "lineage", on, f"{_LINES[kind]} of an earlier registration")

    def _write(self, number: int, service: Service) -> None:
        kind, place = service.kind, self.places[service.region]
        self.chunk.providers.append(
            (
                service.id, _urn(number), self._name(service), kind.code, service.owner.id, service.authority,
                service.region, place.team, kind.sectors.pick(self.draw),
                kind.places.pick(self.draw) if kind.places else None,
                f"{self.names.street()}\n{self.names.town()}", self.names.postcode(), "", "", "", service.registered_on,
            )
        )  # fmt: skip
        self._tell(service.id, "registered", service.registered_on, "Registered")
        self._statuses(service)
        self._people(service)
        self._inspections(service)
        if kind.code == SECURE:
            self.chunk.approvals.append((service.id, 6 if self.draw() < 0.7 else 12, service.registered_on, None))

    def _name(self, service: Service) -> str:
        if service.kind.of_council:
            return f"{service.owner.name} {service.kind.names[0]}"
        return f"{self.names.house()} {self._one(service.kind.names)}".strip()

    def _statuses(self, service: Service) -> None:
        """One in 250 is suspended or dormant now, about as many were; three in a hundred have resigned."""
        chance, today = self.draw(), self.today
        rows = self.chunk.statuses
        if service.ended_on:
            rows.append((service.id, "resigned", service.ended_on, None, None, "", SOURCE))
            self._tell(service.id, "resigned", service.ended_on, "Registration resigned")
            return
        since = today - timedelta(days=int(1000 * self.draw()))
        if since <= service.registered_on + timedelta(days=60):
            return
        if chance < 0.004:
            status = "suspended" if chance < 0.0032 else "dormant"
            rows.append((service.id, status, since, None, None, "", SOURCE))
            self._tell(service.id, status, since, status.capitalize())
        elif chance < 0.008 and since < today - timedelta(days=120):
            rows.append((service.id, "suspended", since, since + timedelta(days=84), None, "", SOURCE))
            self._tell(service.id, "suspended", since, "Suspended")
            self._tell(service.id, "resumed", since + timedelta(days=85), "No longer suspended")
        elif chance < 0.035:
            service.ended_on = since
            rows.append((service.id, "resigned", since, None, None, "", SOURCE))
            self._tell(service.id, "resigned", since, "Registration resigned")

    def _people(self, service: Service) -> None:
        posts, last = self.chunk.posts, service.ended_on
        since = max(service.registered_on, date(2007, 4, 1))
        posts.append((service.id, service.owner.person, "responsible_individual", since, last))
        chance = self.draw()
        days = ((last or self.today) - since).days
        if chance < 0.25 and days > 200:
            left = since + timedelta(days=int(days * (0.3 + 0.6 * self.draw())))
            posts.append((service.id, self._person(), "manager", since, left))
            since = left + timedelta(days=1 + int(60 * self.draw()))
            if chance < 0.04 or since > (last or self.today):
                return
        posts.append((service.id, self._person(), "manager", since, last))

    def _tell(self, provider: int, kind: str, on: date, summary: str) -> None:
        self.chunk.timeline.append((provider, kind, on, self.at, summary, "", SOURCE))

    # ---- inspections

    def _inspections(self, service: Service) -> None:
        last = service.ended_on - DAY if service.ended_on else self.today
        newest: tuple[int, Visited] | None = None
        earliest: date | None = None
        for visit in visits(service.kind, service.registered_on, self.known_from, last, self.today, self.random):
            pk = next(self.ids["inspections"])
            self._write_visit(service.id, pk, visit)
            earliest = min(earliest or visit.on, visit.on)
            if visit.rating and (newest is None or visit.on > newest[1].on):
                newest = pk, visit
        if newest is not None:
            self._judge(*newest)
        if service.registered_on < self.known_from:
            self.chunk.marks.append((service.id, self.known_from, min(earliest or self.known_from, self.known_from)))

    def _write_visit(self, provider: int, pk: int, visit: Visited) -> None:
        result = "judged" if visit.rating else "no_judgement"
        label = "Full inspection" if visit.type == "key" else f"{visit.type.capitalize()} inspection"
        self.chunk.inspections.append(
            (pk, provider, visit.type, visit.on, visit.until, visit.published_on, result, label, SOURCE)
        )
        if visit.rating:
            self.chunk.ratings.append(
                (provider, pk, "ofsted_2015", LABELS[visit.rating], visit.rating, visit.on, visit.published_on)
            )

    def _judge(self, pk: int, visit: Visited) -> None:
        for area in ("protection", "leadership"):
            near = visit.rating if self.draw() < 0.8 else NEXT_RATING[visit.rating or 3].pick(self.draw)
            self.chunk.judgements.append((pk, area, LABELS[near or 3], near))


def _urn(number: int) -> str:
    """SC and six digits for the first hundred thousand, seven digits from 5,000,000 for the rest."""
    return f"SC9{number:05d}" if number < 100_000 else f"{4_900_000 + number:07d}"
