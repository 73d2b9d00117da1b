"""Sảnh: what waits (tickets), where it is served (services, counters), by whom and since when (spells), by which rules."""

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Service(models.Model):
    """Nhóm việc của một trung tâm: people take a number for it; `fields` are the catalogue's fields it covers."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1, help_text=_("chữ đầu của số thứ tự"))
    name = models.CharField(max_length=80)
    fields = models.JSONField(default=list, help_text=_("các lĩnh vực của danh mục thủ tục"))
    per_hour = models.SmallIntegerField(default=0, help_text=_("số lượt hẹn trước mỗi giờ; 0 là không nhận hẹn"))
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "letter"], name="hall_service_letter"),
            models.CheckConstraint(condition=models.Q(letter__regex="^[A-Z]$"), name="hall_service_letter_is_one"),
            models.CheckConstraint(condition=models.Q(per_hour__gte=0), name="hall_service_per_hour"),
        ]


class Counter(models.Model):
    """Quầy: a numbered place and the services it takes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    services = models.ManyToManyField(Service, related_name="counters")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="hall_counter_number"),
            models.CheckConstraint(condition=models.Q(number__range=(1, 99)), name="hall_counter_number_range"),
        ]


class Spell(models.Model):
    """Ca ngồi quầy: who sits where, working or on a break, from when to when; none open means the counter is closed."""

    class State(models.TextChoices):
        OPEN = "open", _("đang phục vụ")
        BREAK = "break", _("tạm nghỉ")

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="spells")
    staff = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=models.Q(ended_at=None), name="hall_spell_one_at_a_counter"
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(ended_at=None), name="hall_spell_one_of_a_person"
            ),
        ]
        indexes = [models.Index(fields=["counter", "began_at"], name="hall_spell_past")]


class PriorityGroup(models.Model):
    """Nhóm được ưu tiên: rule data with dates and ground; `certainty` says how far the ground was checked."""

    key = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=300, help_text=_("căn cứ"))
    certainty = models.CharField(max_length=12, help_text=_("published, proposed, unverified"))
    position = models.SmallIntegerField(default=0)
    valid = DateRangeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "valid"], name="hall_priority_key")]


class HallRule(models.Model):
    """Luật của hàng chờ ở một trung tâm, có ngày hiệu lực."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    most_passes = models.SmallIntegerField(help_text=_("một số thường bị nhường nhiều nhất mấy lượt ưu tiên"))
    grace_minutes = models.SmallIntegerField(help_text=_("đến hẹn muộn tới mức này vẫn giữ lượt hẹn"))
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="hall_rule_from"),
            models.CheckConstraint(
                condition=models.Q(most_passes__range=(0, 50), grace_minutes__range=(0, 120)), name="hall_rule_range"
            ),
        ]


class HallDay(models.Model):
    """Một ngày của sảnh: made by the first act of the day, which closes what the days before left open.

    Who calls a number locks this row first: calls of one hall come one after another, so their order is the fair one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    giving = models.BooleanField(default=True, help_text=_("đang phát số"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="hall_day_once")]


class TicketState(models.TextChoices):
    """Trạng thái của một lượt."""

    BOOKED = "booked", _("đã hẹn")
    WAITING = "waiting", _("đang chờ")
    CALLED = "called", _("đang gọi")
    SERVING = "serving", _("đang phục vụ")
    FINISHED = "finished", _("đã xong")
    NO_SHOW = "no_show", _("vắng mặt")
    CANCELLED = "cancelled", _("đã huỷ")


OPEN = (TicketState.BOOKED, TicketState.WAITING, TicketState.CALLED, TicketState.SERVING)
AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)


