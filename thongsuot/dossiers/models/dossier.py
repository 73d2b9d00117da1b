"""Hồ sơ, and who holds it while it is open."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.dossiers.models.states import CLOSED, NATIONAL_STATUS, Channel, Status
from thongsuot.org.models import Unit
from thongsuot.procedures.models import ProcedureVersion


class Dossier(models.Model):
    """Hồ sơ TTHC. State and due date stand on the row; who holds it while open stands in `Holding`."""

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=60)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+", db_index=False)
    case_code = models.CharField(max_length=44, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    status = models.CharField(max_length=20, choices=Status.choices)
    receiving_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    competent_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    applicant_type = models.CharField(max_length=20, default="citizen")
    applicant_name = models.CharField(max_length=200)
    applicant_bare = models.CharField(max_length=200, help_text=_("tên không dấu, để tìm"))
    applicant_cipher = models.BinaryField(null=True, help_text=_("số định danh đã mã hoá, gắn với uid"))
    applicant_hash = models.BinaryField(null=True)
    applicant = models.JSONField(default=dict, help_text=_("birth_date, phone, email, address"))
    submitter = models.JSONField(null=True, help_text=_("người nộp thay"))
    applicant_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    form = models.JSONField(default=dict)
    form_origins = models.JSONField(
        null=True, help_text=_("nguồn của từng câu trả lời: {đường dẫn: {from, ref, at, changed}}")
    )
    delivery = models.JSONField(null=True, help_text=_("nhận qua bưu chính và cách trả: {postal, return}"))

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    handover_due_at = models.DateTimeField(null=True, help_text=_("hạn chuyển cho cơ quan giải quyết (quy tắc 15:00)"))
    due_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    clock = models.JSONField(
        default=dict, help_text=_("thời hạn áp dụng, các lần dừng, gia hạn; lần dừng, câu hỏi ý kiến đang chạy")
    )
    stopped_at = models.DateTimeField(null=True)
    paused_from = models.CharField(max_length=20, blank=True, help_text=_("trạng thái trước khi dừng"))
    supplement_count = models.SmallIntegerField(default=0)
    extension_count = models.SmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "code"], name="dossiers_dossier_code"),
            models.CheckConstraint(condition=models.Q(supplement_count__lte=1), name="dossiers_one_supplement"),
            models.CheckConstraint(condition=models.Q(extension_count__lte=1), name="dossiers_one_extension"),
            models.CheckConstraint(
                condition=models.Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | (~models.Q(status__in=sorted(CLOSED)) & models.Q(closed_at=None)),
                name="dossiers_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="dossiers_code"),
            models.Index(fields=["uid"], name="dossiers_uid"),
            models.Index(fields=["competent_unit", "-id"], name="dossiers_unit_recent"),
            models.Index(
                fields=["receiving_unit", "-id"],
                name="dossiers_received_elsewhere",
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
            models.Index(
                fields=["competent_unit", "applicant_bare", "-id"],
                name="dossiers_unit_name",
                opclasses=["int8_ops", "text_pattern_ops", "int8_ops"],
            ),
            models.Index(
                fields=["receiving_unit", "applicant_bare", "-id"],
                name="dossiers_received_name",
                opclasses=["int8_ops", "text_pattern_ops", "int8_ops"],
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
            models.Index(
                fields=["receiving_unit", "received_at", "id"],
                name="dossiers_register",
                condition=models.Q(received_at__isnull=False),
            ),
            models.Index(
                fields=["applicant_hash"], name="dossiers_applicant_hash", condition=~models.Q(applicant_hash=None)
            ),
            models.Index(
                fields=["applicant_user", "-id"],
                name="dossiers_applicant_user",
                condition=~models.Q(applicant_user=None),
            ),
            models.Index(
                fields=["submitted_by", "-id"], name="dossiers_submitted_by", condition=~models.Q(submitted_by=None)
            ),
        ]

    @property
    def national_status(self) -> int | None:
        """Number 1–10 under which the national portal knows our state; a draft has none."""
        return NATIONAL_STATUS.get(Status(self.status))

    def __str__(self):
        return self.code


class Holding(models.Model):
    """Hồ sơ đang mở ở một đơn vị: narrow row per open dossier and unit involved; leaves the table when the dossier closes.

    Unit lists and counts of open dossiers read it by (unit, due); a merger re-homes it. `status` and `due_at` are
    written together with the dossier's own, in the same statement.
    """

    class Involvement(models.TextChoices):
        COMPETENT = "competent", _("giải quyết")
        RECEIVING = "receiving", _("tiếp nhận hộ")
        CONSULTED = "consulted", _("được hỏi ý kiến")
        LINKED = "linked", _("làm một phần (liên thông)")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    involvement = models.CharField(max_length=10, choices=Involvement.choices)
    status = models.CharField(max_length=20)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id", "unit_id"], name="dossiers_holding_once")
        ]
        indexes = [
            models.Index(fields=["unit_id", "due_at", "dossier_id"], name="dossiers_holding_unit_due"),
            models.Index(fields=["dossier_id"], name="dossiers_holding_dossier"),
            models.Index(
                fields=["unit_id"], name="dossiers_holding_consulted", condition=models.Q(involvement="consulted")
            ),
        ]
