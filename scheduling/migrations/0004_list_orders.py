from django.db import migrations, models


def _in_force_by(column, name):
    return migrations.AddIndex(
        model_name="plan",
        index=models.Index(
            condition=models.Q(("in_force_until__isnull", True)), fields=[column, "provider"], name=name
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_plan_contents_and_staging")]

    operations = [
        _in_force_by("target", "plan_by_target"),
        _in_force_by("statutory_deadline", "plan_by_deadline"),
        _in_force_by("last_inspected_on", "plan_by_last_inspection"),
    ]
