"""Thông điệp đến: kept as it came before anybody understands it; what came of it; codes under which others know our dossiers."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.exchange.models.systems import System
from thongsuot.org.models import Unit


class InMessage(models.Model):
    """Một thông điệp đến, whoever brought it (our fetching, their pushing).

    Not partitioned: which province it is for is known only once it is understood. Stored raw in a transaction of its own, once per system and their id; understood in a second one. The raw text holds
    personal data, so it is encrypted under the row's uid and forgotten when it has served.
    """

    class Kind(models.TextChoices):
        DOSSIER = "dossier", _("hồ sơ mới")
        SUPPLEMENT = "supplement", _("bổ sung giấy tờ")
        WITHDRAWAL = "withdrawal", _("rút hồ sơ")
        PAYMENT = "payment", _("đã nộp tiền")
        STATUS = "status", _("đổi trạng thái")
        MIRROR = "mirror", _("hồ sơ của hệ thống khác")
        UNKNOWN = "unknown", _("chưa rõ loại")

    class State(models.TextChoices):
        NEW = "new", _("vừa đến")
        WAITING = "waiting", _("chờ thử lại")
        STUCK = "stuck", _("kẹt")
        DONE = "done", _("đã vào hồ sơ")
        SOLVED = "solved", _("xử lý bên ngoài")

    province_id = models.BigIntegerField(null=True, help_text=_("trống: chưa rõ là của tỉnh nào"))
    uid = models.UUIDField(default=uuid.uuid4)
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120, help_text=_("mã thông điệp do hệ thống kia đặt"))
    digest = models.BinaryField(help_text=_("SHA-256 của nội dung: cùng mã mà khác nội dung là chuyện khác"))
    raw = models.BinaryField(help_text=_("nội dung như đã đến, mã hoá, gắn với uid; trống khi đã quá hạn giữ"))
    pushed = models.BooleanField(default=False, help_text=_("hệ thống kia đẩy tới; nếu không, ta lấy về"))
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UNKNOWN)
    their_code = models.CharField(max_length=80, blank=True, help_text=_("mã hồ sơ ở hệ thống kia"))
    procedure_code = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("đơn vị phải nhận; trống: chưa rõ"),
    )
    unit_written = models.CharField(max_length=160, blank=True, help_text=_("đơn vị như hệ thống kia ghi"))
    given_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("đơn vị do người có thẩm quyền chỉ định"),
    )
    sent_at = models.DateTimeField(null=True, help_text=_("lúc hệ thống kia ghi"))
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    cause = models.CharField(max_length=40, blank=True, help_text=_("mã nguyên nhân ổn định; xem causes.py"))
    detail = models.TextField(blank=True, help_text=_("lời của lần thử cuối, không có dữ liệu cá nhân"))
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    files = models.JSONField(default=dict, help_text=_("tệp đã tải về: {đường dẫn: mã tệp}"))
    dossier_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True, help_text=_("xử lý bên ngoài thế nào"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="exchange_in_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "stuck"]) | ~Q(cause=""), name="exchange_in_stuck_has_cause"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "solved"], settled_at__isnull=False)
                | (~Q(state__in=["done", "solved"]) & Q(settled_at=None)),
                name="exchange_in_settled_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="solved") | ~Q(note=""), name="exchange_in_solved_has_note"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "waiting"], next_try_at__isnull=False)
                | (~Q(state__in=["new", "waiting"]) & Q(next_try_at=None)),
                name="exchange_in_waiting_has_next_try",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "received_at", "id"],
                name="exchange_in_open",
                condition=Q(state__in=["new", "waiting", "stuck"]),
            ),
            models.Index(
                fields=["province_id", "received_at", "id"],
                name="exchange_in_homeless",
                condition=Q(state__in=["new", "waiting", "stuck"], unit=None),
            ),
            models.Index(
                fields=["next_try_at", "id"], name="exchange_in_due", condition=Q(state__in=["new", "waiting"])
            ),
            models.Index(fields=["system", "their_code", "id"], name="exchange_in_code"),
            models.Index(fields=["dossier_id"], name="exchange_in_dossier", condition=~Q(dossier_id=None)),
        ]

    def __str__(self):
        return f"{self.external_id} ({self.kind})"


class ForeignCode(models.Model):
    """Mã hồ sơ ở hệ thống kia: under which code another system knows a dossier of ours (its own code, or an alias)."""

    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=80)
    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="exchange_foreign_code_once"),
            models.UniqueConstraint(fields=["dossier_id", "system"], name="exchange_foreign_code_one_a_system"),
        ]

    def __str__(self):
        return self.code
