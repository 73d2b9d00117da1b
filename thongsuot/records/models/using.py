"""Sử dụng tài liệu: loans inside the office and citizens who ask to read their own records."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.records.models.files import RecordFile


class Loan(models.Model):
    """Lượt mượn hồ sơ: one open loan per file of paper; what is not brought back becomes a task."""

    province_id = models.BigIntegerField()
    file = models.ForeignKey(RecordFile, models.PROTECT, db_constraint=False, related_name="loans", db_index=False)
    borrower = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    lent_at = models.DateTimeField()
    lent_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    asked_back_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    state_note = models.CharField(max_length=300, blank=True, help_text=_("tình trạng khi trả"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "file"], condition=models.Q(returned_at=None), name="records_loan_one_open"
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="records_loan_due", condition=models.Q(returned_at=None))]


class ReadRequest(models.Model):
    """Yêu cầu đọc hồ sơ của mình: a citizen's reason, an archivist's answer, and until when the door is open."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ trả lời")
        GRANTED = "granted", _("được đọc")
        REFUSED = "refused", _("không được đọc")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    file = models.ForeignKey(RecordFile, models.PROTECT, db_constraint=False, related_name="requests", db_index=False)
    citizen = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.CharField(max_length=500, blank=True)
    open_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "file", "citizen"],
                condition=models.Q(state="asked"),
                name="records_request_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at=None)
                | models.Q(state="granted", answered_at__isnull=False, open_until__isnull=False)
                | models.Q(state="refused", answered_at__isnull=False) & ~models.Q(answer=""),
                name="records_request_answer_whole",
            ),
        ]
