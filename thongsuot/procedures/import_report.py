"""Báo cáo so sánh: the differences in words, for pages, the command line and Excel."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.sheets import Column, Table
from thongsuot.procedures import words
from thongsuot.procedures.importing import Comparison
from thongsuot.procedures.models import ImportRow
from thongsuot.procedures.national.parsed import FAULTS
from thongsuot.ui.formats import vi_money

Outcome = ImportRow.Outcome
FIELD_NAMES = {
    "name": gettext_lazy("Tên"),
    "field": gettext_lazy("Lĩnh vực"),
    "field_code": gettext_lazy("Mã lĩnh vực"),
    "kind": gettext_lazy("Loại"),
    "decision": gettext_lazy("Quyết định công bố"),
    "executing_agency": gettext_lazy("Cơ quan thực hiện"),
    "authority_agency": gettext_lazy("Cơ quan có thẩm quyền"),
    "authorised_agency": gettext_lazy("Cơ quan được ủy quyền"),
    "coordinating_agencies": gettext_lazy("Cơ quan phối hợp"),
    "conditions": gettext_lazy("Yêu cầu, điều kiện"),
    "full_process": gettext_lazy("Toàn trình"),
    "offline_only": gettext_lazy("Chỉ làm trực tiếp"),
    "non_territorial": gettext_lazy("Phi địa giới"),
    "subjects": gettext_lazy("Đối tượng"),
    "service_groups": gettext_lazy("Sự kiện"),
    "related": gettext_lazy("Thủ tục liên quan"),
    "levels": gettext_lazy("Cấp thực hiện"),
    "results": gettext_lazy("Kết quả"),
    "channels": gettext_lazy("Cách nộp và thời hạn"),
    "fees": gettext_lazy("Phí, lệ phí"),
    "cases": gettext_lazy("Trường hợp"),
    "components": gettext_lazy("Thành phần hồ sơ"),
    "legal_basis": gettext_lazy("Căn cứ pháp lý"),
    "returning": gettext_lazy("Nhận kết quả"),
    "short_name": gettext_lazy("Tên ngắn"),
    "sets": gettext_lazy("Số bộ hồ sơ"),
}
MOST_LINES = 40


def field_name(name: str) -> str:
    """Tên mục bằng lời."""
    return str(FIELD_NAMES.get(name, name))


def in_words(name: str, value: Any) -> str:
    """Giá trị của một mục bằng lời, several lines for a list."""
    if value in (None, "", [], {}):
        return _("để trống")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        lines = [_line(name, one) for one in value]
        more = [_("… và %(count)d dòng nữa") % {"count": len(lines) - MOST_LINES}] if len(lines) > MOST_LINES else []
        return "\n".join([*lines[:MOST_LINES], *more])
    if name == "kind":
        return str(words.KINDS.get(value, value))
    return str(value)


def _line(name: str, one: Any) -> str:
    if not isinstance(one, Mapping):
        return str(words.LEVELS.get(one, one)) if name == "levels" else str(one)
    if name in ("channels", "cases"):
        who = words.channel_words(one["channel"]) if name == "channels" else f"{one['code']} {one['name']}"
        return f"{who}: {_time(one)}"
    if name == "fees":
        amount = vi_money(one["amount"]) if one["amount"] is not None else _("không có số tiền")
        return f"{words.channel_words(one['channel']) or _('mọi cách')}: {words.fee_kind_words(one['kind'])} {amount}"
    if name == "components":
        return f"{one['name']} ({one['originals']}/{one['copies']})"
    return " · ".join(str(one[key]) for key in ("code", "number", "name", "title") if one.get(key))


def _time(one: Mapping[str, Any]) -> str:
    if one["quantity"] is None:
        return one.get("raw") or _("chưa công bố")
    return words.duration_words(Decimal(str(one["quantity"])), one["duration_unit"])


def fault_words(faults: Iterable[Mapping[str, str]]) -> list[str]:
    """Lỗi của nguồn bằng lời, each with the piece of the source it is about."""
    said = []
    for fault in faults:
        text = str(FAULTS.get(fault["code"], fault["code"]))
        said.append(f"{text}: “{fault['detail']}”" if fault["detail"] else text)
    return said


def change_words(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Khác biệt bằng lời."""
    return [
        {
            "field": field_name(change["field"]),
            "old": in_words(change["field"], change["old"]),
            "new": in_words(change["field"], change["new"]),
            "kept": change.get("kept", False),
        }
        for change in changes
    ]


def lines(comparison: Comparison) -> list[str]:
    """Báo cáo cho dòng lệnh."""
    counts = comparison.counts
    said = [
        _(
            "%(rows)d dòng: %(new)d mới, %(changed)d khác, %(same)d giống, %(gone)d không còn, "
            "%(unreadable)d không đọc được; %(faulty)d dòng có lỗi của nguồn, %(doubtful)d dòng phải xem từng mục."
        )
        % counts
    ]
    for row in comparison.rows:
        if row.outcome == Outcome.SAME:
            continue
        said.append(f"{Outcome(row.outcome).label} {row.code} {row.name[:80]}")
        said += [f"  {c['field']}: {_flat(c['old'])} → {_flat(c['new'])}" for c in change_words(row.changes)]
        if row.outcome == Outcome.UNREADABLE:
            said += [f"  {text}" for text in fault_words(row.faults)]
    return said


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Báo cáo cho máy."""
    names = ("line", "code", "name", "field", "outcome", "changes", "faults", "doubtful")
    return {
        "file": comparison.source.name,
        "sha256": comparison.source.sha256,
        "shape": comparison.source.shape,
        "counts": comparison.counts,
        "rows": [{name: getattr(row, name) for name in names} for row in comparison.rows],
    }


def tables(rows: Sequence[ImportRow]) -> list[Table]:
    """Báo cáo Excel: every row, every difference, every fault of the source."""
    main = [_column(_("Dòng"), 7), _column(_("Mã"), 14), _column(_("Tên"), 60), _column(_("Lĩnh vực"), 24)]
    return [
        Table(
            _("Kết quả so sánh"),
            [*main, _column(_("Kết quả"), 14), _column(_("Số mục khác"), 10), _column(_("Phải xem từng mục"), 12), _column(_("Đã chọn"), 12)],
            [
                (row.line, row.code, row.name, row.field, str(Outcome(row.outcome).label), len(row.changes), row.doubtful,
                 str(ImportRow.Choice(row.choice).label))
                for row in rows
            ],
        ),
        Table(
            _("Khác biệt"),
            [*main, _column(_("Mục"), 20), _column(_("Danh mục đang có"), 50), _column(_("Tệp"), 50), _column(_("Giữ nguyên"), 10)],
            [
                (row.line, row.code, row.name, row.field, c["field"], c["old"], c["new"], c["kept"])
                for row in rows
                for c in change_words(row.changes)
            ],
        ),
        Table(
            _("Lỗi của nguồn"),
            [*main, _column(_("Lỗi"), 80)],
            [(row.line, row.code, row.name, row.field, text) for row in rows for text in fault_words(row.faults)],
        ),
    ]  # fmt: skip


def _column(title: str, width: int) -> Column:
    return Column(title, width=width)


def _flat(text: str) -> str:
    return text.replace("\n", "; ")[:200]
