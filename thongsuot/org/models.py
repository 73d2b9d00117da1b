"""Dated units: identity apart from attributes; succession as a dated many-to-many relation; provincial calendars."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Cấp của đơn vị; a unit never changes its level, so a code is unique per level and day."""

    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")
    ORGAN = "organ", _("cơ quan, bộ phận")


class Kind(models.TextChoices):
    """Loại đơn vị (contract: `kind`)."""

    PROVINCE = "province", _("tỉnh, thành phố")
    DISTRICT = "district", _("huyện, quận, thị xã")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    TOWNSHIP = "township", _("thị trấn")
    SPECIAL_ZONE = "special_zone", _("đặc khu")
    DEPARTMENT = "department", _("sở, phòng")
    ORGAN = "organ", _("cơ quan")
    SERVICE_CENTRE = "service_centre", _("trung tâm phục vụ hành chính công")


class OrganKind(models.TextChoices):
    """Việc của một cơ quan dưới xã hay tỉnh (NĐ 150/2025); stable, so that a step of a procedure can name it."""

    OFFICE = "office", _("văn phòng")
    ECONOMY = "economy", _("kinh tế")
    CULTURE_SOCIAL = "culture_social", _("văn hoá – xã hội")
    SERVICE_CENTRE = "service_centre", _("trung tâm phục vụ hành chính công")
    POLICE = "police", _("công an")
    MILITARY = "military", _("ban chỉ huy quân sự")
    HOME_AFFAIRS = "home_affairs", _("nội vụ")
    JUSTICE = "justice", _("tư pháp")
    FINANCE = "finance", _("tài chính")
    HEALTH = "health", _("y tế")
    AGRICULTURE = "agriculture", _("nông nghiệp và môi trường")


class Relation(models.TextChoices):
    """Cách một đơn vị cũ đi sang đơn vị mới; `part` where only the fact of a split is known."""

    WHOLE = "whole", _("nhập toàn bộ")
    UNCHANGED = "unchanged", _("giữ nguyên")
    RENAMED = "renamed", _("đổi tên")
    RETYPED = "retyped", _("đổi loại hình")
    PART = "part", _("một phần")
    PART_AREA = "part_area", _("một phần diện tích")
    PART_AREA_ALL_PEOPLE = "part_area_all_people", _("một phần diện tích, toàn bộ dân số")
    PART_PEOPLE = "part_people", _("một phần dân số")
    WHOLE_AREA = "whole_area", _("toàn bộ diện tích")
    DISTRICT_TO_SPECIAL = "district_to_special", _("huyện thành đặc khu")


class Unit(models.Model):
    """Đơn vị: the identity; everything that can change (code, name, kind, parent) is a `UnitVersion`."""

    level = models.CharField(max_length=10, choices=Level.choices)
    created_by = models.CharField(max_length=40, blank=True, help_text=_("nguồn nạp"))

    def __str__(self):
        return f"đơn vị {self.pk}"


class UnitVersion(models.Model):
    """Thuộc tính của đơn vị trong một khoảng thời gian (half-open); never two at one moment."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    level = models.CharField(max_length=10, choices=Level.choices)
    valid = DateRangeField(help_text=_("[từ ngày, đến trước ngày); trống = không rõ / còn hiệu lực"))
    code = models.CharField(max_length=12, blank=True, help_text=_("mã đơn vị hành chính; chỉ có nghĩa cùng với ngày"))
    name = models.CharField(max_length=120, help_text=_("Mai Phụ"))
    full_name = models.CharField(max_length=160, help_text=_("Xã Mai Phụ"))
    kind = models.CharField(max_length=20, choices=Kind.choices)
    organ_kind = models.CharField(max_length=20, choices=OrganKind.choices, blank=True, help_text=_("việc của cơ quan"))
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    identifier = models.CharField(max_length=35, blank=True, help_text=_("mã định danh theo QĐ 20/2020/QĐ-TTg"))
    identifier_is_demo = models.BooleanField(default=False)
    name_key = models.CharField(max_length=160, help_text=_("tên chữ thường, dấu thanh đặt một kiểu"))
    bare_key = models.CharField(max_length=160, help_text=_("tên chữ thường, không dấu"))
    legal_basis = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="org_unitversion_one_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Đơn vị đã có thuộc tính khác trong khoảng thời gian này."),
            ),
            ExclusionConstraint(
                name="org_unitversion_code_once_a_day",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(code=""),
                violation_error_message=_("Mã này đã thuộc một đơn vị khác trong khoảng thời gian này."),
            ),
            ExclusionConstraint(
                name="org_unitversion_identifier_once",
                expressions=[("identifier", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=~Q(identifier=""),
                violation_error_message=_("Mã định danh này đã thuộc một đơn vị khác trong khoảng thời gian này."),
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="org_unitversion_code"),
            models.Index(fields=["name_key"], name="org_unitversion_name_key", opclasses=["text_pattern_ops"]),
            models.Index(fields=["bare_key"], name="org_unitversion_bare_key", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self):
        return self.full_name


class Succession(models.Model):
    """Kế thừa: một đơn vị cũ đi sang một đơn vị mới từ một ngày, theo một văn bản; many-to-many."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in")
    relation = models.CharField(max_length=24, choices=Relation.choices)
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "effective_on"], name="org_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="org_succession_not_itself"),
        ]

    def __str__(self):
        return f"{self.predecessor_id} → {self.successor_id} ({self.effective_on})"


class WorkingHours(models.Model):
    """Giờ làm việc của một tỉnh trong một khoảng thời gian; province NULL = mặc định toàn quốc."""

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    valid = DateRangeField()
    hours = models.JSONField(help_text=_('{"1": [["07:00", "11:30"], ["13:30", "17:00"]], …}; 1 = thứ Hai'))
    cutoff = models.TimeField(help_text=_("nhận sau giờ này thì tính sang ngày làm việc sau (15:00)"))
    hour_exact = models.BooleanField(default=False, help_text=_("hẹn đúng giờ nhận thay vì cuối ngày"))
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="org_workinghours_one_at_a_time",
                expressions=[
                    (models.functions.Coalesce("province", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self):
        return f"giờ làm việc {self.valid}"


class SpecialDay(models.Model):
    """Ngày nghỉ lễ, nghỉ bù, nghỉ hoán đổi, làm bù; province NULL = cả nước."""

    class DayKind(models.TextChoices):
        HOLIDAY = "holiday", _("nghỉ lễ")
        SUBSTITUTE = "substitute", _("nghỉ bù")
        SWAPPED_OFF = "swapped_off", _("nghỉ hoán đổi")
        SWAPPED_WORK = "swapped_work", _("làm bù")

    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=DayKind.choices)
    name = models.CharField(max_length=120)
    provisional = models.BooleanField(default=False, help_text=_("tính theo quy định, chưa có quyết định của năm đó"))
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "on"], name="org_specialday_once", nulls_distinct=False)
        ]

    def __str__(self):
        return f"{self.on:%d/%m/%Y} {self.name}"
