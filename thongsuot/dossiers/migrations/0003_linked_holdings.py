"""A department that does a step of a linked procedure holds the dossier too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_payments_and_consultations")]
    operations = [
        migrations.AlterField(
            model_name="holding",
            name="involvement",
            field=models.CharField(
                choices=[
                    ("competent", "giải quyết"),
                    ("receiving", "tiếp nhận hộ"),
                    ("consulted", "được hỏi ý kiến"),
                    ("linked", "làm một phần (liên thông)"),
                ],
                max_length=10,
            ),
        ),
    ]
