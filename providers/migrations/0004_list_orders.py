import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("providers", "0003_reference_data")]

    operations = [
        migrations.RemoveIndex(model_name="provider", name="provider_by_name"),
        migrations.AddIndex(
            model_name="provider",
            index=models.Index(django.db.models.functions.text.Lower("name"), models.F("urn"), name="provider_by_name"),
        ),
        migrations.AddIndex(
            model_name="pastname",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name"], name="past_name_trigram", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
