"""Nơi đến và số gọi của trung tâm."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_planned_downtime"), ("org", "0004_departments_health_agriculture")]
    operations = [
        migrations.CreateModel(
            name="OneStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("address", models.CharField(blank=True, max_length=200)),
                (
                    "hours",
                    models.CharField(blank=True, help_text="giờ làm việc, nếu khác giờ chung", max_length=200),
                ),
                ("stated_at", models.DateTimeField()),
                ("stated_by_id", models.BigIntegerField()),
            ],
        ),
    ]
