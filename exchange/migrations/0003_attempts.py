from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exchange", "0002_series_of_the_run")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="importrun",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, help_text="How often a worker has begun it."),
        ),
    ]
