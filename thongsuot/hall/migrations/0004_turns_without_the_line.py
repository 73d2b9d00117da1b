"""Lượt ở máy quầy khi mất mạng là một nguồn của số thứ tự."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hall", "0003_ticket_phone")]

    operations = [
        migrations.AlterField(
            model_name="ticket",
            name="source",
            field=models.CharField(
                choices=[
                    ("kiosk", "ki-ốt"),
                    ("desk", "cán bộ lấy giúp"),
                    ("phone", "điện thoại"),
                    ("booking", "hẹn trước"),
                    ("offline", "máy quầy khi mất mạng"),
                ],
                max_length=8,
            ),
        ),
    ]
