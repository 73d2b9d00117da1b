from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="unitversion",
            name="organ_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("office", "văn phòng"),
                    ("economy", "kinh tế"),
                    ("culture_social", "văn hoá – xã hội"),
                    ("service_centre", "trung tâm phục vụ hành chính công"),
                    ("police", "công an"),
                    ("military", "ban chỉ huy quân sự"),
                    ("home_affairs", "nội vụ"),
                    ("justice", "tư pháp"),
                    ("finance", "tài chính"),
                ],
                default="",
                help_text="việc của cơ quan",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="unitversion",
            name="name_key",
            field=models.CharField(help_text="tên chữ thường, dấu thanh đặt một kiểu", max_length=160),
        ),
        migrations.AlterField(
            model_name="unitversion",
            name="bare_key",
            field=models.CharField(help_text="tên chữ thường, không dấu", max_length=160),
        ),
    ]
