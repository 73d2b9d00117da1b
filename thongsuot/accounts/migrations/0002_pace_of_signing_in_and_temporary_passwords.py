from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, help_text="mật khẩu tạm do quản trị cấp"),
        ),
        migrations.CreateModel(
            name="SignInPace",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("failures__gte", 0)), name="accounts_pace_positive")
                ],
            },
        ),
    ]
