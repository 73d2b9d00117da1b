"""Minutes of a hand-over are kept: signed digitally, or the scan of what was signed by hand.

What was accepted before is told as it was: confirmed with passwords, without minutes (`journal`). The table holds a row per
hand-over of a dissolved unit, some thousands at most, so the checks take no time.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SAFE_BECAUSE = "a row per hand-over: some thousands at most"


def tell_how(apps, schema_editor):
    handovers = apps.get_model("records", "Handover").objects.using(schema_editor.connection.alias)
    handovers.filter(state="accepted").update(way="journal")
    handovers.filter(state="handed").update(way="paper")


class Migration(migrations.Migration):
    dependencies = [("common", "0008_numbers_end_and_entries_for_many"), ("records", "0051_scans_signed")]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="way",
            field=models.CharField(
                max_length=7,
                blank=True,
                default="",
                db_default="",
                choices=[
                    ("digital", "hai bên ký số"),
                    ("paper", "hai bên ký tay trên giấy, bản quét đã tải lên"),
                    ("journal", "chỉ xác nhận bằng mật khẩu, chưa có biên bản đã ký"),
                ],
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="asked_at",
            field=models.DateTimeField(null=True, help_text="lúc trình ký số biên bản"),
        ),
        migrations.AddField(
            model_name="handover",
            name="minutes",
            field=models.ForeignKey(
                "common.StoredFile",
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                db_index=False,
                help_text="biên bản đã ký số, hoặc bản quét biên bản ký tay",
            ),
        ),
        migrations.RunPython(tell_how, migrations.RunPython.noop),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(way="journal") | ~Q(way="") & Q(minutes__isnull=False),
                name="records_handover_accepted_has_minutes",
            ),
        ),
    ]
