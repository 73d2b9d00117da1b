"""Trạng thái và cách nộp của hồ sơ."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Trạng thái hồ sơ (contracts: "States and verbs")."""

    DRAFT = "DRAFT", _("Bản nháp")
    SUBMITTED = "SUBMITTED", _("Mới đăng ký")
    RECEIVED = "RECEIVED", _("Được tiếp nhận")
    REFUSED = "REFUSED", _("Không được tiếp nhận")
    PROCESSING = "PROCESSING", _("Đang xử lý")
    AWAITING_SUPPLEMENT = "AWAITING_SUPPLEMENT", _("Yêu cầu bổ sung giấy tờ")
    AWAITING_PAYMENT = "AWAITING_PAYMENT", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = "WITHDRAWN", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "STOPPED", _("Dừng xử lý")
    FINISHED = "FINISHED", _("Đã xử lý xong")
    RETURNED = "RETURNED", _("Đã trả kết quả")


NATIONAL_STATUS = {
    Status.SUBMITTED: 1,
    Status.RECEIVED: 2,
    Status.REFUSED: 3,
    Status.PROCESSING: 4,
    Status.AWAITING_SUPPLEMENT: 5,
    Status.AWAITING_PAYMENT: 6,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.FINISHED: 9,
    Status.RETURNED: 10,
}


CLOSED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.RETURNED})


class Channel(models.TextChoices):
    """Cách nộp."""

    DIRECT = "DIRECT", _("Trực tiếp")
    ONLINE = "ONLINE", _("Trực tuyến")
    POSTAL = "POSTAL", _("Bưu chính")
    KIOSK = "KIOSK", _("Ki-ốt")
