"""Drafts of internal processes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0005_decisions_imports_reviews")]
    operations = [
        migrations.CreateModel(
            name="ProcessDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("steps", models.JSONField(help_text="các bước như trong StepRule")),
                ("revision", models.IntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                ("updated_by_id", models.BigIntegerField()),
                (
                    "procedure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="process_draft",
                        to="procedures.procedure",
                    ),
                ),
            ],
        ),
    ]
