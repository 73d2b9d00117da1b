"""Lần thanh toán, tiền đến, và bản tin trao đổi với cổng thanh toán."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Intent(models.Model):
    """Lần thanh toán: one try to pay one request in one way; its reference is never used again."""

    class Method(models.TextChoices):
        CASH = "cash", _("tiền mặt")
        TRANSFER = "transfer", _("chuyển khoản")
        ONLINE = "online", _("trực tuyến")

    class State(models.TextChoices):
        PENDING = "pending", _("chờ thanh toán")
        PAID = "paid", _("đã thanh toán")
        FAILED = "failed", _("không thành")
        EXPIRED = "expired", _("quá hạn")
        REFUNDING = "refunding", _("đang hoàn tiền")
        REFUNDED = "refunded", _("đã hoàn tiền")

    province_id = models.BigIntegerField()
    request_id = models.BigIntegerField(help_text=_("yêu cầu nộp tiền (dossiers_payment)"))
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    revenue_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    method = models.CharField(max_length=10, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reference = models.CharField(max_length=90)
    transfer_key = models.CharField(max_length=25, blank=True, help_text=_("nội dung chuyển khoản, không dấu"))
    amount = models.BigIntegerField(help_text=_("phải trả, đồng"))
    account = models.JSONField(
        default=dict, help_text=_("tài khoản nhận lúc đó: {bank_bin, bank_name, number, holder, demo}")
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    payment_url = models.TextField(blank=True, help_text=_("trang thanh toán của cổng"))
    bill_url = models.TextField(blank=True, help_text=_("biên lai của cổng"))
    bill_asked = models.BooleanField(default=False)
    tries = models.IntegerField(default=0, help_text=_("số lần hỏi cổng"))
    next_ask_at = models.DateTimeField(null=True, help_text=_("lúc hỏi lại; trống: không hỏi nữa"))
    trouble = models.CharField(max_length=40, blank=True, help_text=_("vì sao chưa rõ kết quả"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "reference"], name="payments_intent_reference"),
            models.UniqueConstraint(
                fields=["province_id", "transfer_key"], name="payments_intent_key", condition=~models.Q(transfer_key="")
            ),
            models.UniqueConstraint(
                fields=["province_id", "request_id", "method"],
                name="payments_intent_one_pending",
                condition=models.Q(state="pending"),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_intent_positive"),
            models.CheckConstraint(
                condition=models.Q(state="pending", ended_at=None)
                | (~models.Q(state="pending") & models.Q(ended_at__isnull=False)),
                name="payments_intent_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier_id", "id"], name="payments_intent_dossier"),
            models.Index(fields=["reference"], name="payments_intent_by_reference"),
            models.Index(
                fields=["next_ask_at"], name="payments_intent_to_ask", condition=models.Q(next_ask_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.reference


class Arrival(models.Model):
    """Tiền đến: money that reached an account for a dossier, whatever amount; kept until it is used or given back."""

    class Source(models.TextChoices):
        GATEWAY = "gateway", _("cổng thanh toán")
        TRANSFER = "transfer", _("chuyển khoản")
        CASH = "cash", _("tiền mặt, phần còn thiếu")

    class State(models.TextChoices):
        KEPT = "kept", _("giữ chờ nộp đủ")
        USED = "used", _("đã dùng")
        TO_REFUND = "to_refund", _("chờ hoàn")
        REFUNDED = "refunded", _("đã hoàn")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    request_id = models.BigIntegerField(null=True)
    intent_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    external_id = models.CharField(max_length=100, help_text=_("mã giao dịch của cổng hay ngân hàng"))
    amount = models.BigIntegerField()
    used = models.BigIntegerField(default=0, help_text=_("phần đã tính vào khoản phải nộp"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.KEPT)
    payer = models.CharField(max_length=200, blank=True)
    paid_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "source", "external_id"], name="payments_arrival_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, used__gte=0, used__lte=models.F("amount")),
                name="payments_arrival_amounts",
            ),
        ]
        indexes = [models.Index(fields=["dossier_id", "id"], name="payments_arrival_dossier")]

    def __str__(self):
        return self.external_id


class GatewayMessage(models.Model):
    """Bản tin với cổng thanh toán, as it went or came; what came is stored before it is understood."""

    class Kind(models.TextChoices):
        INIT = "INIT", "INIT"
        CONFIRM = "CONFIRM", "CONFIRM"
        GET_BILL = "GET_BILL", "GET_BILL"
        CALLBACK = "CALLBACK", "CALLBACK"

    class Outcome(models.TextChoices):
        STORED = "stored", _("đã cất")
        OK = "ok", _("đã hiểu")
        NO_ANSWER = "no_answer", _("không có câu trả lời dùng được")
        FORGED = "forged", _("sai chữ ký")
        UNKNOWN = "unknown", _("không có mã tham chiếu này")
        UNREADABLE = "unreadable", _("không hiểu được")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    reference = models.CharField(max_length=100, blank=True)
    body = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.STORED)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["reference", "id"], name="payments_message_reference"),
            models.Index(
                fields=["-id"],
                name="payments_message_strange",
                condition=models.Q(outcome__in=["stored", "unknown", "unreadable"]),
            ),
        ]
