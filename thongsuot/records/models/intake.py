"""Nộp lưu: what is still owed, and the hand-ins with their lines."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit
from thongsuot.records.models.files import RecordFile
from thongsuot.records.models.fonds import Fonds


class HandInDue(models.Model):
    """Hồ sơ phải nộp lưu: work that ended, due within a year (three months for construction), once per source."""

    class Kind(models.TextChoices):
        USUAL = "usual", _("trong 01 năm từ khi công việc kết thúc")
        CONSTRUCTION = "construction", _("trong 03 tháng từ khi quyết toán công trình")

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.USUAL)
    source_kind = models.CharField(max_length=32)
    source_id = models.BigIntegerField()
    source_code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    page = models.CharField(max_length=200)
    ended_on = models.DateField()
    due_at = models.DateTimeField()
    by_calendar = models.BooleanField(default=True, help_text=_("đã tính theo lịch; năm chưa có lịch thì tính lại sau"))
    kept_until = models.DateField(null=True, help_text=_("được đồng ý bằng văn bản cho giữ lại đến ngày"))
    consent = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "source_kind", "source_id"], name="records_due_source"),
            models.CheckConstraint(
                condition=models.Q(kept_until=None, consent="")
                | models.Q(kept_until__isnull=False) & ~models.Q(consent=""),
                name="records_due_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="records_due_open", condition=models.Q(handed_in_at=None)),
            models.Index(
                fields=["due_at"],
                name="records_due_to_remind",
                condition=models.Q(handed_in_at=None, reminded_at=None),
            ),
        ]


class HandIn(models.Model):
    """Đợt nộp lưu (mục lục và biên bản, hai bản): from a unit into its fonds, accepted line by line."""

    class State(models.TextChoices):
        OFFERED = "offered", _("chờ lưu trữ nhận")
        CLOSED = "closed", _("đã xong")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=80, help_text=_("khoá chống lặp của nơi nộp"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị nộp"))
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="hand_ins")
    number = models.IntegerField()
    year = models.SmallIntegerField()
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="records_handin_number"),
            models.UniqueConstraint(fields=["province_id", "key"], name="records_handin_key"),
            models.CheckConstraint(
                condition=models.Q(state="offered", closed_at=None) | models.Q(state="closed", closed_at__isnull=False),
                name="records_handin_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "offered_at"], name="records_handin_unit")]

    def __str__(self):
        return f"{self.number:02}/{self.year}"


class HandInLine(models.Model):
    """Một hồ sơ trong đợt nộp: waiting, accepted, or returned with a reason."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("chờ kiểm")
        ACCEPTED = "accepted", _("đã nhận")
        RETURNED = "returned", _("trả lại")

    province_id = models.BigIntegerField()
    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="lines")
    file = models.ForeignKey(RecordFile, models.PROTECT, db_constraint=False, related_name="lines", db_index=False)
    ordinal = models.IntegerField()
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hand_in", "file"], name="records_line_once"),
            models.UniqueConstraint(
                fields=["province_id", "file"], condition=models.Q(answer="waiting"), name="records_line_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="waiting", answered_at=None)
                | models.Q(answer="accepted", answered_at__isnull=False, answered_by__isnull=False)
                | models.Q(answer="returned", answered_at__isnull=False, answered_by__isnull=False)
                & ~models.Q(reason=""),
                name="records_line_answer_whole",
            ),
        ]
