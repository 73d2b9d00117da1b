"""What belongs to a document: files, links to other documents, receivers, the words it is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.documents.models.document import Document
from thongsuot.org.models import Unit

CONFIRMED = ("01", "03", "04", "05", "06")  # QĐ 28/2018: received, taken in, assigned, in hand, done


class DocumentFile(models.Model):
    """Tệp của văn bản: the link that keeps a stored file and says what it is. A replaced file stays."""

    class Purpose(models.TextChoices):
        MAIN = "main", _("văn bản")
        APPENDIX = "appendix", _("phụ lục, tài liệu kèm theo")
        DRAFT = "draft", _("bản dự thảo")
        SCAN = "scan", _("bản số hoá từ giấy")
        ENVELOPE = "envelope", _("gói tin như đã nhận")

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    position = models.SmallIntegerField(default=0)
    title = models.CharField(max_length=300, blank=True)
    signed = models.BooleanField(default=False, help_text=_("có chữ ký số"))
    sealed = models.BooleanField(default=False, help_text=_("có chữ ký số của cơ quan"))
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "document", "file"], name="documents_file_once"),
            models.UniqueConstraint(
                fields=["province_id", "document"],
                condition=Q(purpose="main", replaced_at=None),
                name="documents_one_main_file",
            ),
        ]


class DocumentLink(models.Model):
    """Văn bản này đối với văn bản kia: what it answers, amends, corrects, replaces, recalls, or belongs to."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("trả lời")
        AMENDS = "amends", _("sửa đổi, bổ sung")
        CORRECTS = "corrects", _("đính chính")
        REPLACES = "replaces", _("thay thế")
        RECALLS = "recalls", _("thu hồi")
        ABOUT = "about", _("liên quan")
        COPIES = "copies", _("sao")

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="links")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    other_id = models.BigIntegerField(null=True, help_text=_("văn bản kia ở đây, trong cùng tỉnh"))
    other_text = models.CharField(max_length=300, blank=True, help_text=_("văn bản kia, khi không có ở đây"))
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "document", "kind", "other_id"], name="documents_link_once"),
            models.CheckConstraint(
                condition=Q(other_id__isnull=False) | ~Q(other_text=""), name="documents_link_says_to_what"
            ),
        ]
        indexes = [models.Index(fields=["other_id"], name="documents_link_back", condition=~Q(other_id=None))]


class Recipient(models.Model):
    """Nơi nhận của một văn bản đi, and how far the document has come on its way there.

    A unit of this installation gets it inside; others over the axis, by mail or on paper. `status` is the last one the
    receiver reported, in the numbers of the axis (QĐ 28/2018: 01, 02, 03, 04, 05, 06, 13, 15, 16).
    """

    class Way(models.TextChoices):
        INSIDE = "inside", _("trong hệ thống")
        AXIS = "axis", _("trục liên thông")
        MAIL = "mail", _("thư điện tử")
        PAPER = "paper", _("bản giấy")
        FILE = "file", _("lưu")

    class Sending(models.TextChoices):
        PLANNED = "planned", _("chưa gửi")
        WAITING = "waiting", _("đang chờ gửi")
        SENT = "sent", _("đã gửi")
        STUCK = "stuck", _("chưa gửi được")

    province_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False, related_name="recipients")
    position = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=250, help_text=_("viết như trong nơi nhận"))
    way = models.CharField(max_length=6, choices=Way.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    code = models.CharField(max_length=35, blank=True, help_text=_("mã định danh trên trục"))
    address = models.CharField(max_length=250, blank=True, help_text=_("thư điện tử hoặc nơi gửi giấy"))
    copies = models.SmallIntegerField(default=1)
    sending = models.CharField(max_length=7, choices=Sending.choices, default=Sending.PLANNED)
    sent_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=2, blank=True)
    status_at = models.DateTimeField(null=True)
    status_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="inside") | Q(unit__isnull=False), name="documents_inside_has_unit"
            ),
            models.CheckConstraint(condition=~Q(way="axis") | ~Q(code=""), name="documents_axis_has_code"),
            models.CheckConstraint(condition=~Q(way="mail") | ~Q(address=""), name="documents_mail_has_address"),
        ]
        indexes = [models.Index(fields=["document", "position"], name="documents_recipient_order")]

    @property
    def confirmed(self) -> bool:
        """Nơi nhận đã báo nhận, or anything that follows it."""
        return self.status in CONFIRMED


class DocumentText(models.Model):
    """Chữ của văn bản để tìm: what stands in it (typed, from the PDF, or read by OCR), with marks and without.

    Narrow and apart from the document, so that lists never read it. One row per document and source file.
    """

    province_id = models.BigIntegerField()
    document_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    file_id = models.BigIntegerField(null=True, help_text=_("DocumentFile; trống: chữ gõ trực tiếp"))
    source = models.CharField(max_length=6, help_text=_("typed, pdf, scan (còn chờ đọc), ocr"))
    body = models.TextField()
    words = SearchVectorField(help_text=_("chữ để tìm, theo lexemes.py"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "document_id", "file_id"], nulls_distinct=False, name="documents_text_once"
            )
        ]
        indexes = [  # a short list of what is not sorted in yet: every search reads all of it
            GinIndex(fields=["words"], name="documents_text_words", gin_pending_list_limit=256),
            models.Index(fields=["id"], name="documents_text_waits", condition=Q(source="scan")),
        ]
