"""Trục văn bản: what goes out, what came in, which document is which on the axis, and the directory of agencies."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class AxisOut(models.Model):
    """Tin gửi lên trục: a document for some receivers, or a status for the one who issued it; stays as proof of sending.

    Made with the journal entry it comes from, once. Of one document only the oldest unsent message is due, so order
    holds. While sending, `next_try_at` ends the lease; `attempts` names it. `uid` is the key under which the axis takes
    it once, whatever answer was lost.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("văn bản mới")
        RECALL = "recall", _("thu hồi")
        UPDATE = "update", _("cập nhật")
        REPLACE = "replace", _("thay thế")
        STATUS = "status", _("trạng thái")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ gửi")
        SENDING = "sending", _("đang gửi")
        STUCK = "stuck", _("kẹt, cần người xem")
        SENT = "sent", _("trục đã nhận")
        SOLVED = "solved", _("xử lý bên ngoài")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    unit_id = models.BigIntegerField(null=True, help_text=_("đơn vị phải lo khi tin kẹt"))
    document_id = models.BigIntegerField(null=True, help_text=_("văn bản ở đây; trống: trạng thái của tin không nhận"))
    code = models.CharField(max_length=120, blank=True, help_text=_("số, ký hiệu để người xem nhận ra"))
    kind = models.CharField(max_length=7, choices=Kind.choices)
    status = models.CharField(max_length=2, blank=True, help_text=_("mã trạng thái, của tin trạng thái"))
    origin = models.CharField(max_length=80, help_text=_("điều đã sinh ra tin: bút toán hoặc tin đến"))
    part = models.SmallIntegerField(default=0, help_text=_("nơi nhận chia nhiều tin; âm: những nơi trục không biết"))
    to = models.JSONField(default=list, help_text=_("mã định danh nơi nhận"))
    facts = models.JSONField(default=dict, help_text=_("lý do, văn bản liên quan"))
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=30, blank=True)
    last_answer = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=120, blank=True, help_text=_("mã thông điệp do trục đặt"))
    note = models.CharField(max_length=300, blank=True, help_text=_("xử lý bên ngoài thế nào"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "origin", "kind", "status", "part"], name="exchange_axis_out_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], next_try_at__isnull=False)
                | (~Q(state__in=["waiting", "sending"]) & Q(next_try_at=None)),
                name="exchange_axis_out_due_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="exchange_axis_out_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(kind="status") & ~Q(status="") | ~Q(kind="status") & Q(status=""),
                name="exchange_axis_out_status_says_which",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="exchange_axis_out_due",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["unit_id", "made_at", "id"], name="exchange_axis_out_unit"),
            models.Index(fields=["document_id", "id"], name="exchange_axis_out_document"),
        ]


class AxisIn(models.Model):
    """Thông điệp từ trục, kept raw before anybody reads it; not partitioned: whose it is shows when it is read.

    Two deliveries of the same bytes are one row. Rows of one `document_key` are read in the order they came.
    """

    class State(models.TextChoices):
        NEW = "new", _("vừa đến")
        WAITING = "waiting", _("chờ thử lại")
        STUCK = "stuck", _("kẹt")
        ASKED = "asked", _("chờ người trả lời")
        DONE = "done", _("đã nhận")
        REFUSED = "refused", _("đã từ chối")
        SOLVED = "solved", _("xử lý bên ngoài")

    province_id = models.BigIntegerField(null=True)
    external_id = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 của nội dung"))
    raw = models.BinaryField(null=True, help_text=_("nội dung như đã đến, khi nhỏ (trạng thái, thu hồi)"))
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", help_text=_("nội dung như đã đến, khi lớn")
    )
    kind = models.CharField(max_length=12, blank=True, help_text=_("loại theo lời trục, rồi theo nội dung"))
    document_key = models.CharField(max_length=200, help_text=_("mã văn bản trên trục"))
    sender_code = models.CharField(max_length=35, blank=True)
    sender_name = models.CharField(max_length=250, blank=True)
    subject = models.CharField(max_length=600, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    document_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    cause = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    remarks = models.JSONField(default=list, help_text=_("nhận xét khi đọc"))
    signed = models.CharField(max_length=10, blank=True, help_text=_("absent, valid, unchecked"))
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="exchange_axis_in_once"),
            models.CheckConstraint(
                condition=Q(raw__isnull=True) ^ Q(file__isnull=True), name="exchange_axis_in_has_contents"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused", "solved"], settled_at__isnull=False)
                | (~Q(state__in=["done", "refused", "solved"]) & Q(settled_at=None)),
                name="exchange_axis_in_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "waiting"], next_try_at__isnull=False)
                | (~Q(state__in=["new", "waiting"]) & Q(next_try_at=None)),
                name="exchange_axis_in_due_time",
            ),
        ]
        indexes = [
            models.Index(fields=["external_id"], name="exchange_axis_in_external"),
            models.Index(fields=["document_key", "id"], name="exchange_axis_in_key"),
            models.Index(
                fields=["next_try_at", "id"], name="exchange_axis_in_due", condition=Q(state__in=["new", "waiting"])
            ),
            models.Index(
                fields=["unit", "received_at", "id"],
                name="exchange_axis_in_open",
                condition=Q(state__in=["new", "waiting", "stuck", "asked"]),
            ),
            models.Index(fields=["received_at", "id"], name="exchange_axis_in_recent"),
        ]


class AxisTie(models.Model):
    """Văn bản nào trên trục là văn bản nào ở đây; for one that came in also under which code of ours it was sent to."""

    province_id = models.BigIntegerField()
    document_id = models.BigIntegerField()
    incoming = models.BooleanField()
    document_key = models.CharField(max_length=200)
    issuer_code = models.CharField(max_length=35)
    code = models.CharField(max_length=120, help_text=_("số và ký hiệu"))
    issued_on = models.DateField(null=True)
    our_code = models.CharField(max_length=35, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "document_id"], name="exchange_axis_tie_once"),
        ]
        indexes = [models.Index(fields=["document_key", "incoming"], name="exchange_axis_tie_key")]


class AxisAgency(models.Model):
    """Cơ quan trên trục, as its directory told us last; kept when it is no longer listed."""

    code = models.CharField(max_length=35, primary_key=True)
    name = models.CharField(max_length=250)
    folded = models.CharField(max_length=250, help_text=_("tên không dấu, để tìm"))
    email = models.CharField(max_length=250, blank=True)
    seen_at = models.DateTimeField()
    listed = models.BooleanField(default=True)

    def __str__(self):
        return f"{self.name} ({self.code})"
