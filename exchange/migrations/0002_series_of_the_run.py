from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exchange", "0001_initial")]

    operations: ClassVar = [
        migrations.RemoveField(model_name="keptrow", name="series"),
        migrations.AddField(
            model_name="importrun",
            name="series",
            field=models.CharField(
                blank=True, help_text="Which numbering its event numbers belong to.", max_length=20, default=""
            ),
            preserve_default=False,
        ),
    ]
