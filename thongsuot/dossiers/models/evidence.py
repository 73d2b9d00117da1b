"""Giấy tờ tuỳ thân đã xem tại quầy: how a person was known whose electronic identity could not be used, to be checked later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User


class IdentityEvidence(models.Model):
    """Bằng chứng về người: which paper was seen, by whom, when; confirmed or contradicted when the person signs in.

    Of the number only a keyed hash and a mask are kept. Few rows: a plain table; `dossier_id` points into a partition.
    """

    class Person(models.TextChoices):
        APPLICANT = "applicant", _("chủ hồ sơ")
        SUBMITTER = "submitter", _("người nộp thay")

    class Document(models.TextChoices):
        CHIP_CARD = "chip_card", _("thẻ căn cước, căn cước công dân gắn chip")
        CERTIFICATE = "certificate", _("giấy chứng nhận căn cước")
        PASSPORT = "passport", _("hộ chiếu")
        OTHER = "other", _("giấy tờ khác có ảnh")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ đối chiếu")
        CONFIRMED = "confirmed", _("đã khớp")
        CONFLICT = "conflict", _("có khác biệt")
        SETTLED = "settled", _("đã xử lý")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(help_text=_("quầy nơi xem giấy tờ"))
    person = models.CharField(max_length=10, choices=Person.choices)
    document = models.CharField(max_length=12, choices=Document.choices)
    number_hash = models.BinaryField()
    number_masked = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    birth_date = models.DateField(null=True)
    reason = models.CharField(max_length=300, help_text=_("vì sao không dùng được định danh điện tử"))
    seen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    differences = models.JSONField(default=list, help_text=_("điều khác với định danh điện tử: name, birth_date"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier_id", "person"], name="dossiers_evidence_once")]
        indexes = [
            models.Index(fields=["number_hash"], name="dossiers_evidence_waiting", condition=models.Q(state="waiting")),
            models.Index(
                fields=["unit_id", "-id"],
                name="dossiers_evidence_work",
                condition=models.Q(state__in=["waiting", "conflict"]),
            ),
        ]

    def __str__(self):
        return self.dossier_code
