"""Bản thảo: every version that was saved, and what people said about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.documents.models.document import Document
from thongsuot.documents.models.templates import TemplateVersion


class DraftVersion(models.Model):
    """Một phiên bản bản thảo, never written again; the last one counts. `body` is typed text (papers/markup.py)."""

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="versions")
    revision = models.IntegerField()
    summary = models.CharField(max_length=600)
    addressed_to = models.TextField(blank=True, help_text=_("kính gửi, mỗi nơi một dòng"))
    body = models.TextField(blank=True)
    appendix = models.TextField(blank=True)
    source = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", help_text=_("tệp Word đã đưa vào bản này")
    )
    made_from = models.ForeignKey(
        TemplateVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("bản của mẫu trong kho"),
    )
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "document", "revision"], name="documents_version_once")
        ]


class DraftComment(models.Model):
    """Ý kiến về bản thảo; one that sends it back says why."""

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="comments")
    revision = models.IntegerField(help_text=_("nói về phiên bản nào"))
    text = models.TextField()
    sends_back = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="documents_comment_says_something")]
        indexes = [models.Index(fields=["document", "id"], name="documents_comment_order")]
