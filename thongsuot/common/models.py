"""Tables of the ground floor: journal, counters, idempotency keys, stored files, stamps of reference data."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """Bút toán nhật ký: one immutable fact "who did what to which subject, when, for which unit".

    Audit trail, timeline, outbox and feed of the warehouse at once. Written only by the SQL function `journal_append`;
    entries of one subject form a hash chain. `province_id` 0 = the platform itself.
    """

    province_id = models.BigIntegerField(default=0)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    verb = models.CharField(max_length=40)
    at = models.DateTimeField(help_text=_("lúc việc xảy ra"))
    recorded_at = models.DateTimeField(db_default=Now(), help_text=_("lúc ghi vào nhật ký"))
    actor_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "subject_kind", "subject_id", "seq"], name="common_journal_subject_seq"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="common_journal_id"),
            BrinIndex(fields=["recorded_at"], name="common_journal_recorded", autosummarize=True),
        ]


class JournalHead(models.Model):
    """Đầu chuỗi: last link of each subject's chain; the row lock on it puts writers of one subject in line."""

    province_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "subject_kind", "subject_id"], name="common_journalhead_subject"
            )
        ]


class JournalCheckpoint(models.Model):
    """Điểm chốt: Merkle root over the heads of all chains at one moment, signed, with a copy outside the database."""

    made_at = models.DateTimeField()
    upto_id = models.BigIntegerField(help_text=_("bút toán cuối cùng được gộp"))
    entries = models.BigIntegerField()
    heads = models.BigIntegerField()
    root = models.BinaryField()
    prev_root = models.BinaryField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField()


class Counter(models.Model):
    """Bộ đếm số: one row-locked counter per series (unit, register) and period (day, year); numbers never repeat."""

    series = models.CharField(max_length=80)
    period = models.CharField(max_length=10)
    value = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="common_counter_series_period"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="common_counter_value_positive"),
        ]


class SeriesEnd(models.Model):
    """Ngày hết của một nhóm sổ số: from `ends_at` on no number comes from it, whatever the act; read by `next_number`.

    `owner` is the first two parts of the series' names ("refund:17", "dossier:H27.445.18583"), usually one unit's. Once
    `closed_at` is set no number is given at all, and `last` holds the last one of each series: {series: [period, value]}.
    """

    owner = models.CharField(max_length=80, primary_key=True)
    unit_id = models.BigIntegerField(help_text=_("đơn vị của sổ"))
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit_id"], name="common_seriesend_unit")]


class IdempotencyKey(models.Model):
    """Khoá chống làm hai lần: the answer a user got for one key; kept seven days."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    operation = models.CharField(max_length=200)
    body_hash = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    content_type = models.CharField(max_length=60, default="application/json")
    subject_id = models.BigIntegerField(null=True, help_text=_("hồ sơ mà khoá đã tạo ra"))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="common_idempotency_user_key")]
        indexes = [models.Index(fields=["created_at"], name="common_idempotency_created")]


class StoredFile(models.Model):
    """Tệp đã nhận: one upload; the bytes lie in the store under their SHA-256, the shown name only here."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    owner_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    attached_at = models.DateTimeField(null=True, help_text=_("lúc tệp thành một phần của hồ sơ, văn bản…"))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="common_storedfile_not_empty")]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(attached_at=None), name="common_storedfile_loose")
        ]


class Stamp(models.Model):
    """Mốc dữ liệu tham chiếu: counts up when units, catalogue or calendars change, so that caches notice at once."""

    name = models.CharField(max_length=30, primary_key=True)
    value = models.BigIntegerField(default=1)


class SigningKeyInfo(models.Model):
    """Khoá đã dùng: public part and validity of every key of the platform; the secret part never enters the database."""

    key_id = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20)
    public = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)
    notes = ArrayField(models.CharField(max_length=200), default=list, blank=True)


class RateHit(models.Model):
    """Nhịp: hits of one key in the present and the last window; an unlogged table, empty again after a crash."""

    bucket = models.CharField(max_length=30)
    key = models.CharField(max_length=100)
    window_no = models.BigIntegerField()
    hits = models.IntegerField()
    before = models.IntegerField()
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "key"], name="common_ratehit_bucket_key")]


class Feed(models.Model):
    """Nguồn tin: a reader of the journal and the kind of subject it follows (common/feeds.py)."""

    name = models.CharField(max_length=30, primary_key=True)
    subject_kind = models.CharField(max_length=32)


class FeedNote(models.Model):
    """Tin chưa đọc: one entry that a feed has not read; narrow, written by `journal_append`, gone once read."""

    feed = models.CharField(max_length=30)
    entry_id = models.BigIntegerField()
    province_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["feed", "id"], name="common_feednote_order")]


