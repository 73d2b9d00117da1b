"""Người nộp hộ: who is registered to help, every filing for somebody else, and agreement given by a code."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User


class HelperKind(models.TextChoices):
    """Loại người giúp."""

    STAFF = "staff", _("cán bộ, nhân viên trung tâm")
    DIGITAL_TEAM = "digital_team", _("tổ công nghệ số cộng đồng")
    POST = "post", _("nhân viên bưu chính công ích")


class RegisteredHelper(models.Model):
    """Người giúp có đăng ký ở một đơn vị, trong một thời gian, do ai giao. What they take for it: nothing."""

    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=HelperKind.choices)
    valid = DateTimeRangeField()
    decision = models.CharField(max_length=120, blank=True, help_text=_("văn bản giao việc"))
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="dossiers_helper_once_at_a_time",
                expressions=[
                    ("unit_id", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class HelperFiling(models.Model):
    """Một lần nộp thay: who filed for whom (masked), by what leave; the applicant may say that nobody was asked.

    `helper_key` is the keyed hash of the helper's number (or of name and phone), so that one person is one line whatever
    door he came through. `kind` is empty for who is not registered.
    """

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(help_text=_("nơi nhận hồ sơ"))
    helper_key = models.BinaryField()
    helper_name = models.CharField(max_length=200)
    helper_user_id = models.BigIntegerField(null=True, help_text=_("tài khoản đã nộp"))
    kind = models.CharField(max_length=14, choices=HelperKind.choices, blank=True)
    applicant_key = models.BinaryField(help_text=_("băm của chủ hồ sơ, để đếm bao nhiêu người"))
    applicant_masked = models.CharField(max_length=200)
    consent = models.CharField(max_length=12, blank=True)
    filed_at = models.DateTimeField()
    objected_at = models.DateTimeField(null=True)
    objection = models.CharField(max_length=500, blank=True)
    task_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settlement = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier_id"], name="dossiers_helperfiling_once"),
            models.CheckConstraint(
                condition=models.Q(settled_at=None) | models.Q(objected_at__isnull=False),
                name="dossiers_helperfiling_settled_after_objection",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_id", "filed_at"], name="dossiers_helperfiling_unit"),
            models.Index(fields=["helper_key", "filed_at"], name="dossiers_helperfiling_who"),
        ]


class ConsentCode(models.Model):
    """Mã đồng ý: sent to the applicant's own phone or mail; who knows it was told it by the applicant. Ten minutes, five tries."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    applicant_key = models.BinaryField()
    channel = models.CharField(max_length=10)
    address_masked = models.CharField(max_length=120)
    code_hash = models.BinaryField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="dossiers_consentcode_user")]
