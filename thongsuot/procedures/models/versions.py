"""The dated catalogue: a procedure has versions by validity; a dossier keeps the version in force at its reception."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.models.certainty import Certainty
from thongsuot.procedures.models.decisions import Decision


class Kind(models.TextChoices):
    """Loại thủ tục theo cơ sở dữ liệu quốc gia: who publishes it, and whether it is between agencies only."""

    STANDARD = "STANDARD", _("do bộ, ngành công bố")
    SPECIFIC = "SPECIFIC", _("đặc thù của địa phương")
    STANDARD_INTERNAL = "STANDARD_INTERNAL", _("nội bộ giữa các cơ quan")


class Procedure(models.Model):
    """Thủ tục hành chính: the identity behind a national code such as 1.001193."""

    code = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.code


class ProcedureVersion(models.Model):
    """Phiên bản của thủ tục trong một khoảng hiệu lực; never changed once a dossier uses it."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    valid = DateRangeField()
    name = models.TextField()
    short_name = models.CharField(max_length=160)
    field = models.CharField(max_length=120, help_text=_("lĩnh vực"))
    level = models.CharField(max_length=20, default="commune")
    decision = models.CharField(max_length=160, blank=True)
    started_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="starts")
    ended_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="ends")
    replaced_by = models.JSONField(default=list, help_text=_("mã thủ tục thay thế khi bị bãi bỏ"))
    field_code = models.CharField(max_length=40, blank=True, help_text=_("mã lĩnh vực"))
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.STANDARD)
    levels = models.JSONField(default=list, help_text=_("mọi cấp thực hiện; trống = chỉ `level`"))
    executing_agency = models.TextField(blank=True)
    authority_agency = models.TextField(blank=True, help_text=_("cơ quan có thẩm quyền"))
    authorised_agency = models.TextField(blank=True, help_text=_("cơ quan được ủy quyền"))
    coordinating_agencies = models.JSONField(default=list, help_text=_("cơ quan phối hợp"))
    related = models.JSONField(default=list, help_text=_("mã thủ tục liên quan"))
    service_groups = models.JSONField(default=list, help_text=_("sự kiện của người dân, doanh nghiệp"))
    full_process = models.BooleanField(default=False, help_text=_("dịch vụ công trực tuyến toàn trình"))
    offline_only = models.BooleanField(default=False, help_text=_("chỉ làm trực tiếp"))
    non_territorial = models.BooleanField(default=False)
    immediate = models.BooleanField(default=False, help_text=_("trả kết quả ngay, không cần giấy hẹn"))
    result_code = models.CharField(max_length=40, blank=True)
    result_name = models.TextField(blank=True)
    results = models.JSONField(
        default=list, help_text=_("mọi kết quả: code, name, template; trống = chỉ kết quả chính")
    )
    returning = models.JSONField(default=list, help_text=_("cách trả kết quả theo cách nộp"))
    sets = models.SmallIntegerField(default=1, help_text=_("số bộ hồ sơ"))
    components_certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)
    components_note = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    legal_basis = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    form_schema = models.JSONField(default=dict, help_text=_("JSON Schema của e-form"))
    form_layout = models.JSONField(default=dict, help_text=_("gợi ý trình bày e-form"))
    result_template = models.CharField(max_length=60, blank=True, help_text=_("mẫu Typst của kết quả"))
    pause_policies = models.JSONField(default=dict, help_text=_('{"supplement": "RESTART", "payment": "RESUME", …}'))
    settings = models.JSONField(default=dict)
    process_source = models.CharField(max_length=200, blank=True)
    process_certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PROPOSED)
    process_note = models.TextField(blank=True)
    keywords = models.JSONField(default=list, help_text=_("từ người dân hay dùng và sự kiện trong đời, để tìm"))
    fingerprint = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 của tệp đã nạp; trống = nhập tay"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="procedures_version_one_at_a_time",
                expressions=[("procedure", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Thủ tục đã có phiên bản khác trong khoảng thời gian này."),
            )
        ]

    def __str__(self):
        return self.name


class DurationUnit(models.TextChoices):
    """Đơn vị thời hạn (contract: `duration_unit`)."""

    HOUR = "HOUR", _("giờ làm việc")
    SAME_DAY = "SAME_DAY", _("trong ngày")
    WORKING_DAY = "WORKING_DAY", _("ngày làm việc")
    DAY = "DAY", _("ngày")
    MONTH = "MONTH", _("tháng")


