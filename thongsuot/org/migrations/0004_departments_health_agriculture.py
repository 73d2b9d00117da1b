"""Two more departments of a province that take part in linked procedures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0003_special_day_provisional")]
    operations = [
        migrations.AlterField(
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
                    ("health", "y tế"),
                    ("agriculture", "nông nghiệp và môi trường"),
                ],
                help_text="việc của cơ quan",
                max_length=20,
            ),
        ),
    ]
