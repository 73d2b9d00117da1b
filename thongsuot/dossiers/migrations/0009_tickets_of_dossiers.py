"""Số thứ tự và hồ sơ là một: in which turn at the counter a dossier was received."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_names_in_order")]

    operations = [
        migrations.CreateModel(
            name="TicketDossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("ticket_uid", models.UUIDField()),
                ("label", models.CharField(max_length=8)),
                ("dossier_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=60, unique=True)),
                ("added_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["ticket_uid"], name="dossiers_ticket")]},
        ),
    ]
