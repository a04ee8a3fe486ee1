"""What was typed into the search box, as conditions: exactly first and, where nothing fits, what is spelt alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, Model, Q, QuerySet, TextField
from django.db.models.lookups import PostgresOperatorLookup

from providers.models import Organisation, PastName, Provider

if TYPE_CHECKING:
    from collections.abc import Sequence

URN = re.compile(r"^(SC)?[0-9]{1,7}$", re.IGNORECASE)
POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{0,2})?$", re.IGNORECASE)
ALIKE_AT_MOST = 200
COMPARED_AT_MOST = 1_000
NEARLY_AS_LIKE = 0.15
LEAST_LIKENESS = 0.45  # pg_trgm's word similarity of "habour" to "Harbour" is 0.5
SHORTEST_INSIDE = 3


@CharField.register_lookup
@TextField.register_lookup
class ILike(PostgresOperatorLookup):
    """`column ILIKE pattern`, which the trigram index serves; Django's `icontains` folds the column and is not."""

    lookup_name = "ilike"
    postgres_operator = "ILIKE"


def normalised(text: str) -> str:
    """What was typed, with single spaces."""
    return " ".join(text.split())


def matches(text: str) -> Q:
    """Providers whose URN or postcode begins like the text, or whose name, past name or organisation has its words."""
    words = normalised(text).split()
    parts = [
        Provider.objects.filter(_has_words("name", words)),
        Provider.objects.filter(organisation__in=Organisation.objects.filter(_has_words("name", words)).meant()),
        PastName.objects.filter(_has_words("name", words)),
    ]
    parts += [Provider.objects.filter(condition) for condition in _codes(normalised(text))]
    ids = [_ids(part) for part in parts]
    return Q(pk__in=ids[0].union(*ids[1:]))


def _ids(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values_list("provider_id" if rows.model is PastName else "pk")


def _codes(text: str) -> list[Q]:
    found = []
    if URN.match(text):
        found += [Q(urn__startswith=text.upper()), Q(urn__startswith=f"SC{text}")]
    if postcode := POSTCODE.match(text):
        outward, inward = (part.upper() for part in postcode.groups(""))
        found.append(Q(postcode__startswith=f"{outward} {inward}" if inward else outward))
    return found


def _has_words(column: str, words: list[str]) -> Q:
    """Every word somewhere in the column; a very short one begins it, so that the index can find it."""
    condition = Q()
    for word in words:
        pattern = re.sub(r"([\\%_])", r"\\\1", word)
        inside = len(word) >= SHORTEST_INSIDE or len(words) > 1
        condition &= Q(**{f"{column}__ilike": f"%{pattern}%" if inside else f"{pattern}%"})
    return condition


def alike(text: str) -> list[int]:
    """The providers whose name, past name or organisation has words spelt most like these, at most 200 of them: the
    likest, and those that are hardly less so.
    """
    return _run({"providers": _alike(text)})["providers"]


def alike_everywhere(text: str, models: Sequence[type[Model]], most: int) -> dict[Any, list[int]]:
    """The same providers, by `Provider`, and of each of these models the rows whose own name has words spelt most like
    these, no more than `most` of them. One query.
    """
    return _run({Provider: _alike(text)} | {model: _named_alike(model, text, most) for model in models})


def named(text: str) -> Q:
    """Rows whose own name has the words of the text."""
    return _has_words("name", normalised(text).split())


def named_alike(model: type[Model], text: str, most: int) -> list[int]:
    """The rows whose own name has words spelt most like these, the likest first, and no more than `most` of them."""
    return _run({model: _named_alike(model, text, most)})[model]


def _alike(text: str) -> tuple[str, list[Any]]:
    where, likeness, asked, judged = _comparing(normalised(text).split())
    return _ALIKE.format(where=where, likeness=likeness), [*asked, *asked, *asked, *judged, NEARLY_AS_LIKE]


def _named_alike(model: type[Model], text: str, most: int) -> tuple[str, list[Any]]:
    where, likeness, asked, judged = _comparing(normalised(text).split())
    table = connection.ops.quote_name(model._meta.db_table)
    sql = _NAMED_ALIKE.format(table=table, where=where, likeness=likeness)
    return sql, [*judged, *asked, NEARLY_AS_LIKE, most]


def _run(parts: dict[Any, tuple[str, list[Any]]]) -> dict[Any, list[int]]:
    """What each part finds, in its order. One query."""
    keys, parameters = list(parts), [LEAST_LIKENESS]
    for _, more in parts.values():
        parameters += more
    numbered = [
        f"(SELECT {number}, id, row_number() OVER () FROM ({sql}) AS part) "
        for number, (sql, _) in enumerate(parts.values())
    ]
    found: dict[Any, list[int]] = {key: [] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(f"{_LEAST} {' UNION ALL '.join(numbered)} ORDER BY 1, 3", parameters)
        for number, pk, _ in cursor.fetchall():
            found[keys[number]].append(pk)
    return found


def _comparing(words: list[str]) -> tuple[str, str, list[Any], list[Any]]:
    """A condition for the rows to compare and a measure of how like they are, from 0 to 1; the parameters of both."""
    where = " AND ".join("(name %%> %s OR name ~* %s)" for _ in words)
    each = " + ".join("CASE WHEN name ~* %s THEN 1 ELSE word_similarity(%s, name) END" for _ in words)
    asked = [part for word in words for part in (word, _swapped(word))]
    judged = [part for word in words for part in (_swapped(word), word)]
    return where, f"({each}) / %s", asked, [*judged, len(words)]


def _swapped(word: str) -> str:
    """A pattern for the word with two neighbouring letters the other way round, which no trigram is alike for."""
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} or {word}
    return rf"\m({'|'.join(sorted(map(re.escape, turned)))})"


# Sent with the query, for it alone: statements sent together are one transaction.
_LEAST = "SELECT set_config('pg_trgm.word_similarity_threshold', %s::text, true);"
# Of each kind no more than can be compared in a moment: where so many fit, the words say too little to choose by.
_ALIKE = f"""
    WITH
    by_name AS (
        SELECT id, name FROM providers_provider WHERE {{where}} LIMIT {COMPARED_AT_MOST}),
    by_past_name AS (
        SELECT provider_id AS id, name FROM providers_pastname WHERE {{where}} LIMIT {COMPARED_AT_MOST}),
    by_owner AS (
        SELECT coalesce(joined_into_id, id) AS id, name
        FROM providers_organisation WHERE {{where}} LIMIT {COMPARED_AT_MOST}),
    found AS (
        SELECT id, name FROM by_name UNION ALL SELECT id, name FROM by_past_name
        UNION ALL SELECT provider.id, owner.name
        FROM by_owner AS owner JOIN providers_provider AS provider ON provider.organisation_id = owner.id),
    judged AS (SELECT id, max({{likeness}}) AS likeness FROM found GROUP BY id)
    SELECT id FROM judged WHERE likeness >= (SELECT max(likeness) FROM judged) - %s
    ORDER BY likeness DESC, id LIMIT {ALIKE_AT_MOST}
"""
_NAMED_ALIKE = f"""
    WITH judged AS (
        SELECT id, {{likeness}} AS likeness FROM (
            SELECT id, name FROM {{table}} WHERE {{where}} LIMIT {COMPARED_AT_MOST}) AS found)
    SELECT id FROM judged WHERE likeness >= (SELECT max(likeness) FROM judged) - %s
    ORDER BY likeness DESC, id LIMIT %s
"""
