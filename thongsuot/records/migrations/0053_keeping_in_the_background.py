"""Files of a batch are kept by a job: who asked for it, how far it is; a page knows the lane that reads it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAFE_BECAUSE = (
    "a row per file of a scanned batch: some thousands a unit; the column of pages is added without rewriting"
)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0052_minutes_signed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="lane",
            field=models.SmallIntegerField(help_text="làn đang đọc; làn mở lại thì nhận lại trang nó bỏ dở", null=True),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="asked_at",
            field=models.DateTimeField(help_text="lúc được bảo đưa vào lưu trữ; việc nền làm", null=True),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="asked_by",
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
            name="claimed_until",
            field=models.DateTimeField(help_text="đang làm, hoặc đợi tới lúc này rồi thử lại", null=True),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="problem",
            field=models.CharField(blank=True, help_text="vì sao chưa vào lưu trữ được", max_length=300),
        ),
        migrations.AddField(
            model_name="scannedfile",
            name="tries",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="scannedfile",
            index=models.Index(
                condition=models.Q(("asked_at__isnull", False), ("record_file_id", None)),
                fields=["asked_at"],
                name="records_scannedfile_to_keep",
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("record_file_id__isnull", False)),
                fields=("record_file_id",),
                name="records_scannedfile_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_at", None), ("asked_by__isnull", False), _connector="OR"),
                name="records_scannedfile_asked_by_somebody",
            ),
        ),
    ]
