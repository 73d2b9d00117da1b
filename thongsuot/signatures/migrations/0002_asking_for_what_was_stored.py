import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0004_departments_health_agriculture"),
        ("signatures", "0001_signatures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AskingRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("province_id", models.BigIntegerField()),
                ("total", models.IntegerField()),
                ("made_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["made_at"], name="signatures_asking_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AskingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("kind", models.CharField(max_length=32)),
                ("key", models.BigIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=300)),
                ("page", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "chờ"), ("asked", "đã trình ký"), ("failed", "chưa trình được")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="signatures.askingrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "position"), name="signatures_asking_position")],
            },
        ),
    ]
