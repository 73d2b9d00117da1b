"""A step may be done by a department of the province (linked procedures across levels)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0006_process_draft")]
    operations = [
        migrations.AddField(
            model_name="steprule",
            name="department",
            field=models.CharField(
                blank=True, default="", help_text="sở làm bước này (liên thông khác cấp), ví dụ health", max_length=40
            ),
            preserve_default=False,
        ),
    ]
