"""Thông điệp nhỏ của trục đứng ngay trong dòng của nó."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0008_numbers_end_and_entries_for_many"),
        ("exchange", "0005_document_axis"),
        ("org", "0004_departments_health_agriculture"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="axisin",
            name="raw",
            field=models.BinaryField(help_text="nội dung như đã đến, khi nhỏ (trạng thái, thu hồi)", null=True),
        ),
        migrations.AlterField(
            model_name="axisin",
            name="file",
            field=models.ForeignKey(
                help_text="nội dung như đã đến, khi lớn",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.storedfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="axisin",
            constraint=models.CheckConstraint(
                condition=models.Q(("raw__isnull", True), ("file__isnull", True), _connector="XOR"),
                name="exchange_axis_in_has_contents",
            ),
        ),
    ]
