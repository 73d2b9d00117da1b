"""Văn bản, and who holds it while it is open."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Direction(models.TextChoices):
    """Chiều của văn bản, seen from the unit whose register it stands in."""

    INCOMING = "in", _("văn bản đến")
    OUTGOING = "out", _("văn bản đi")


class Urgency(models.IntegerChoices):
    """Độ khẩn (NĐ 30/2020, Điều 8.3.b); higher is handled first."""

    NORMAL = 0, _("thường")
    URGENT = 1, _("khẩn")
    VERY_URGENT = 2, _("thượng khẩn")
    FLASH = 3, _("hoả tốc")


class State(models.TextChoices):
    """Trạng thái. The first group is of outgoing documents, the second of incoming ones; the closed ones are both's."""

    DRAFTING = "drafting", _("đang soạn thảo")
    CONTENT_CHECK = "content_check", _("chờ kiểm tra nội dung")
    FORM_CHECK = "form_check", _("chờ kiểm tra thể thức")
    TO_SIGN = "to_sign", _("trình ký")
    SIGNED = "signed", _("đã ký, chờ phát hành")
    ISSUED = "issued", _("đã phát hành")

    ARRIVED = "arrived", _("mới đến, chờ đăng ký")
    REGISTERED = "registered", _("đã đăng ký, chờ trình")
    PRESENTED = "presented", _("đã trình, chờ ý kiến chỉ đạo")
    IN_HAND = "in_hand", _("đang giải quyết")
    DONE = "done", _("đã giải quyết")
    SENT_BACK = "sent_back", _("đã trả lại nơi gửi")

    RECALLED = "recalled", _("đã thu hồi")
    REPLACED = "replaced", _("đã được thay thế")
    ABANDONED = "abandoned", _("thôi không ban hành")


CLOSED = frozenset({State.ISSUED, State.DONE, State.SENT_BACK, State.RECALLED, State.REPLACED, State.ABANDONED})
OPEN = tuple(state for state in State if state not in CLOSED)


class Document(models.Model):
    """Văn bản đi hay đến của một đơn vị. Partitioned by province. State and due date stand on the row.

    Number and notation of an outgoing document come from the unit's register when it is signed; those of an incoming
    one are the sender's and kept as they came. `arrival` is its own number in the register of incoming documents.
    """

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị ban hành (đi) hoặc nơi nhận (đến)")
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    type = models.CharField(max_length=8, help_text=_("loại văn bản, theo reference/types.yaml"))
    state = models.CharField(max_length=16, choices=State.choices)
    number = models.CharField(max_length=20, blank=True, help_text=_("số; văn bản đến giữ nguyên cách nơi gửi viết"))
    notation = models.CharField(max_length=60, blank=True, help_text=_("ký hiệu, ví dụ QĐ-UBND"))
    arrival = models.IntegerField(null=True, help_text=_("số đến"))
    arrived_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, blank=True, help_text=_("đến bằng đường nào: paper, mail, axis, inside"))
    issued_on = models.DateField(null=True, help_text=_("ngày, tháng, năm ban hành"))
    summary = models.CharField(max_length=600, help_text=_("trích yếu nội dung"))
    issuer_name = models.CharField(max_length=250, blank=True, help_text=_("cơ quan ban hành, viết như trên văn bản"))
    issuer_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("cơ quan ban hành, nếu có ở đây")
    )
    issuer_code = models.CharField(max_length=35, blank=True, help_text=_("mã định danh của nơi gửi trên trục"))
    signer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    signer_name = models.CharField(max_length=160, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    signing_mode = models.CharField(max_length=4, blank=True, help_text=_("TM, KT, TL, TUQ, Q (NĐ 30/2020, Điều 13)"))
    signed_at = models.DateTimeField(null=True)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    language = models.CharField(max_length=8, default="vi")
    pages = models.SmallIntegerField(null=True)
    due_at = models.DateTimeField(null=True, help_text=_("hạn giải quyết, hạn trả lời"))
    organ = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("đơn vị soạn thảo hoặc chủ trì")
    )
    lead = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("người soạn thảo hoặc chủ trì")
    )
    subject_kind = models.CharField(
        max_length=32, blank=True, help_text=_("việc mà văn bản này là kết quả, ví dụ dossier")
    )
    subject_id = models.BigIntegerField(null=True)
    subject_code = models.CharField(max_length=60, blank=True)
    revision = models.IntegerField(default=0, help_text=_("tăng mỗi lần sửa; ai sửa bản cũ thì được báo"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(state__in=sorted(CLOSED)) & Q(closed_at=None)),
                name="documents_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SIGNED, State.ISSUED], direction=Direction.OUTGOING)
                | (Q(signed_at__isnull=False, issued_on__isnull=False) & ~Q(number="")),
                name="documents_signed_has_number",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="documents_has_summary"),
        ]
        indexes = [
            models.Index(fields=["uid"], name="documents_uid"),
            models.Index(fields=["unit", "direction", "-id"], name="documents_unit_recent"),
            models.Index(fields=["unit", "direction", "issued_on", "id"], name="documents_unit_issued"),
            models.Index(
                fields=["unit", "issuer_code", "number", "notation"],
                name="documents_same_letter",
                condition=Q(direction=Direction.INCOMING),
            ),
            models.Index(
                fields=["subject_kind", "subject_id"], name="documents_subject", condition=~Q(subject_kind="")
            ),
            models.Index(
                fields=["unit", "-id"], name="documents_unit_copies", condition=Q(type__in=["SY", "SL", "TRS", "CTBS"])
            ),
        ]

    @property
    def sign(self) -> str:
        """Số và ký hiệu as it is written: `15/QĐ-UBND`; empty before it has a number."""
        return f"{self.number}/{self.notation}" if self.number and self.notation else self.number

    def __str__(self):
        return self.sign or self.summary


class DocumentHolding(models.Model):
    """Văn bản đang mở ở một đơn vị: narrow row per open document; leaves the table when it closes, moves in a merger.

    Lists of what is open read it by (unit, direction, urgency, due). Written together with the document's own state.
    """

    province_id = models.BigIntegerField()
    document_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=16)
    urgency = models.SmallIntegerField(default=Urgency.NORMAL)
    due_at = models.DateTimeField(help_text=_("năm 9999 khi không có hạn"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "document_id"], name="documents_holding_once")]
        indexes = [
            models.Index(
                fields=["unit_id", "direction", "-urgency", "due_at", "document_id"], name="documents_holding_unit"
            )
        ]
