from django.db import migrations, models

# A provider that moves to another team, type or region takes its place in today's totals and forecast with it, in the
# same transaction. The words of scheduling.totals: change both.
FUNCTION = """
CREATE FUNCTION scheduling_totals_follow() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    day date;
BEGIN
    SELECT as_of INTO day FROM scheduling_planrun WHERE state = 'committed' ORDER BY id DESC LIMIT 1;
    IF day IS NULL THEN
        RETURN NULL;
    END IF;
    WITH moved AS (
        SELECT old_rows.* FROM old_rows JOIN new_rows USING (id)
        WHERE (old_rows.team_id, old_rows.service_type_id, old_rows.region_id)
            IS DISTINCT FROM (new_rows.team_id, new_rows.service_type_id, new_rows.region_id)
    ), placed AS (
        SELECT id, team_id, service_type_id, region_id, -1 AS sign FROM moved
        UNION ALL
        SELECT id, team_id, service_type_id, region_id, 1 FROM new_rows WHERE id IN (SELECT id FROM moved)
    ), totals AS (
        INSERT INTO scheduling_todaytotal (as_of, team_id, service_type_id, region_id, state, providers, closed, late,
            never_inspected, gap_365, gap_730, gap_1095, missed, not_known)
        SELECT day, team_id, service_type_id, region_id,
            CASE WHEN plan.overdue_from <= day THEN 'overdue' WHEN plan.due_from <= day THEN 'due'
                ELSE plan.base_state END,
            sign, sign * plan.closed::int, sign * coalesce((plan.late_from <= day)::int, 0),
            sign * (NOT plan.closed AND plan.last_inspected_on IS NULL)::int,
            sign * coalesce((NOT plan.closed AND day - plan.last_inspected_on >= 365)::int, 0),
            sign * coalesce((NOT plan.closed AND day - plan.last_inspected_on >= 730)::int, 0),
            sign * coalesce((NOT plan.closed AND day - plan.last_inspected_on >= 1095)::int, 0),
            sign * (plan.previous_year = 'missed')::int, sign * (plan.previous_year = 'not_known')::int
        FROM placed JOIN scheduling_plan plan ON plan.provider_id = placed.id AND plan.in_force_until IS NULL
    )
    INSERT INTO scheduling_todayforecast (team_id, service_type_id, region_id, month, ground, inspections)
    SELECT team_id, service_type_id, region_id, date_trunc('month', obligation.target)::date,
        CASE WHEN obligation.basis IN ('statutory', 'approval') THEN 'law'
            WHEN obligation.basis IN ('policy', 'rating uplift') THEN 'policy' ELSE 'asked' END,
        sign
    FROM placed JOIN scheduling_obligation obligation ON obligation.provider_id = placed.id;
    RETURN NULL;
END
$function$;
CREATE TRIGGER scheduling_totals_follow AFTER UPDATE ON providers_provider
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scheduling_totals_follow();
"""
BACK = """
DROP TRIGGER scheduling_totals_follow ON providers_provider;
DROP FUNCTION scheduling_totals_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_list_orders"), ("providers", "0001_initial")]

    operations = [
        migrations.AddField("stagedplan", "other_body", models.BooleanField(default=False), preserve_default=False),
        migrations.RunSQL(FUNCTION, BACK),
    ]
