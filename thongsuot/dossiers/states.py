"""Bảng trạng thái và việc được làm: which verb leads from which state, whose hand may do it (contracts, "States and verbs").

Everything that asks "may this be done now?" (services, pages, API documentation) asks this table.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role
from thongsuot.dossiers.models import Status

S = Status
PAUSED = (S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT, S.STOPPED)
OPEN = (S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT, S.STOPPED, S.FINISHED)


ANSWERERS = (Role.SPECIALIST, Role.UNIT_LEADER, Role.DEPARTMENT_OFFICIAL)


@dataclass(frozen=True, slots=True)
class Verb:
    """Một động từ: states it starts from, roles that may do it, at which of the dossier's units, and its words."""

    name: str
    starts: frozenset[str]
    roles: frozenset[str]
    # "receiving", "competent", "deciding" (the competent one and departments that do a step), "any" of all these, or
    # "asked" (whoever has an open question to answer)
    at_unit: str
    label: Promise
    citizen: bool = False
    by_system: bool = False  # another system may tell of it (money that arrived there)
    stand_in: str = ""  # role that may do it where nobody in the unit holds one of `roles`


def _verb(
    name: str,
    starts: tuple[str, ...],
    roles: tuple[str, ...],
    at_unit: str,
    label: Promise,
    *,
    citizen: bool = False,
    by_system: bool = False,
    stand_in: str = "",
) -> Verb:
    return Verb(name, frozenset(starts), frozenset(roles), at_unit, label, citizen, by_system, stand_in)


VERBS: dict[str, Verb] = {
    v.name: v
    for v in (
        _verb("receive", (S.SUBMITTED,), (Role.COUNTER_CLERK,), "receiving", _("Tiếp nhận và in giấy hẹn")),
        _verb("refuse", (S.SUBMITTED,), (Role.COUNTER_CLERK,), "receiving", _("Từ chối tiếp nhận")),
        _verb(
            "request-supplement",
            (S.SUBMITTED, S.PROCESSING),
            (Role.COUNTER_CLERK, Role.SPECIALIST),
            "any",
            _("Yêu cầu bổ sung"),
        ),
        _verb(
            "supplement",
            (S.AWAITING_SUPPLEMENT,),
            (Role.COUNTER_CLERK,),
            "receiving",
            _("Nhận giấy tờ bổ sung"),
            citizen=True,
        ),
        _verb(
            "record-payment",
            (S.AWAITING_PAYMENT,),
            (Role.COUNTER_CLERK, Role.SPECIALIST),
            "any",
            _("Ghi nhận đã nộp tiền"),
            by_system=True,
        ),
        _verb("resume", (S.STOPPED,), (Role.UNIT_LEADER, Role.CHAIR), "competent", _("Tiếp tục xử lý")),
        _verb(
            "answer-consultation",
            (S.PROCESSING,),
            ANSWERERS,
            "asked",
            _("Trả lời ý kiến"),
            stand_in=Role.CHAIR,
        ),
        _verb(
            "assign",
            (S.RECEIVED, S.PROCESSING),
            (Role.UNIT_LEADER,),
            "competent",
            _("Phân công"),
            stand_in=Role.CHAIR,
        ),
        _verb(
            "complete-step",
            (S.PROCESSING,),
            (Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR, Role.COUNTER_CLERK, Role.DEPARTMENT_OFFICIAL),
            "any",
            _("Hoàn thành bước"),
        ),
        _verb(
            "finish",
            (S.PROCESSING,),
            (Role.CHAIR, Role.UNIT_LEADER, Role.SPECIALIST, Role.DEPARTMENT_OFFICIAL),
            "deciding",
            _("Ký và kết thúc xử lý"),
        ),
        _verb(
            "request-payment",
            (S.SUBMITTED, S.RECEIVED, S.PROCESSING),
            (Role.COUNTER_CLERK, Role.SPECIALIST),
            "any",
            _("Yêu cầu nộp tiền"),
        ),
        _verb("consult", (S.PROCESSING,), (Role.SPECIALIST,), "competent", _("Xin ý kiến"), stand_in=Role.UNIT_LEADER),
        _verb(
            "withdraw-consultation",
            (S.PROCESSING,),
            (Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR),
            "competent",
            _("Rút câu hỏi ý kiến"),
        ),
        _verb("extend", (S.PROCESSING,), (Role.UNIT_LEADER, Role.CHAIR), "competent", _("Xin lỗi và gia hạn")),
        _verb(
            "stop",
            (S.RECEIVED, S.PROCESSING),
            (Role.UNIT_LEADER, Role.CHAIR),
            "competent",
            _("Tạm dừng giải quyết"),
        ),
        _verb("return-result", (S.FINISHED,), (Role.COUNTER_CLERK,), "receiving", _("Trả kết quả")),
        _verb("correct-result", (S.FINISHED, S.RETURNED), (Role.CHAIR,), "competent", _("Sửa kết quả")),
        _verb(
            "withdraw",
            (S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT, S.STOPPED),
            (Role.COUNTER_CLERK,),
            "receiving",
            _("Rút hồ sơ theo yêu cầu của công dân"),
            citizen=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Completion:
    """Mức độ hoàn thành cho tra cứu công khai: percent and words without personal data."""

    percent: int
    words: Promise


COMPLETION: dict[str, Completion] = {
    S.SUBMITTED: Completion(10, _("Hồ sơ đã đến nơi, đang chờ bộ phận một cửa kiểm tra.")),
    S.RECEIVED: Completion(25, _("Hồ sơ đã được tiếp nhận, đang chuyển người giải quyết.")),
    S.REFUSED: Completion(100, _("Hồ sơ không được tiếp nhận; lý do ghi trong phiếu từ chối.")),
    S.PROCESSING: Completion(50, _("Hồ sơ đang được giải quyết.")),
    S.AWAITING_SUPPLEMENT: Completion(40, _("Đang chờ người nộp bổ sung giấy tờ.")),
    S.AWAITING_PAYMENT: Completion(60, _("Đang chờ người nộp thực hiện nghĩa vụ tài chính.")),
    S.WITHDRAWN: Completion(100, _("Hồ sơ đã được rút theo yêu cầu của người nộp.")),
    S.STOPPED: Completion(50, _("Hồ sơ đang tạm dừng xử lý.")),
    S.FINISHED: Completion(90, _("Đã có kết quả, mời người nộp đến nhận.")),
    S.RETURNED: Completion(100, _("Đã trả kết quả.")),
}
