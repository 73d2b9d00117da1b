"""Hướng dẫn từng thủ tục: what you need, where, how long, how much, which steps, from the catalogue in force that day.

The pictures are of the real pages and say of which day and version they are; they are taken by
`scripts/guide_pictures.py`. A page that looks alike for all procedures has one picture; a page that depends on the
procedure shows that procedure's own, or none: a wrong form beside the words would mislead. What differs otherwise is text
from the catalogue, so it cannot grow old.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Component, Version
from thongsuot.procedures.form_pages import condition_words
from thongsuot.procedures.words import channel_words, fee_line_words, fee_words, limit_words, shortest_time

FOLDER = Path(__file__).parent / "static" / "portal" / "guide"
# What a person does on each page, in the order of the pages; the picture of the same name shows it.
ONLINE = (
    ("bat-dau", gettext_lazy("Mở trang thủ tục"), gettext_lazy("Trang cho biết cần gì, bao lâu, bao nhiêu tiền. Bấm “Bắt đầu”.")),
    ("noi-nhan", gettext_lazy("Chọn nơi nhận"), gettext_lazy("Xã của bạn đứng sẵn đầu danh sách. Xã cũ gõ tên cũ vẫn tìm thấy.")),
    ("nguoi-nop", gettext_lazy("Bạn làm cho ai"), gettext_lazy("Cho chính bạn, hay nộp thay người khác. Nộp thay thì tên bạn hiện cho người ấy biết.")),
    ("khai", gettext_lazy("Trả lời từng câu"), gettext_lazy("Điều nhà nước đã biết được điền sẵn. Trang nào xong được giữ lại, nghỉ rồi làm tiếp được.")),
    ("giay-to", gettext_lazy("Chụp giấy tờ"), gettext_lazy("Đặt giấy nơi đủ sáng, chụp thấy rõ bốn góc. Giấy nào tra được thì không phải gửi.")),
    ("xem-lai", gettext_lazy("Xem lại rồi gửi"), gettext_lazy("Đọc một lượt. Chỗ nào sai bấm “Sửa” ở chính dòng đó.")),
    ("bien-nhan", gettext_lazy("Giữ biên nhận"), gettext_lazy("Chụp lại mã hồ sơ và mã QR. Mất cũng tra được bằng tài khoản của bạn.")),
    ("theo-doi", gettext_lazy("Theo dõi và nhận kết quả"), gettext_lazy("Trang này cho biết hồ sơ ở đâu, hẹn ngày nào, đến lượt ai làm gì.")),
)  # fmt: skip
AT_THE_COUNTER = (
    gettext_lazy("Mang giấy tờ ghi ở trên đến Trung tâm Phục vụ hành chính công của xã, lấy số thứ tự."),
    gettext_lazy("Cán bộ xem giấy tờ, nhập hồ sơ; thiếu gì nói một lần cho đủ."),
    gettext_lazy("Bạn nhận giấy tiếp nhận có mã QR và ngày hẹn."),
    gettext_lazy(
        "Đến ngày hẹn, mang giấy hẹn hoặc giấy tờ tùy thân đến nhận kết quả, hay nhận qua bưu chính nếu đã chọn."
    ),
)
QUESTIONS = (
    (
        gettext_lazy("Ai giúp tôi được?"),
        gettext_lazy(
            "Cán bộ Trung tâm và tổ công nghệ số cộng đồng giúp không mất tiền. Tên người giúp ghi trong hồ sơ của bạn."
        ),
    ),
    (
        gettext_lazy("Có người đòi thêm tiền thì sao?"),
        gettext_lazy("Chỉ nộp khoản ghi ở trang này, có biên lai. Ai đòi thêm, hãy báo lãnh đạo Trung tâm."),
    ),
    (
        gettext_lazy("Tôi làm dở thì sao?"),
        gettext_lazy("Bản nháp được giữ. Mở “Hồ sơ của tôi”, bấm “Làm tiếp”, trên máy khác cũng được."),
    ),
    (
        gettext_lazy("Thiếu giấy thì sao?"),
        gettext_lazy("Cán bộ báo một lần mọi giấy còn thiếu. Thời gian chờ bạn bổ sung không tính vào thời hạn."),
    ),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """Một ảnh: address below static/, size in pixels."""

    file: str
    width: int
    height: int


@cache
def album() -> Mapping[str, Any]:
    """Ảnh đã chụp: `taken_on`, `version`, `pictures` of shared pages by name, `own` of procedures; empty before they were taken."""
    path = FOLDER / "pictures.json"
    if not path.exists():
        return {"taken_on": None, "version": "", "pictures": {}, "own": {}}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {
        "taken_on": date.fromisoformat(told["taken_on"]),
        "version": told["version"],
        "pictures": _pictures(told["pictures"]),
        "own": {code: _pictures(own) for code, own in told["own"].items()},
    }


def _pictures(told: Mapping[str, Any]) -> dict[str, Picture]:
    return {name: Picture(f"portal/guide/{one['file']}", one["width"], one["height"]) for name, one in told.items()}


def guide_of(version: Version) -> dict[str, Any]:
    """Mọi điều trang hướng dẫn của một thủ tục nói; no statement, all of it is in the catalogue at hand."""
    time, rule = shortest_time(version)
    fee, certainty = fee_words(version)
    pictures = {**album()["pictures"], **album()["own"].get(version.code, {})}
    return {
        "version": version,
        "time": time,
        "time_certainty": rule.certainty if rule else "unverified",
        "fee": fee,
        "fee_certainty": certainty,
        "ways": [_way(version, time.channel) for time in version.channels],
        "papers": _papers(version),
        "notes": [component.name for component in version.components if component.note_only],
        "sections": [part.title for part in eform.sections(version)],
        "online": version.channel("ONLINE") is not None and version.receivable,
        "pages": [
            {"key": key, "title": title, "text": text, "picture": pictures.get(key)} for key, title, text in ONLINE
        ],
        "counter": AT_THE_COUNTER,
        "questions": QUESTIONS,
        "album": album(),
        "own_pictures": version.code in album()["own"],
    }


def _way(version: Version, channel: str) -> dict[str, Any]:
    rule = version.channel(channel)
    assert rule is not None
    fees = [fee_line_words(fee) for fee in version.fees if fee.channel in ("", channel)]
    return {"name": channel_words(channel), "time": limit_words(rule), "fees": fees}


def _papers(version: Version) -> list[dict[str, Any]]:
    """Giấy tờ, those that stand for each other together: what to bring, and when it is needed at all."""
    groups: dict[str, list[Component]] = {}
    for component in version.components:
        if not component.note_only:
            groups.setdefault(component.one_of or component.code, []).append(component)
    return [
        {
            "names": [one.name for one in entry],
            "what": _what_with(entry[0]),
            "when": condition_words(version, entry[0].condition) if entry[0].condition else "",
            "certainty": entry[0].certainty,
        }
        for entry in groups.values()
    ]


def _what_with(component: Component) -> str:
    if component.is_form:
        return _("khai trên máy, hoặc theo mẫu có ở quầy")
    if component.group == "present":
        return _("chỉ cho xem; tra được thì không phải mang")
    return _("nộp") if component.required or component.one_of else _("nếu có")
