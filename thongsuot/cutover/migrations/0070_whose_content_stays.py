"""Whose content stays when both sides changed a row, and dossiers that come with a code somebody has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cutover", "0069_roles_of_the_registry")]

    operations = [
        migrations.AlterField(
            model_name="difference",
            name="decision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("same", "là một người, dùng chung một tài khoản"),
                    ("separate", "hai người khác nhau, tài khoản riêng"),
                    ("rename", "đổi tên đăng nhập của người mới tới"),
                    ("noted", "chỉ ghi lại"),
                    ("ours", "giữ nội dung ở đây"),
                    ("theirs", "lấy nội dung mới tới"),
                    ("recoded", "hồ sơ mới tới mang mã mới, mã cũ vẫn tra được"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="difference",
            name="proposal",
            field=models.CharField(blank=True, help_text="tên đăng nhập hay mã hồ sơ đề nghị", max_length=80),
        ),
    ]
