"""Tìm theo tên: the indexes of names also have the order of a page, so that a page of a common name is read, not sorted."""

from django.db import migrations, models

CLASSES = ["int8_ops", "text_pattern_ops", "int8_ops"]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_exports_bulk_visits")]

    operations = [
        migrations.RemoveIndex(model_name="dossier", name="dossiers_unit_name"),
        migrations.RemoveIndex(model_name="dossier", name="dossiers_received_name"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["competent_unit", "applicant_bare", "-id"], name="dossiers_unit_name", opclasses=CLASSES
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["receiving_unit", "applicant_bare", "-id"],
                name="dossiers_received_name",
                opclasses=CLASSES,
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
        ),
    ]
