"""What the box of the header finds: providers, organisations, people in post and the inspectorate's own people.

What is spelt as it was typed comes first; only where that is nothing, what is spelt most like it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, Lower, RowNumber

from casework.search import matching, reads
from core.models import User
from providers.models import Organisation, Person, PersonInPost, Provider

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = 10
POSTS_SHOWN = 3
NAMED = (Organisation, Person, User)
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Group:
    """What was found of one kind; `more`: there is more of it than is shown."""

    rows: Rows = field(default_factory=list)
    more: bool = False


@dataclass(slots=True)
class Answer:
    """Everything found for a text. `alike`: nothing is spelt as it was typed."""

    providers: Group
    organisations: Group
    people: Group
    staff: Group
    alike: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.providers.rows or self.organisations.rows or self.people.rows or self.staff.rows)


def urn_of(user: User, text: str) -> str | None:
    """The URN of the provider that was asked for by exactly it, or of the record into which that was joined. One
    query, for what could be one.
    """
    if not matching.URN.match(text):
        return None
    meant = Coalesce("joined_into__urn", "urn")
    return Provider.objects.visible_to(user).filter(urn=text.upper()).values_list(meant, flat=True).first()


def find(user: User, text: str) -> Answer:
    """At most ten queries, whatever is found."""
    named = matching.named(text)
    exact = Answer(
        _providers(user, matching.matches(text)),
        _organisations(user, named),
        _people(user, named),
        _staff(named | Q(email__istartswith=text)),
    )
    if not exact.empty:
        return exact
    near = {key: Q(pk__in=ids) for key, ids in matching.alike_everywhere(text, NAMED, SHOWN).items()}
    return Answer(
        _providers(user, near[Provider]),
        _organisations(user, near[Organisation]),
        _people(user, near[Person]),
        _staff(near[User]),
        alike=True,
    )


def _group(rows: QuerySet[Any, Any], told: Callable[[Rows], Rows] | None = None) -> Group:
    found = list(rows[: SHOWN + 1])
    shown = found[:SHOWN]
    return Group(told(shown) if told else shown, len(found) > SHOWN)


def _providers(user: User, wanted: Q) -> Group:
    meant = Provider.objects.filter(wanted).meant()
    rows = reads.providers(user).filter(pk__in=meant).order_by(Lower("name"), "urn")
    kind, owner = F("service_type__name"), F("organisation__name")
    return _group(rows.values("urn", "name", kind=kind, owner=owner, closed=F("in_force__closed")))


def _organisations(user: User, wanted: Q) -> Group:
    meant = Organisation.objects.filter(wanted).meant()
    rows = Organisation.objects.visible_to(user).filter(pk__in=meant).order_by("name", "pk")
    return _group(rows.values("pk", "name", services=Count("providers")))


def _people(user: User, wanted: Q) -> Group:
    meant = Person.objects.filter(wanted).meant()
    return _group(Person.objects.filter(pk__in=meant).order_by("name", "pk").values("pk", "name"), with_posts(user))


def with_posts(user: User) -> Callable[[Rows], Rows]:
    """Each person with the latest posts and how many there are. One query."""

    def told(people: Rows) -> Rows:
        place = Window(RowNumber(), partition_by="person", order_by=["-from_on", "pk"])
        number = Window(Count("pk"), partition_by="person")
        posts = PersonInPost.objects.filter(
            person__in=[each["pk"] for each in people], provider__in=Provider.objects.visible_to(user).values("pk")
        ).annotate(place=place, number=number)
        held: dict[int, Rows] = defaultdict(list)
        columns = ("person_id", "post", "from_on", "until_on", "number")
        names = {"urn": F("provider__urn"), "name": F("provider__name"), "kind": F("provider__service_type__name")}
        for row in posts.filter(place__lte=POSTS_SHOWN).order_by("person", "place").values(*columns, **names):
            held[row["person_id"]].append(row | {"post": PersonInPost.Post(row["post"]).label})
        return [each | {"posts": held[each["pk"]]} for each in people]

    return told


def _staff(wanted: Q) -> Group:
    rows = User.objects.filter(wanted, is_active=True).exclude(role=User.Role.PROVIDER).order_by("name", "pk")
    found = _group(rows.values("pk", "name", "email", "role"))
    found.rows = [each | {"role": User.Role(each["role"]).label} for each in found.rows]
    return found
