"""Tập tờ thay đổi, những tuần đầu."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0007_notices_by_several_channels"),
        ("cutover", "0030_collecting"),
        ("org", "0004_departments_health_agriculture"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeafletBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.storedfile"
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["province", "-asked_at"], name="cutover_leafletbook_recent")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("province",),
                        name="cutover_leafletbook_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("file", None), ("finished_at__isnull", False), _connector="OR"),
                        name="cutover_leafletbook_file_when_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandstillDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("counted_at", models.DateTimeField()),
                ("open_now", models.IntegerField(default=0, help_text="việc đang mở")),
                ("overdue", models.IntegerField(default=0, help_text="trong đó quá hạn")),
                ("came_over", models.IntegerField(default=0, help_text="việc đang mở từ trước ngày hiệu lực")),
                ("untouched", models.IntegerField(default=0, help_text="trong đó chưa ai động tới từ khi chuyển")),
                ("untouched_overdue", models.IntegerField(default=0)),
                ("intake", models.IntegerField(default=0, help_text="hồ sơ nhận từ ngày hiệu lực")),
                (
                    "usual_intake",
                    models.IntegerField(default=0, help_text="hồ sơ các đơn vị trước nhận trong 91 ngày trước đó"),
                ),
                ("intake_days", models.IntegerField(default=0)),
                (
                    "estimate",
                    models.BooleanField(default=False, help_text="có đơn vị trước bị chia: mức trước kia là ước tính"),
                ),
                ("accounts", models.IntegerField(default=0, help_text="tài khoản có chức vụ")),
                ("not_activated", models.IntegerField(default=0, help_text="còn mật khẩu tạm")),
                ("not_signed_in", models.IntegerField(default=0, help_text="chưa đăng nhập từ ngày hiệu lực")),
                ("counters", models.IntegerField(default=0)),
                ("counters_closed", models.IntegerField(default=0, help_text="quầy chưa mở lần nào từ ngày hiệu lực")),
                ("stuck", models.IntegerField(default=0, help_text="tin kẹt")),
                ("undecided", models.IntegerField(default=0, help_text="việc của đơn vị trước bị chia chưa ai quyết")),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cutover.plan"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="đơn vị mới",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "-day"], name="cutover_standstill_recent")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "unit", "day"), name="cutover_standstillday_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("untouched__lte", models.F("came_over")), ("came_over__lte", models.F("open_now"))
                        ),
                        name="cutover_standstillday_parts",
                    ),
                ],
            },
        ),
    ]
