"""Bản sao: what a copy was made from, in which form, how much of it (NĐ 30/2020, Điều 25–27)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.common.models import StoredFile
from thongsuot.documents.models.document import Document
from thongsuot.signatures.models import new_code


class CopyKind(models.TextChoices):
    """Hình thức sao. The values are the types of the copy's own document."""

    WHOLE = "SY", _("sao y")
    OF_COPY = "SL", _("sao lục")
    PART = "TRS", _("trích sao")
    CERTIFIED = "CTBS", _("chứng thực bản sao điện tử")


class Medium(models.TextChoices):
    """Dạng của văn bản: on paper, or electronic."""

    PAPER = "paper", _("giấy")
    ELECTRONIC = "digital", _("điện tử")


class Held(models.TextChoices):
    """Cơ quan đang có gì trong tay: the original (bản gốc, bản chính), or a true copy of it."""

    ORIGINAL = "original", _("bản gốc hoặc bản chính")
    COPY = "copy", _("bản sao y")


class DocumentCopy(models.Model):
    """Bản sao của một văn bản; the copy itself is an outgoing `Document` with a number of the copy register.

    Facts of the source stand as they were on the day it was copied: the source may be recalled later, or lie with a unit
    that is no more. A certified copy (chứng thực) has no source here: the citizen took the paper away again.
    """

    province_id = models.BigIntegerField()
    document = models.ForeignKey(
        Document, models.PROTECT, db_constraint=False, related_name="copies", help_text=_("chính bản sao")
    )
    kind = models.CharField(max_length=4, choices=CopyKind.choices)
    from_medium = models.CharField(max_length=7, choices=Medium.choices)
    to_medium = models.CharField(max_length=7, choices=Medium.choices)
    held = models.CharField(max_length=8, choices=Held.choices)
    source_id = models.BigIntegerField(null=True, help_text=_("văn bản được sao"))
    source_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source_type = models.CharField(max_length=200, help_text=_("tên loại văn bản, giấy tờ được sao"))
    source_sign = models.CharField(max_length=90, blank=True, help_text=_("số, ký hiệu của văn bản được sao"))
    source_issuer = models.CharField(max_length=250, blank=True)
    source_day = models.DateField(null=True)
    source_summary = models.CharField(max_length=600, blank=True)
    source_state = models.CharField(max_length=16, blank=True, help_text=_("trạng thái của văn bản lúc được sao"))
    pages = models.SmallIntegerField(help_text=_("số trang của văn bản được sao"))
    picked = models.CharField(max_length=200, blank=True, help_text=_("trang được trích, ví dụ 2-3, 5"))
    compared = models.BooleanField(default=False, help_text=_("người làm đã đối chiếu bản chụp với bản giấy"))
    asked_for = models.CharField(max_length=300, blank=True, help_text=_("mục đích sao, hoặc người yêu cầu"))
    paper_copies = models.SmallIntegerField(default=0)
    code = models.CharField(max_length=12, default=new_code, help_text=_("mã kiểm tra in trên bản sao"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "document"], name="documents_copy_once"),
            models.UniqueConstraint(fields=["province_id", "code"], name="documents_copy_code"),
            # Điều 25: which form may come of which. Electronic to electronic is only an excerpt: the original itself is sent.
            models.CheckConstraint(
                condition=Q(kind__in=["SY", "SL"]) & ~Q(from_medium="digital", to_medium="digital")
                | Q(kind="TRS")
                | Q(kind="CTBS", from_medium="paper", to_medium="digital"),
                name="documents_copy_way_allowed",
            ),
            models.CheckConstraint(
                condition=Q(kind="SL", held="copy") | (~Q(kind="SL") & Q(held="original")),
                name="documents_copy_of_what",
            ),
            models.CheckConstraint(
                condition=(Q(kind="TRS") & ~Q(picked="")) | (~Q(kind="TRS") & Q(picked="")),
                name="documents_copy_part_says_pages",
            ),
            models.CheckConstraint(
                condition=Q(kind="CTBS", source_id=None) | (~Q(kind="CTBS") & Q(source_id__isnull=False)),
                name="documents_copy_has_source",
            ),
            models.CheckConstraint(
                condition=~Q(from_medium="paper") | Q(compared=True), name="documents_copy_paper_compared"
            ),
            models.CheckConstraint(
                condition=Q(to_medium="paper", paper_copies__gte=1) | Q(to_medium="digital", paper_copies=0),
                name="documents_copy_papers_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["source_id", "-id"], name="documents_copy_source"),
            models.Index(fields=["code"], name="documents_copy_by_code"),
        ]

    @property
    def source(self) -> str:
        """Văn bản được sao, in one phrase: `Quyết định số 15/QĐ-UBND ngày 03/02/2026 của UBND xã Mai Phụ`."""
        parts = [self.source_type]
        if self.source_sign:
            parts.append(_("số %(sign)s") % {"sign": self.source_sign})
        if self.source_day:
            parts.append(_("ngày %(day)s") % {"day": f"{self.source_day:%d/%m/%Y}"})
        if self.source_issuer:
            parts.append(_("của %(issuer)s") % {"issuer": self.source_issuer})
        return " ".join(str(part) for part in parts)

    def __str__(self):
        return f"{self.get_kind_display()}: {self.source}"
