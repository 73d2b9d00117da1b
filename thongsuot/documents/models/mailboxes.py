"""Hộp thư của đơn vị trên máy chủ thư, and every message that was looked at there."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class Mailbox(models.Model):
    """Hộp thư điện tử của một đơn vị, read over IMAP.

    `server` is one of the settings' MAIL_SERVERS; `secret` the sealed password. `next_look_at` is also the lease of the
    worker that reads it now. Messages below `next_uid` (of this `validity`) are all done and marked.
    """

    class Problem(models.TextChoices):
        NONE = "", _("không có vướng mắc")
        AWAY = "away", _("máy chủ thư không trả lời")
        REFUSED = "refused", _("máy chủ thư không nhận tên hoặc mật khẩu")
        FORBIDDEN = "forbidden", _("máy chủ thư này không còn được phép dùng")
        SEALED = "sealed", _("không mở được mật khẩu đã cất")

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid4)
    server = models.CharField(max_length=200, help_text=_("imaps://máy:cổng hoặc imap+starttls://máy:cổng"))
    address = models.CharField(max_length=250, help_text=_("địa chỉ thư của đơn vị"))
    username = models.CharField(max_length=250)
    secret = models.BinaryField()
    since = models.DateField(help_text=_("chỉ đọc thư từ ngày này"))
    active = models.BooleanField(default=True)
    validity = models.BigIntegerField(null=True)
    next_uid = models.BigIntegerField(default=1)
    next_look_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, help_text=_("lần đọc được gần nhất"))
    problem = models.CharField(max_length=9, choices=Problem.choices, blank=True, default="")
    problem_words = models.CharField(max_length=300, blank=True, default="")
    failures = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="documents_mailbox_uid"),
            models.UniqueConstraint(
                fields=["server", "username"], condition=Q(active=True), name="documents_mailbox_read_once"
            ),
        ]
        indexes = [models.Index(fields=["next_look_at"], name="documents_mailbox_due", condition=Q(active=True))]


class MailArrival(models.Model):
    """Một thư đã xem trong hộp: what became of it. The database lets each message of a mailbox stand here once.

    A letter laid aside keeps its bytes in `file`; not when it is secret or too large: then it is on the mail server only.
    """

    class Result(models.TextChoices):
        TAKEN = "taken", _("thành văn bản đến")
        KNOWN = "known", _("đã có, không nhận lần nữa")
        ASIDE = "aside", _("để riêng, chờ người xem")
        SETTLED = "settled", _("đã xem, không phải văn bản")

    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="+", db_index=False)
    validity = models.BigIntegerField()
    number = models.BigIntegerField(help_text=_("UID của thư trong hộp"))
    message_id = models.CharField(max_length=250, blank=True)
    sender = models.CharField(max_length=250, blank=True)
    subject = models.CharField(max_length=600, blank=True)
    size = models.BigIntegerField(default=0)
    result = models.CharField(max_length=7, choices=Result.choices)
    reason = models.CharField(max_length=40, blank=True, help_text=_("mã lý do để riêng"))
    detail = models.CharField(max_length=600, blank=True)
    document_id = models.BigIntegerField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    came_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True, help_text=_("lúc đánh dấu trên máy chủ thư"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "mailbox", "validity", "number"], name="documents_mailarrival_once"
            ),
            models.CheckConstraint(
                condition=Q(result="aside") & ~Q(reason="") & Q(settled_at=None)
                | Q(result="settled") & ~Q(reason="") & Q(settled_at__isnull=False)
                | Q(result__in=["taken", "known"]),
                name="documents_mailarrival_aside_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(result="taken") | Q(document_id__isnull=False), name="documents_mailarrival_taken_is_there"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="documents_mailarrival_aside", condition=Q(result="aside")),
            models.Index(fields=["mailbox", "message_id"], name="documents_mailarrival_message"),
        ]
