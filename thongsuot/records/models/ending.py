"""Huỷ tài liệu hết giá trị: proposal, council, approval, minutes; and the hold that forbids it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.records.models.files import RecordFile
from thongsuot.records.models.fonds import Fonds


class Disposal(models.Model):
    """Đợt huỷ tài liệu: who proposes never approves; nothing is destroyed before the decision has a number."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang lập danh mục")
        PROPOSED = "proposed", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt, chờ huỷ")
        DONE = "done", _("đã huỷ, có biên bản")
        DROPPED = "dropped", _("không huỷ")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="disposals")
    number = models.IntegerField()
    year = models.SmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    reason = models.TextField(help_text=_("thuyết minh"))
    council = models.JSONField(default=list, help_text=_("hội đồng: [{name, post, opinion}]"))
    council_minutes = models.CharField(max_length=200, blank=True, help_text=_("biên bản họp hội đồng"))
    decision = models.CharField(max_length=200, blank=True, help_text=_("quyết định huỷ"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=200, blank=True, help_text=_("cách huỷ"))
    witness = models.CharField(max_length=200, blank=True, help_text=_("người chứng kiến"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fonds", "year", "number"], name="records_disposal_number"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "done"])
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by"))
                & ~models.Q(decision=""),
                name="records_disposal_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="records_disposal_done_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.number:02}/{self.year}"


class DisposalLine(models.Model):
    """Một hồ sơ trong danh mục huỷ; `keep` when the council takes it out again."""

    province_id = models.BigIntegerField()
    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="lines")
    file = models.ForeignKey(RecordFile, models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    keep = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disposal", "file"], name="records_disposal_line_once")]


class Hold(models.Model):
    """Lệnh giữ: a file, or a whole fonds, that nobody may dispose of while a matter is open (thanh tra, toà án)."""

    province_id = models.BigIntegerField()
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="holds")
    file = models.ForeignKey(
        RecordFile, models.PROTECT, null=True, db_constraint=False, related_name="holds", db_index=False
    )
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=200, help_text=_("văn bản yêu cầu giữ"))
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(end_reason=""),
                name="records_hold_end_whole",
            )
        ]
        indexes = [
            models.Index(fields=["file"], name="records_hold_file", condition=models.Q(ended_at=None)),
            models.Index(fields=["fonds"], name="records_hold_fonds", condition=models.Q(ended_at=None, file=None)),
        ]
