import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned

PURPOSES = [
    ("component", "thành phần hồ sơ"),
    ("result", "kết quả"),
    ("paper", "giấy tờ của quy trình (mẫu 01–07)"),
    ("opinion", "ý kiến trả lời của đơn vị được hỏi"),
    ("mandate", "ủy quyền, đồng ý của chủ hồ sơ"),
]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_identity_evidence"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="form_origins",
            field=models.JSONField(
                help_text="nguồn của từng câu trả lời: {đường dẫn: {from, ref, at, changed}}", null=True
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="delivery",
            field=models.JSONField(help_text="nhận qua bưu chính và cách trả: {postal, return}", null=True),
        ),
        migrations.AddField(
            model_name="dossiercomponent",
            name="origin",
            field=models.JSONField(help_text="kết quả cũ hay lần tra cứu mà thành phần lấy từ đó", null=True),
        ),
        migrations.AlterField(
            model_name="dossierfile", name="purpose", field=models.CharField(choices=PURPOSES, max_length=10)
        ),
        CreatePartitioned(
            name="Lookup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.CharField(
                        choices=[("database", "tra cơ sở dữ liệu"), ("results", "xem kho kết quả")], max_length=10
                    ),
                ),
                ("owner_hash", models.BinaryField(help_text="mã băm số định danh của người được tra")),
                ("database", models.CharField(blank=True, max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        help_text="match, no_match, none, insufficient, unavailable; hoặc found", max_length=14
                    ),
                ),
                ("procedure_code", models.CharField(blank=True, max_length=40)),
                ("asked_at", models.DateTimeField()),
                (
                    "unit_id",
                    models.BigIntegerField(help_text="quầy của cán bộ tra; trống khi người dân tự tra", null=True),
                ),
                ("role", models.CharField(blank=True, max_length=24)),
                ("reason", models.CharField(max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["uid"], name="dossiers_lookup_uid"),
                    models.Index(fields=["owner_hash", "-asked_at"], name="dossiers_lookup_owner"),
                ],
            },
        ),
    ]
