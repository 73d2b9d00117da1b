"""Notices by several channels: a key per news, leases instead of locks, proof and reports, what a person has to look at."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import migrations, models
from django.db.models import Q

CAUSES = [
    ("address", "địa chỉ hoặc số máy không có thật"),
    ("blocked", "người nhận chặn hoặc không dùng kênh này"),
    ("expired", "người nhận không bật máy trong thời gian dài"),
    ("refused", "nơi chuyển từ chối nội dung"),
    ("away", "nơi chuyển không trả lời sau nhiều lần thử"),
]
STATES = [
    ("waiting", "chờ gửi"),
    ("sending", "đang gửi"),
    ("sent", "đã gửi"),
    ("delivered", "đã tới người nhận"),
    ("failed", "không gửi được"),
    ("undeliverable", "không tới được"),
]


SAFE_BECAUSE = "mỗi cột mới cho phép NULL hoặc có giá trị mặc định cố định, nên không viết lại bảng"


def add(name: str, field: models.Field) -> migrations.AddField:
    """A column of notices."""
    return migrations.AddField(model_name="notice", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("common", "0006_feeds_and_notices")]
    operations = [
        migrations.RemoveConstraint(model_name="notice", name="common_notice_once"),
        migrations.RemoveConstraint(model_name="notice", name="common_notice_sent_has_time"),
        migrations.RemoveIndex(model_name="notice", name="common_notice_due"),
        add("key", models.CharField(default="", help_text="khoá của tin, một lần mỗi kênh", max_length=60)),
        add("params", models.JSONField(default=dict, help_text="tham số của mẫu tin Zalo")),
        add("others", models.JSONField(default=list, help_text="các cách khác, dùng khi cách này hỏng hẳn")),
        add("urgent", models.BooleanField(default=False, help_text="gửi cả trong giờ yên tĩnh")),
        add("unit_id", models.BigIntegerField(help_text="quầy lo việc không tới được", null=True)),
        add("delivered_at", models.DateTimeField(null=True)),
        add("answer", models.CharField(blank=True, default="", help_text="câu trả lời của nơi chuyển", max_length=300)),
        add("cause", models.CharField(blank=True, choices=CAUSES, default="", max_length=10)),
        add("needs_person", models.BooleanField(default=False)),
        add("settled_at", models.DateTimeField(null=True)),
        add("settled_by_id", models.BigIntegerField(null=True)),
        add("settled_note", models.CharField(blank=True, default="", max_length=500)),
        migrations.AlterField("notice", "channel", models.CharField(help_text="mail, sms, zalo", max_length=10)),
        migrations.AlterField(
            "notice", "entry_id", models.BigIntegerField(help_text="bút toán mà thông báo nói tới", null=True)
        ),
        migrations.AlterField("notice", "state", models.CharField(choices=STATES, default="waiting", max_length=14)),
        migrations.AlterField(
            "notice",
            "next_try_at",
            models.DateTimeField(help_text="lần gửi tới; khi đang gửi: lúc hết hạn giữ"),
        ),
        migrations.AlterField(
            "notice",
            "proof",
            models.CharField(blank=True, help_text="mã thư, mã tin của nơi chuyển, hoặc tên tệp", max_length=300),
        ),
        migrations.RunSQL("UPDATE common_notice SET key = entry_id::text WHERE key = ''", migrations.RunSQL.noop),
        # Policies are cached from the first day, before anybody has written one.
        migrations.RunSQL(
            "INSERT INTO common_stamp (name, value) VALUES ('notices', 1) ON CONFLICT DO NOTHING",
            "DELETE FROM common_stamp WHERE name = 'notices'",
        ),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(fields=["province_id", "key", "channel"], name="common_notice_once_per_channel"),
        ),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=Q(state__in=["sent", "delivered", "undeliverable"], sent_at__isnull=False)
                | Q(state__in=["waiting", "sending", "failed"], sent_at=None),
                name="common_notice_time_of_sending",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=Q(needs_person=False) | Q(state__in=["failed", "undeliverable"]),
                name="common_notice_person_only_when_lost",
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["province_id", "channel", "next_try_at"],
                name="common_notice_lane",
                condition=Q(state__in=["waiting", "sending"]),
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(fields=["unit_id", "id"], name="common_notice_work", condition=Q(needs_person=True)),
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("user_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("channels", ArrayField(base_field=models.CharField(max_length=10), size=None)),
                ("every", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_id", models.BigIntegerField(help_text="tỉnh, hoặc xã")),
                (
                    "channels",
                    ArrayField(
                        base_field=models.CharField(max_length=10),
                        help_text="thứ tự kênh khi người dân chưa chọn",
                        null=True,
                        size=None,
                    ),
                ),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                (
                    "mail_at_night",
                    models.BooleanField(help_text="thư điện tử gửi cả trong giờ yên tĩnh", null=True),
                ),
                ("unaccented", models.BooleanField(help_text="tin nhắn SMS không dấu", null=True)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("valid", DateRangeField()),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    ExclusionConstraint(
                        expressions=[("unit_id", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                        name="common_noticepolicy_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(quiet_from=None, quiet_to=None)
                        | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                        name="common_noticepolicy_quiet_has_both_ends",
                    ),
                ]
            },
        ),
    ]
