"""Digitised documents are sent to be signed before they are stored. New columns are empty, so the check holds for all rows."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0050_digitising_and_handing_over")]

    operations = [
        migrations.AddField(
            model_name="scanneddocument",
            name="asked_at",
            field=models.DateTimeField(null=True, help_text="lúc trình ký số"),
        ),
        migrations.AddField(
            model_name="scanneddocument",
            name="signed_at",
            field=models.DateTimeField(null=True, help_text="lúc cơ quan ký số lên tệp"),
        ),
        migrations.AddField(
            model_name="scanneddocument",
            name="refusal",
            field=models.CharField(
                max_length=300, blank=True, db_default="", default="", help_text="vì sao người ký trả lại"
            ),
        ),
        migrations.AddConstraint(
            "scanneddocument",
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(asked_at__isnull=False, stored__isnull=False),
                name="records_scanneddoc_signed",
            ),
        ),
    ]
