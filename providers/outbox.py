"""Database triggers that write the outbox: no way of changing a fact can forget the news.

Statement-level with transition tables, so that a COPY of a million rows costs one extra set-based insert.
A bulk load of a register that nobody has planned yet may switch them off for its own transaction with
`SET LOCAL inspectorate.outbox = 'off'`: a provider without a plan is always planned.
"""

from __future__ import annotations

import pgtrigger


def _insert(kind: str, sources: tuple[str, ...], column: str) -> str:
    rows = " UNION ".join(f"SELECT {column} AS provider_id FROM {source}" for source in sources)
    return f"""
        IF current_setting('inspectorate.outbox', true) IS DISTINCT FROM 'off' THEN
            INSERT INTO providers_outbox (kind, provider_id, at)
            SELECT '{kind}', rows.provider_id, clock_timestamp() FROM ({rows}) AS rows
            WHERE rows.provider_id IS NOT NULL;
        END IF;
        RETURN NULL;
    """


def news_triggers(kind: str, *, column: str = "provider_id", delete: bool = True) -> list[pgtrigger.Trigger]:
    """Triggers for a fact table: each insert, update or delete of its rows writes `providers.Outbox` rows.

    `column` holds the provider's id. Leave `delete` out where a deleted row cannot be named any more.
    """
    made = [
        pgtrigger.Trigger(
            name=f"news_{kind}_insert",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_insert(kind, ("new_rows",), column),
        ),
        pgtrigger.Trigger(
            name=f"news_{kind}_update",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
            func=_insert(kind, ("old_rows", "new_rows"), column),
        ),
    ]
    if delete:
        made.append(
            pgtrigger.Trigger(
                name=f"news_{kind}_delete",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="old_rows"),
                func=_insert(kind, ("old_rows",), column),
            )
        )
    return made


def owner_trigger() -> pgtrigger.Trigger:
    """For `Provider`: another organisation than before writes a row of the kind `owner`, beside the general one.

    Registers that are imported name owners of the past, in any order: an import switches this off for its own
    transaction with `SET LOCAL inspectorate.owners = 'off'`.
    """
    return pgtrigger.Trigger(
        name="news_owner_update",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
        func="""
        IF current_setting('inspectorate.owners', true) IS DISTINCT FROM 'off' THEN
            INSERT INTO providers_outbox (kind, provider_id, at)
            SELECT 'owner', new_rows.id, clock_timestamp() FROM new_rows JOIN old_rows ON old_rows.id = new_rows.id
            WHERE old_rows.organisation_id <> new_rows.organisation_id;
        END IF;
        RETURN NULL;
    """,
    )
