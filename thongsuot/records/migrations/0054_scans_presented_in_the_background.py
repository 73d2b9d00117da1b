"""Scans are joined and presented for signature by a job: who asked for it, and why it could not be done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAFE_BECAUSE = "a row per file of a scanned batch: some thousands a unit, as in 0053"


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0053_keeping_in_the_background"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="scannedfile",
            name="to_sign_at",
            field=models.DateTimeField(help_text="lúc được bảo trình ký; việc nền ghép trang rồi trình", null=True),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="to_sign_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="to_sign_problem",
            field=models.CharField(blank=True, help_text="vì sao chưa trình ký được", max_length=300),
        ),
        migrations.AddIndex(
            model_name="scannedfile",
            index=models.Index(
                condition=models.Q(("to_sign_at__isnull", False)),
                fields=["to_sign_at"],
                name="records_scannedfile_to_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_sign_at", None),
                    models.Q(("asked_at", None), ("record_file_id", None), ("to_sign_by__isnull", False)),
                    _connector="OR",
                ),
                name="records_scannedfile_signs_before_keeping",
            ),
        ),
    ]
