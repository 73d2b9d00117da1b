"""Hai đồng hồ: cùng ngày mà khác giờ là một nguyên nhân riêng."""

from django.db import migrations, models

CAUSES = [
    ("waiting", "đồng hồ cổng vẫn chạy khi ta chờ người dân"),
    ("late_sync", "tin đồng bộ đến chậm hoặc đang kẹt"),
    ("calendar", "khác lịch: ngày nghỉ, cuối tuần, giờ chốt"),
    ("hour", "cùng ngày, chỉ khác giờ"),
    ("unknown", "chưa rõ"),
    ("not_here", "cổng có, ta chưa có"),
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_sent_files")]

    operations = [
        migrations.AlterField(
            model_name="clockunit",
            name="cause",
            field=models.CharField(blank=True, choices=CAUSES, help_text="trống: hai bên giống nhau", max_length=10),
        ),
        migrations.AlterField(
            model_name="clockdifference", name="cause", field=models.CharField(choices=CAUSES, max_length=10)
        ),
    ]
