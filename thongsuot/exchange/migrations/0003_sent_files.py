"""Tệp đã gửi tới hệ thống khác."""

import django.db.models.deletion
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_inbound_stuck_clocks")]

    operations = [
        CreatePartitioned(
            name="SentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("dossier_id", models.BigIntegerField()),
                ("file_uid", models.UUIDField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(help_text="byte")),
                ("sent_at", models.DateTimeField()),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.system",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("province_id", "dossier_id", "system", "file_uid"), name="exchange_sent_file_once"
                    )
                ],
            },
        ),
    ]
