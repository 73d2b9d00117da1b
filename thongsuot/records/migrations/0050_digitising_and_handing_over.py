# SAFE_BECAUSE the tables are made in this very migration; a key is added to one that is empty.

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0008_numbers_end_and_entries_for_many"),
        ("org", "0004_departments_health_agriculture"),
        ("records", "0001_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("title", models.CharField(max_length=300)),
                (
                    "box",
                    models.CharField(
                        blank=True, help_text="hộp của các trang đứng trước tờ phân cách hộp", max_length=30
                    ),
                ),
                (
                    "sample_percent",
                    models.SmallIntegerField(help_text="bao nhiêu phần trăm tài liệu được nhập lần hai để kiểm"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "đang nhận, đọc chữ"),
                            ("describing", "đang mô tả, kiểm"),
                            ("done", "đã đưa vào lưu trữ"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("arranged_at", models.DateTimeField(help_text="lúc chia thành hồ sơ, tài liệu", null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        help_text="đơn vị hình thành tài liệu",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("title", models.CharField(max_length=300)),
                ("basis", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("collected", "đã thu thập"),
                            ("arranged", "đã chỉnh lý"),
                            ("digitised", "đã số hoá"),
                            ("checked", "đã kiểm"),
                            ("handed", "đã giao, chờ nhận"),
                            ("accepted", "đã nhận"),
                        ],
                        default="collected",
                        max_length=10,
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("content_hash", models.CharField(blank=True, help_text="SHA-256 của danh mục lúc ký", max_length=64)),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_title", models.CharField(blank=True, max_length=160)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_title", models.CharField(blank=True, max_length=160)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        help_text="đơn vị nhận",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        help_text="đơn vị giao, đã hoặc sắp giải thể",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverBox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=30)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("place", models.CharField(blank=True, help_text="kho, giá, tầng", max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boxes",
                        to="records.handover",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("title", models.CharField(max_length=1000)),
                ("years", models.CharField(blank=True, help_text="thời gian tài liệu", max_length=40)),
                ("retention", models.CharField(blank=True, help_text="thời hạn bảo quản", max_length=60)),
                ("documents", models.IntegerField(default=0)),
                ("sheets", models.IntegerField(default=0)),
                ("digitised", models.BooleanField(default=False)),
                ("scanned_file_id", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="records.handoverbox"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="records.handover",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("missing", "thiếu"), ("damaged", "hỏng"), ("extra", "thừa, ngoài danh mục")],
                        max_length=8,
                    ),
                ),
                ("what", models.CharField(max_length=500)),
                ("found_at", models.DateTimeField()),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.handoverbox",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="records.handover",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.handoverfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("title", models.CharField(max_length=1000)),
                ("pages", models.IntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("record_item_id", models.BigIntegerField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="records.handoverfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("pages", models.IntegerField(default=0)),
                ("left_out", models.JSONField(default=list, help_text="điều trong tệp không mang sang bản để xem")),
                ("refused", models.CharField(blank=True, help_text="mã lý do không nhận", max_length=40)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("taken_at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="records.batch",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScannedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ mô tả"),
                            ("described", "đã mô tả"),
                            ("returned", "trả lại để sửa"),
                            ("checked", "đã kiểm, khớp"),
                            ("kept", "đã vào lưu trữ"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "proposals",
                    models.JSONField(default=dict, help_text="đề xuất từ chữ đã đọc; không ai lưu khi chưa xem"),
                ),
                ("fields", models.JSONField(default=dict)),
                ("described_at", models.DateTimeField(null=True)),
                ("sampled", models.BooleanField(default=False, help_text="phải nhập lần hai")),
                ("second", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField(null=True)),
                ("compared", models.IntegerField(default=0, help_text="số ô đã so ở lần kiểm đầu tiên")),
                ("wrong", models.IntegerField(default=0, help_text="số ô khác nhau ở lần kiểm đầu tiên")),
                ("revision", models.IntegerField(default=0)),
                ("record_item_id", models.BigIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="records.batch",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "described_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
            ],
        ),
        CreatePartitioned(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("number", models.IntegerField(help_text="trang thứ mấy của tệp")),
                ("position", models.BigIntegerField(help_text="thứ tự trong mẻ")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ đọc"),
                            ("reading", "đang đọc"),
                            ("read", "đã đọc"),
                            ("empty", "trang trắng"),
                            ("separator", "tờ phân cách"),
                            ("failed", "không đọc được"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("alone", models.BooleanField(default=False, help_text="đọc riêng, vì đọc cùng trang khác đã hỏng")),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("mark", models.CharField(blank=True, max_length=40)),
                ("width", models.FloatField(default=0, help_text="mm")),
                ("height", models.FloatField(default=0, help_text="mm")),
                (
                    "reduced",
                    models.BooleanField(default=False, help_text="bản vẽ lớn, đọc ở bản thu nhỏ; bản gốc giữ nguyên"),
                ),
                ("doubtful", models.BooleanField(default=False, help_text="chữ đọc được không giống tiếng Việt")),
                ("text", models.TextField(blank=True)),
                ("marked", django.contrib.postgres.search.SearchVectorField(help_text="chữ có dấu, để tìm", null=True)),
                (
                    "bare",
                    django.contrib.postgres.search.SearchVectorField(help_text="chữ không dấu, để tìm", null=True),
                ),
                ("seconds", models.FloatField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="records.batch",
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.scan"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="records.scanneddocument",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScannedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("box", models.CharField(blank=True, max_length=30)),
                ("number", models.IntegerField()),
                ("fields", models.JSONField(default=dict)),
                ("described_at", models.DateTimeField(null=True)),
                ("record_file_id", models.BigIntegerField(help_text="hồ sơ lưu trữ đã lập", null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="records.batch",
                    ),
                ),
                (
                    "described_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="scanneddocument",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="records.scannedfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="records_batch_number"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("sample_percent__gte", 0), ("sample_percent__lte", 100)),
                name="records_batch_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("arranged_at", None), ("state", "reading")),
                    ("arranged_at__isnull", False),
                    _connector="OR",
                ),
                name="records_batch_arranged_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["province_id", "new"], name="records_handover_board"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("new", "year", "number"), name="records_handover_number"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("old", models.F("new")), _negated=True), name="records_handover_two_units"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["handed", "accepted"]), _negated=True),
                    models.Q(
                        ("handed_at__isnull", False),
                        ("handed_by__isnull", False),
                        models.Q(("content_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_handover_handed_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="records_handover_accepted_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_by", None),
                    models.Q(("accepted_by", models.F("handed_by")), _negated=True),
                    _connector="OR",
                ),
                name="records_handover_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverbox",
            constraint=models.UniqueConstraint(fields=("handover", "number"), name="records_handoverbox_number"),
        ),
        migrations.AddIndex(
            model_name="handoverfile",
            index=models.Index(fields=["handover", "box", "number"], name="records_handoverfile_order"),
        ),
        migrations.AddConstraint(
            model_name="handoverfile",
            constraint=models.UniqueConstraint(fields=("box", "number"), name="records_handoverfile_number"),
        ),
        migrations.AddConstraint(
            model_name="handoverfile",
            constraint=models.UniqueConstraint(
                fields=("handover", "scanned_file_id"), name="records_handoverfile_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("documents__gte", 0), ("sheets__gte", 0)), name="records_handoverfile_counts"
            ),
        ),
        migrations.AddIndex(
            model_name="handoverexception",
            index=models.Index(fields=["handover"], name="records_handoverexc_of"),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="records_handoveritem_number"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("batch", "position"), name="records_scan_position"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refused", "")), fields=("batch", "sha256"), name="records_scan_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("pages__gt", 0), ("refused", "")),
                    models.Q(models.Q(("refused", ""), _negated=True), ("file", None), ("pages", 0)),
                    _connector="OR",
                ),
                name="records_scan_taken_or_refused",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "reading"])),
                fields=["batch", "position"],
                name="records_page_to_read",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["batch", "position"], name="records_page_order"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["document", "position"], name="records_page_of_document"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=django.contrib.postgres.indexes.GinIndex(fields=["bare"], name="records_page_bare"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=django.contrib.postgres.indexes.GinIndex(fields=["marked"], name="records_page_marked"),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.UniqueConstraint(fields=("province_id", "scan", "number"), name="records_page_once"),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reading"), _negated=True),
                    models.Q(("claim__isnull", False), ("claimed_until__isnull", False)),
                    _connector="OR",
                ),
                name="records_page_reading_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "read"), _negated=True),
                    models.Q(("made__isnull", False), ("picture__isnull", False)),
                    _connector="OR",
                ),
                name="records_page_read_has_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedfile",
            constraint=models.UniqueConstraint(fields=("batch", "box", "number"), name="records_scannedfile_number"),
        ),
        migrations.AddIndex(
            model_name="scanneddocument",
            index=models.Index(fields=["batch", "state"], name="records_scanneddoc_state"),
        ),
        migrations.AddConstraint(
            model_name="scanneddocument",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("file", "number"),
                name="records_scanneddoc_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="scanneddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    models.Q(("checked_by", models.F("described_by")), _negated=True),
                    _connector="OR",
                ),
                name="records_scanneddoc_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="scanneddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"),
                    models.Q(("described_at__isnull", False), ("described_by__isnull", False)),
                    _connector="OR",
                ),
                name="records_scanneddoc_described",
            ),
        ),
        migrations.AddConstraint(
            model_name="scanneddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("wrong__lte", models.F("compared"))), name="records_scanneddoc_wrong"
            ),
        ),
    ]