class NoticeState(models.TextChoices):
    """Trạng thái của một thông báo."""

    WAITING = "waiting", _("chờ gửi")
    SENDING = "sending", _("đang gửi")
    SENT = "sent", _("đã gửi")
    DELIVERED = "delivered", _("đã tới người nhận")
    FAILED = "failed", _("không gửi được")
    UNDELIVERABLE = "undeliverable", _("không tới được")


class NoticeChannel(models.TextChoices):
    """Kênh báo tin."""

    MAIL = "mail", _("thư điện tử")
    SMS = "sms", _("tin nhắn SMS")
    ZALO = "zalo", _("Zalo")


class NoticeCause(models.TextChoices):
    """Vì sao một thông báo không tới."""

    ADDRESS = "address", _("địa chỉ hoặc số máy không có thật")
    BLOCKED = "blocked", _("người nhận chặn hoặc không dùng kênh này")
    EXPIRED = "expired", _("người nhận không bật máy trong thời gian dài")
    REFUSED = "refused", _("nơi chuyển từ chối nội dung")
    AWAY = "away", _("nơi chuyển không trả lời sau nhiều lần thử")


class Notice(models.Model):
    """Thông báo cho người dân: one message about one piece of news, by one way; kept as proof of sending.

    `key` names the news (usually the number of its journal entry): one news goes out once per channel. Nothing outside
    is called while a row is locked: a sender takes a lease (state sending, `next_try_at` = its end) and writes down what
    came of it; `attempts` tells whose lease it is. What a person has to look at stands in `needs_person`.
    """

    province_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    entry_id = models.BigIntegerField(null=True, help_text=_("bút toán mà thông báo nói tới"))
    key = models.CharField(max_length=60, default="", help_text=_("khoá của tin, một lần mỗi kênh"))
    event = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, help_text=_("mail, sms, zalo"))
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    params = models.JSONField(default=dict, help_text=_("tham số của mẫu tin Zalo"))
    others = models.JSONField(default=list, help_text=_("các cách khác, dùng khi cách này hỏng hẳn"))
    urgent = models.BooleanField(default=False, help_text=_("gửi cả trong giờ yên tĩnh"))
    unit_id = models.BigIntegerField(null=True, help_text=_("quầy lo việc không tới được"))
    state = models.CharField(max_length=14, choices=NoticeState.choices, default=NoticeState.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(help_text=_("lần gửi tới; khi đang gửi: lúc hết hạn giữ"))
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=300, blank=True, help_text=_("mã thư, mã tin của nơi chuyển, hoặc tên tệp"))
    answer = models.CharField(max_length=300, default="", blank=True, help_text=_("câu trả lời của nơi chuyển"))
    problem = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=10, choices=NoticeCause.choices, default="", blank=True)
    needs_person = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    settled_note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "key", "channel"], name="common_notice_once_per_channel"),
            models.CheckConstraint(
                condition=models.Q(state__in=["sent", "delivered", "undeliverable"], sent_at__isnull=False)
                | models.Q(state__in=["waiting", "sending", "failed"], sent_at=None),
                name="common_notice_time_of_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(needs_person=False) | models.Q(state__in=["failed", "undeliverable"]),
                name="common_notice_person_only_when_lost",
            ),
        ]
        indexes = [
            models.Index(
                fields=["province_id", "channel", "next_try_at"],
                name="common_notice_lane",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="common_notice_subject"),
            models.Index(fields=["unit_id", "id"], name="common_notice_work", condition=models.Q(needs_person=True)),
        ]


class NoticePolicy(models.Model):
    """Cách báo tin của một tỉnh hay một xã trong một thời gian; what a commune leaves open its province says."""

    unit_id = models.BigIntegerField(help_text=_("tỉnh, hoặc xã"))
    channels = ArrayField(
        models.CharField(max_length=10), null=True, help_text=_("thứ tự kênh khi người dân chưa chọn")
    )
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    mail_at_night = models.BooleanField(null=True, help_text=_("thư điện tử gửi cả trong giờ yên tĩnh"))
    unaccented = models.BooleanField(null=True, help_text=_("tin nhắn SMS không dấu"))
    basis = models.CharField(max_length=200, blank=True)
    valid = DateRangeField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="common_noticepolicy_one_at_a_time",
                expressions=[("unit_id", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="common_noticepolicy_quiet_has_both_ends",
            ),
        ]


class NoticePreference(models.Model):
    """Cách một người muốn được báo: channels in the order of the wish; `every` = by each of them, not by the first that works."""

    user_id = models.BigIntegerField(primary_key=True)
    channels = ArrayField(models.CharField(max_length=10))
    every = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
