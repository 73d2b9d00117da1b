"""Trục văn bản: tin đi, tin đến, văn bản nào là văn bản nào, danh bạ."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0008_numbers_end_and_entries_for_many"),
        ("exchange", "0004_hour_difference"),
        ("org", "0004_departments_health_agriculture"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AxisAgency",
            fields=[
                ("code", models.CharField(max_length=35, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250)),
                ("folded", models.CharField(help_text="tên không dấu, để tìm", max_length=250)),
                ("email", models.CharField(blank=True, max_length=250)),
                ("seen_at", models.DateTimeField()),
                ("listed", models.BooleanField(default=True)),
            ],
        ),
        migrations.AlterField(
            model_name="system",
            name="direction",
            field=models.CharField(
                choices=[("out", "ta gửi đi"), ("in", "ta nhận về"), ("both", "hai chiều"), ("axis", "trục văn bản")],
                max_length=4,
            ),
        ),
        CreatePartitioned(
            name="AxisOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4)),
                ("unit_id", models.BigIntegerField(help_text="đơn vị phải lo khi tin kẹt", null=True)),
                (
                    "document_id",
                    models.BigIntegerField(help_text="văn bản ở đây; trống: trạng thái của tin không nhận", null=True),
                ),
                ("code", models.CharField(blank=True, help_text="số, ký hiệu để người xem nhận ra", max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "văn bản mới"),
                            ("recall", "thu hồi"),
                            ("update", "cập nhật"),
                            ("replace", "thay thế"),
                            ("status", "trạng thái"),
                        ],
                        max_length=7,
                    ),
                ),
                ("status", models.CharField(blank=True, help_text="mã trạng thái, của tin trạng thái", max_length=2)),
                ("origin", models.CharField(help_text="điều đã sinh ra tin: bút toán hoặc tin đến", max_length=80)),
                (
                    "part",
                    models.SmallIntegerField(
                        default=0, help_text="nơi nhận chia nhiều tin; âm: những nơi trục không biết"
                    ),
                ),
                ("to", models.JSONField(default=list, help_text="mã định danh nơi nhận")),
                ("facts", models.JSONField(default=dict, help_text="lý do, văn bản liên quan")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ gửi"),
                            ("sending", "đang gửi"),
                            ("stuck", "kẹt, cần người xem"),
                            ("sent", "trục đã nhận"),
                            ("solved", "xử lý bên ngoài"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("cause", models.CharField(blank=True, max_length=30)),
                ("last_answer", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("external_id", models.CharField(blank=True, help_text="mã thông điệp do trục đặt", max_length=120)),
                ("note", models.CharField(blank=True, help_text="xử lý bên ngoài thế nào", max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["next_try_at", "id"],
                        name="exchange_axis_out_due",
                    ),
                    models.Index(fields=["unit_id", "made_at", "id"], name="exchange_axis_out_unit"),
                    models.Index(fields=["document_id", "id"], name="exchange_axis_out_document"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("province_id", "origin", "kind", "status", "part"), name="exchange_axis_out_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state__in", ["waiting", "sending"])),
                            models.Q(
                                models.Q(("state__in", ["waiting", "sending"]), _negated=True), ("next_try_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="exchange_axis_out_due_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="exchange_axis_out_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "status"), models.Q(("status", ""), _negated=True)),
                            models.Q(models.Q(("kind", "status"), _negated=True), ("status", "")),
                            _connector="OR",
                        ),
                        name="exchange_axis_out_status_says_which",
                    ),
                ],
            },
        ),
        CreatePartitioned(
            name="AxisTie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("document_id", models.BigIntegerField()),
                ("incoming", models.BooleanField()),
                ("document_key", models.CharField(max_length=200)),
                ("issuer_code", models.CharField(max_length=35)),
                ("code", models.CharField(help_text="số và ký hiệu", max_length=120)),
                ("issued_on", models.DateField(null=True)),
                ("our_code", models.CharField(blank=True, max_length=35)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["document_key", "incoming"], name="exchange_axis_tie_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("province_id", "document_id"), name="exchange_axis_tie_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AxisIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField(null=True)),
                ("external_id", models.CharField(max_length=120)),
                ("digest", models.CharField(help_text="SHA-256 của nội dung", max_length=64)),
                (
                    "kind",
                    models.CharField(blank=True, help_text="loại theo lời trục, rồi theo nội dung", max_length=12),
                ),
                ("document_key", models.CharField(help_text="mã văn bản trên trục", max_length=200)),
                ("sender_code", models.CharField(blank=True, max_length=35)),
                ("sender_name", models.CharField(blank=True, max_length=250)),
                ("subject", models.CharField(blank=True, max_length=600)),
                ("document_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "vừa đến"),
                            ("waiting", "chờ thử lại"),
                            ("stuck", "kẹt"),
                            ("asked", "chờ người trả lời"),
                            ("done", "đã nhận"),
                            ("refused", "đã từ chối"),
                            ("solved", "xử lý bên ngoài"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=40)),
                ("detail", models.TextField(blank=True)),
                ("remarks", models.JSONField(default=list, help_text="nhận xét khi đọc")),
                ("signed", models.CharField(blank=True, help_text="absent, valid, unchecked", max_length=10)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        help_text="nội dung như đã đến",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["external_id"], name="exchange_axis_in_external"),
                    models.Index(fields=["document_key", "id"], name="exchange_axis_in_key"),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "waiting"])),
                        fields=["next_try_at", "id"],
                        name="exchange_axis_in_due",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "waiting", "stuck", "asked"])),
                        fields=["unit", "received_at", "id"],
                        name="exchange_axis_in_open",
                    ),
                    models.Index(fields=["received_at", "id"], name="exchange_axis_in_recent"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="exchange_axis_in_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", False), ("state__in", ["done", "refused", "solved"])),
                            models.Q(
                                models.Q(("state__in", ["done", "refused", "solved"]), _negated=True),
                                ("settled_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="exchange_axis_in_settled_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state__in", ["new", "waiting"])),
                            models.Q(models.Q(("state__in", ["new", "waiting"]), _negated=True), ("next_try_at", None)),
                            _connector="OR",
                        ),
                        name="exchange_axis_in_due_time",
                    ),
                ],
            },
        ),
    ]
