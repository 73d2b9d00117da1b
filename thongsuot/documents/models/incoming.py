"""Văn bản đến: how it came, by what it is known again, what the leader instructed and who does it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.documents.models.document import Document
from thongsuot.org.models import Unit


class IncomingKey(models.Model):
    """Dấu nhận lại một văn bản đến: its letter (issuer, number, notation, day) or the bytes of its file, hashed.

    The database lets a unit have each once, so the same letter that comes twice, or by two ways at once, is one
    document. Rows go when the document is sent back or recalled: then the same letter may come again.
    """

    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    document_id = models.BigIntegerField()
    kind = models.CharField(max_length=6, help_text=_("letter, file"))
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "unit_id", "kind", "digest"], name="documents_inkey_once")
        ]
        indexes = [
            models.Index(fields=["digest"], name="documents_inkey_digest"),
            models.Index(fields=["document_id"], name="documents_inkey_document"),
        ]


class IncomingOrigin(models.Model):
    """Văn bản đến từ đâu: what is needed to confirm its reception to the sender the same day (NĐ 30/2020, Điều 21.2)."""

    class Confirmation(models.TextChoices):
        NONE = "", _("không cần")
        WAITING = "waiting", _("chưa báo nơi gửi")
        SENT = "sent", _("đã báo nơi gửi")
        QUEUED = "queued", _("đang báo nơi gửi bằng thư")
        STUCK = "stuck", _("chưa báo được")

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="+")
    message_id = models.CharField(max_length=250, blank=True, help_text=_("mã của gói tin hoặc của thư"))
    reply_to = models.CharField(max_length=250, blank=True, help_text=_("thư điện tử của nơi gửi"))
    recipient_province_id = models.BigIntegerField(null=True)
    recipient_id = models.BigIntegerField(null=True, help_text=_("dòng nơi nhận của văn bản đi trong hệ thống"))
    confirmation = models.CharField(max_length=7, choices=Confirmation.choices, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    recall_reason = models.CharField(max_length=600, blank=True, help_text=_("nơi gửi xin thu hồi, vì sao"))
    recall_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "document"], name="documents_origin_once")]
        indexes = [
            models.Index(fields=["message_id"], name="documents_origin_message", condition=~Q(message_id="")),
            models.Index(
                fields=["province_id", "document"],
                name="documents_origin_unconfirmed",
                condition=Q(confirmation="waiting"),
            ),
        ]


class Instruction(models.Model):
    """Ý kiến chỉ đạo: what a leader wrote on a document, and until when. Never changed; another one may follow."""

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="instructions")
    text = models.TextField()
    due_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    giver_name = models.CharField(max_length=160)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="documents_instruction_says")]
        indexes = [models.Index(fields=["document", "id"], name="documents_instruction_order")]


class Part(models.Model):
    """Phần việc của một ý kiến chỉ đạo: one person or organ that leads, or that works with who leads.

    Its task has the five clears; here stands what the document needs to know when the task is long closed.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("chủ trì")
        HELP = "help", _("phối hợp")

    class State(models.TextChoices):
        GIVEN = "given", _("chưa nhận việc")
        STARTED = "started", _("đang làm")
        DONE = "done", _("đã xong")
        DROPPED = "dropped", _("thôi, không phải làm nữa")

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="parts")
    instruction_id = models.BigIntegerField()
    role = models.CharField(max_length=4, choices=Role.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.GIVEN)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=250, help_text=_("người hoặc cơ quan, viết như lúc giao"))
    task_id = models.BigIntegerField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True, help_text=_("báo cáo gần nhất"))
    asked_until = models.DateTimeField(null=True, help_text=_("xin lùi hạn đến"))
    asked_why = models.CharField(max_length=600, blank=True)
    asked_task_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "document"],
                condition=Q(role="lead") & ~Q(state="dropped"),
                name="documents_part_one_leads",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organ__isnull=False), name="documents_part_has_hands"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done"), name="documents_part_done_has_time"
            ),
            models.CheckConstraint(
                condition=Q(asked_until=None, asked_why="", asked_task_id=None)
                | (Q(asked_until__isnull=False, asked_task_id__isnull=False) & ~Q(asked_why="")),
                name="documents_part_asks_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["document", "id"], name="documents_part_order"),
            models.Index(fields=["task_id"], name="documents_part_task"),
        ]
