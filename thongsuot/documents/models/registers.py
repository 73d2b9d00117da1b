"""Sổ đăng ký văn bản: gap-free numbers of a unit, a book and a year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class Book(models.TextChoices):
    """Quyển sổ: which series of numbers (NĐ 30/2020, Điều 15, 22, 25)."""

    OUT = "out", _("văn bản đi")
    IN = "in", _("văn bản đến")
    COPY = "copy", _("bản sao")  # sao y, sao lục, trích sao: one series for all of them (Phụ lục I, Phần II)
    CERTIFIED = "certify", _("chứng thực bản sao")


class RegisterEntry(models.Model):
    """Một dòng của sổ: a number, and the document that has it. No number is ever without a row, none is given twice.

    `reserved`: taken for a document that is being signed; it stays that document's at the next try. `void`: the document
    was given up after it had its number; the reason stands in the book.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("đang ký")
        GIVEN = "given", _("đã cấp")
        VOID = "void", _("bỏ trống có lý do")

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    book = models.CharField(max_length=8, choices=Book.choices)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    document_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices)
    day = models.DateField(help_text=_("ngày đăng ký"))
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "unit", "book", "year", "number"], name="documents_entry_number"
            ),
            models.UniqueConstraint(
                fields=["province_id", "document_id", "book"],
                condition=~Q(document_id=None) & ~Q(state="void"),
                name="documents_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(state="void") & ~Q(void_reason="") | ~Q(state="void") & Q(void_reason=""),
                name="documents_entry_void_says_why",
            ),
        ]
        indexes = [models.Index(fields=["unit", "book", "year", "number"], name="documents_entry_book")]


class BookYear(models.Model):
    """Sổ của một năm đã khoá: closed at the end of the year or at the instant of a reorganisation, printed; signed when somebody can."""

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    book = models.CharField(max_length=8, choices=Book.choices)
    year = models.SmallIntegerField()
    last = models.IntegerField(help_text=_("số cuối cùng"))
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", help_text=_("sổ in ra, đã ký"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "book", "year"], name="documents_bookyear_once")]
