"""Facts and the small sums over them. Whoever asks for figures reads the sums; a figure opens to its facts."""

from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

Count = partial(models.IntegerField, default=0, db_default=0)  # sums are written by SQL that names what it adds
Flag = partial(models.BooleanField, default=False)


class DossierFact(models.Model):
    """Sự kiện của một hồ sơ: what figures need of it, one row per dossier, written anew whenever there is news of it.

    Months are the first days of local months. `unit_id` is the unit that resolves (as filed: a merger does not rewrite
    it). "Ended" is the end as Decision 766 counts it, "done" as the status groups of domain §1.4 do.
    """

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(help_text=_("đơn vị giải quyết"))
    receiving_unit_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    procedure_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True, help_text=_("xong hoặc rút: hết đang xử lý"))
    returned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text=_("kết thúc theo cách tính của QĐ 766"))
    outcome = models.CharField(max_length=10)
    supplements = models.SmallIntegerField()
    extensions = models.SmallIntegerField()
    paused_minutes = models.IntegerField(help_text=_("phút trên đồng hồ của các lần dừng đã hết"))
    received_month = models.DateField(null=True)
    due_month = models.DateField(null=True)
    done_month = models.DateField(null=True)
    returned_month = models.DateField(null=True)
    refused_month = models.DateField(null=True)
    ended_month = models.DateField(null=True)
    paused_from = ArrayField(models.DateField(), help_text=_("tháng bắt đầu của từng lần dừng"))
    paused_to = ArrayField(models.DateField(null=True), help_text=_("tháng hết dừng; trống khi còn đang dừng"))
    timeliness = models.CharField(max_length=8, help_text=_("early, on_time, late; trống khi chưa xong, không có hạn"))
    in_time_766 = models.BooleanField(null=True, help_text=_("đúng hạn theo QĐ 766; trống khi chưa kết thúc"))
    digitised = Flag(help_text=_("có tệp trong thành phần"))
    reused = Flag(help_text=_("có giấy dùng lại kết quả cũ"))
    database_used = Flag(help_text=_("có giấy thay bằng dữ liệu tra được"))
    gives_paper = Flag(help_text=_("thủ tục trả một giấy tờ"))
    e_result = Flag(help_text=_("có kết quả là tệp"))
    e_result_signed = Flag()
    fee_procedure = Flag(help_text=_("thủ tục có phí, lệ phí"))
    fee_due = models.BigIntegerField(help_text=_("đồng"))
    fee_paid = models.BigIntegerField(help_text=_("đồng"))
    paid_online = Flag()
    non_territorial = Flag(help_text=_("nơi nhận khác nơi giải quyết"))
    unhappy = Flag(help_text=_("có đánh giá không hài lòng được tính"))
    rated = Flag(help_text=_("có đánh giá được tính"))
    synced = Flag(help_text=_("cổng quốc gia đã nhận hoặc đã biết hồ sơ"))
    index_1 = models.SmallIntegerField(null=True)
    index_2 = models.SmallIntegerField(null=True)
    index_3 = models.SmallIntegerField(null=True)
    index_4 = models.SmallIntegerField(null=True)
    index_7 = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id"], name="warehouse_fact_dossier"),
        ]
        indexes = [
            models.Index(fields=["unit_id", "received_month"], name="warehouse_fact_received"),
            models.Index(fields=["unit_id", "ended_month"], name="warehouse_fact_ended"),
            models.Index(fields=["unit_id", "done_month"], name="warehouse_fact_done"),
        ]


class UnitMonth(models.Model):
    """Số của một đơn vị trong một tháng; kept by increments, equal to counting the facts (measures.py).

    Stocks (`open` and the like) are what there is at the end of the month; every month up to the province's `Reach` has
    them. `procedures_…` count the procedures of `ProcedureMonth`. A month of all units is one read of a few narrow rows.
    """

    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    month = models.DateField()
    received = Count()
    received_direct = Count()
    received_online = Count()
    received_postal = Count()
    received_kiosk = Count()
    received_elsewhere = Count()
    digitised = Count()
    reused = Count()
    database_used = Count()
    synced = Count()
    fee_dossiers = Count()
    fee_paid = Count()
    fee_paid_online = Count()
    refused = Count()
    done = Count()
    done_early = Count()
    done_on_time = Count()
    done_late = Count()
    done_without_due = Count()
    done_timed = Count()
    withdrawn = Count()
    granted = Count()
    rejected = Count()
    returned = Count()
    ended = Count()
    ended_in_time = Count()
    ended_late = Count()
    ended_online = Count()
    ended_unhappy = Count()
    ended_rated = Count()
    results_due = Count()
    results_electronic = Count()
    results_digitised = Count()
    open = Count()
    open_late = Count()
    paused = Count()
    paused_late = Count()
    open_766 = Count()
    open_766_late = Count()
    open_766_without_due = Count()
    procedures_used = Count()
    procedures_used_online = Count()
    procedures_done = Count()
    procedures_in_mean = Count()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "month", "unit_id"], name="warehouse_unitmonth_once"),
        ]
        indexes = [models.Index(fields=["unit_id", "month"], name="warehouse_unitmonth_unit")]


class ProcedureMonth(models.Model):
    """Số của một thủ tục ở một đơn vị trong một tháng: how much it was used, how long it took.

    Minutes run on the wall from the reception: to the end (`taken`) and to the appointment (`allowed`), of the dossiers
    finished in the month that had one. Pauses are in both.
    """

    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    procedure_id = models.BigIntegerField()
    month = models.DateField()
    received = Count()
    received_online = Count()
    fee_dossiers = Count()
    fee_paid_online = Count()
    done_timed = Count()
    minutes_taken = models.BigIntegerField(default=0, db_default=0)
    minutes_allowed = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "month", "unit_id", "procedure_id"], name="warehouse_proceduremonth_once"
            ),
        ]


class Reach(models.Model):
    """Tháng đã tính tới của một tỉnh: stocks stand in every month of a unit up to this one."""

    province_id = models.BigIntegerField(primary_key=True)
    month = models.DateField()