class ChannelRule(models.Model):
    """Cách thực hiện: time limit and text of one channel (contract: DIRECT, ONLINE, POSTAL, KIOSK)."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="channels")
    channel = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    duration_unit = models.CharField(max_length=12, choices=DurationUnit.choices, blank=True)
    raw = models.TextField(blank=True, help_text=_("thời hạn như nguồn ghi khi không đọc được, ví dụ 1 OTHER"))
    description = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text=_("nguyên văn ghi chú, ví dụ đối tượng được miễn phí"))
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "channel"], name="procedures_channel_once")]

    def __str__(self):
        return self.channel


class CaseRule(models.Model):
    """Trường hợp: case code `<procedure>.NN` with its own time limit; the case wins over the channel when set."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="cases")
    code = models.CharField(max_length=44)
    name = models.TextField()
    quantity = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    duration_unit = models.CharField(max_length=12, choices=DurationUnit.choices, blank=True)
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="procedures_case_once")]

    def __str__(self):
        return self.code


class FeeRule(models.Model):
    """Phí, lệ phí theo cách thực hiện và trường hợp; amount NULL = set elsewhere (HĐND), see note."""

    class FeeKind(models.TextChoices):
        FEE = "FEE", _("lệ phí")
        SERVICE_FEE = "SERVICE_FEE", _("phí")
        PRICE_LEVEL = "PRICE_LEVEL", _("giá")

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="fees")
    channel = models.CharField(max_length=10, blank=True, help_text=_("trống = mọi cách"))
    case_code = models.CharField(max_length=44, blank=True)
    kind = models.CharField(max_length=12, choices=FeeKind.choices)
    amount = models.BigIntegerField(null=True, help_text=_("đồng"))
    tariff = models.CharField(max_length=30, blank=True, help_text=_("cách tính khi không phải một số tiền cố định"))
    note = models.TextField(blank=True)
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)
    position = models.SmallIntegerField(default=0)

    def __str__(self):
        return self.note or self.kind


class ComponentRule(models.Model):
    """Thành phần hồ sơ; notes stand apart (`note_only`) and are never counted or asked for."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="components")
    code = models.CharField(max_length=60)
    group = models.CharField(max_length=20, default="submit", help_text=_("submit, present, note"))
    name = models.TextField()
    originals = models.SmallIntegerField(default=1)
    copies = models.SmallIntegerField(default=0)
    required = models.BooleanField(default=True)
    case_codes = models.JSONField(default=list, help_text=_("trống = mọi trường hợp"))
    note_only = models.BooleanField(default=False)
    is_form = models.BooleanField(default=False, help_text=_("chính là e-form"))
    scan_policy = models.CharField(max_length=20, default="required")
    reuse_result_code = models.CharField(max_length=40, blank=True)
    one_of = models.CharField(max_length=80, blank=True, help_text=_("nhóm: có một trong các giấy cùng nhóm là đủ"))
    condition = models.JSONField(null=True, help_text=_("điều kiện trên biểu mẫu, NULL = luôn luôn"))
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="procedures_component_once")]

    def __str__(self):
        return self.code


class StepRule(models.Model):
    """Bước của quy trình nội bộ: who, how long, after which steps, on which condition; a small directed graph."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=24, help_text=_("vai trò nhận việc (accounts.Role)"))
    organ_kind = models.CharField(max_length=40, blank=True, help_text=_("bộ phận trong xã, ví dụ culture_social"))
    agency = models.CharField(
        max_length=60, blank=True, help_text=_("cơ quan thực hiện ngoài UBND xã, ví dụ công an xã")
    )
    department = models.CharField(
        max_length=40, blank=True, help_text=_("sở làm bước này (liên thông khác cấp), ví dụ health")
    )
    minutes = models.IntegerField(null=True, help_text=_("phút làm việc; NULL = không quy định"))
    after = models.JSONField(default=list, help_text=_("các bước phải xong trước"))
    condition = models.JSONField(null=True, help_text=_("điều kiện trên biểu mẫu, NULL = luôn luôn"))
    return_to = models.CharField(max_length=30, blank=True, help_text=_("bước quay lại khi không đạt"))
    product = models.CharField(max_length=200, help_text=_("sản phẩm của bước"))
    signs = models.BooleanField(default=False, help_text=_("bước ký, được hoàn tất hồ sơ"))
    four_eyes_with = models.CharField(max_length=30, blank=True, help_text=_("không cùng người với bước này"))
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="procedures_step_once")]

    def __str__(self):
        return self.name