class Ticket(models.Model):
    """Số thứ tự: one person's turn of one day. Partitioned by province.

    `uid` is what the QR code holds: whoever has it sees this turn. `ready_at` is its age in the line and survives a
    transfer. `prefill` is what was typed or read from a card at the kiosk, encrypted, gone when the turn ends.
    `phone` is for two messages only and gone as soon as it has served, at the latest after the day: see telling.py.
    """

    class Source(models.TextChoices):
        KIOSK = "kiosk", _("ki-ốt")
        DESK = "desk", _("cán bộ lấy giúp")
        PHONE = "phone", _("điện thoại")
        BOOKING = "booking", _("hẹn trước")
        OFFLINE = "offline", _("máy quầy khi mất mạng")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    number = models.IntegerField(
        null=True, help_text=_("trong ngày, của nhóm việc lúc lấy số; hẹn chưa đến thì chưa có")
    )
    label = models.CharField(max_length=8, blank=True, help_text=_("như hiện trên bảng: A012"))
    state = models.CharField(max_length=10, choices=TicketState.choices)
    source = models.CharField(max_length=8, choices=Source.choices)
    priority = models.CharField(max_length=24, blank=True, help_text=_("khoá của nhóm ưu tiên"))
    slot_at = models.DateTimeField(null=True, help_text=_("giờ hẹn"))
    on_time = models.BooleanField(default=False, help_text=_("đến đúng hẹn: từ giờ hẹn được gọi như số ưu tiên"))
    taken_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, help_text=_("vào hàng lúc nào"))
    passed = models.SmallIntegerField(default=0, help_text=_("đã nhường mấy lượt ưu tiên đến sau"))
    only_counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+", db_index=False)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+", db_index=False)
    staff = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    press = models.UUIDField(null=True, help_text=_("lần bấm đã gọi số này; bấm lặp gọi đúng số này"))
    calls = models.SmallIntegerField(default=0)
    first_called_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    procedure_code = models.CharField(max_length=60, blank=True)
    prefill = models.BinaryField(null=True)
    phone = models.BinaryField(null=True, help_text=_("số di động để nhắn khi gần tới lượt, mã hoá; xoá sau ngày"))
    near_told_at = models.DateTimeField(null=True, help_text=_("đã nhắn sắp tới lượt"))
    reminded_at = models.DateTimeField(null=True, help_text=_("đã nhắc lượt hẹn"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "uid"], name="hall_ticket_uid"),
            models.UniqueConstraint(
                fields=["province_id", "unit", "day", "label"],
                condition=~models.Q(label=""),
                name="hall_ticket_label",
            ),
            models.UniqueConstraint(
                fields=["province_id", "counter"],
                condition=models.Q(state__in=AT_COUNTER),
                name="hall_ticket_one_at_a_counter",
            ),
            models.UniqueConstraint(
                fields=["province_id", "press"], condition=~models.Q(press=None), name="hall_ticket_press"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[TicketState.BOOKED, TicketState.CANCELLED, TicketState.NO_SHOW])
                | models.Q(number__isnull=False, ready_at__isnull=False),
                name="hall_ticket_in_line_has_number",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, ended_at=None)
                | (~models.Q(state__in=OPEN) & models.Q(ended_at__isnull=False, prefill=None, phone=None))
                | models.Q(state=TicketState.NO_SHOW, ended_at__isnull=False),
                name="hall_ticket_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=AT_COUNTER) | models.Q(counter__isnull=False, staff__isnull=False),
                name="hall_ticket_called_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "service", "ready_at", "id"],
                name="hall_ticket_line",
                condition=models.Q(state=TicketState.WAITING),
            ),
            models.Index(fields=["unit", "day"], name="hall_ticket_open", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["unit", "day", "-called_at"], name="hall_ticket_day"),
            models.Index(fields=["service", "slot_at"], name="hall_ticket_slot", condition=~models.Q(slot_at=None)),
            models.Index(fields=["uid"], name="hall_ticket_uid_alone"),
            models.Index(fields=["day", "unit"], name="hall_ticket_to_tell", condition=~models.Q(phone=None)),
        ]

    def __str__(self):
        return self.label or str(self.uid)
