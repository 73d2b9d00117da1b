"""Tạm dừng có kế hoạch."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    initial = True
    dependencies = [("common", "0007_notices_by_several_channels")]
    operations = [
        migrations.CreateModel(
            name="Downtime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField(help_text="tỉnh đã báo")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(help_text="dự kiến trở lại")),
                ("what", models.CharField(help_text="cái gì dừng, để làm gì", max_length=300)),
                ("fallback", models.CharField(help_text="việc gấp làm ở đâu, bằng cách nào", max_length=500)),
                ("announced_at", models.DateTimeField()),
                ("announced_by_id", models.BigIntegerField()),
                (
                    "earliest_at",
                    models.DateTimeField(help_text="lúc sớm nhất được dừng nếu báo đủ bảy ngày làm việc"),
                ),
                ("late_reason", models.CharField(blank=True, help_text="vì sao báo trễ", max_length=300)),
                ("ended_at", models.DateTimeField(help_text="lúc bỏ kế hoạch, hoặc đã trở lại", null=True)),
                ("ended_note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ends_at__gt=F("starts_at")), name="portal_downtime_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=Q(starts_at__gte=F("earliest_at")) | ~Q(late_reason=""),
                        name="portal_downtime_late_has_a_reason",
                    ),
                ],
                "indexes": [models.Index(fields=["ends_at"], name="portal_downtime_ends")],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO common_stamp (name, value) VALUES ('downtime', 1) ON CONFLICT DO NOTHING",
            "DELETE FROM common_stamp WHERE name = 'downtime'",
        ),
    ]
