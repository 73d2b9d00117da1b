"""Nguồn của tệp xuất: which rows, packed how, for the sheets of the list and of the register. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import sheets
from thongsuot.common.now import now
from thongsuot.common.sheets import MOMENT, NUMBER, Column
from thongsuot.common.text import nfc
from thongsuot.dossiers.models import Channel, Status
from thongsuot.dossiers.selectors import register
from thongsuot.dossiers.selectors.lists import Wanted
from thongsuot.dossiers.selectors.search import (
    ELSEWHERE,
    FILTERS,
    NAMED_UNITS,
    WAYS,
    WORDS_OF,
    Scope,
    own_scope,
    text_params,
    ways_shown,
    wide_scope,
)
from thongsuot.org.selectors import unit_info, units_in_force
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.procedures.selectors import version_by_id

WIDEST = 100_000  # identities from the first to the last that are still one array
METHODS = {"COUNTER": "Tại quầy", "POSTAL": "Bưu chính", "ONLINE": "Trực tuyến", "HOME": "Tại nhà"}
TEXT = f"""(d.code = ANY(%(codes)s) OR (%(by_beginning)s AND d.applicant_bare LIKE %(starts)s)
    OR (%(by_words)s AND %(words)s <> '' AND {WORDS_OF} @@ plainto_tsquery('simple', %(words)s)))"""
HELD_ELSEWHERE = f"SELECT d.* FROM dossiers_dossier d WHERE {ELSEWHERE}"  # noqa: S608
METHOD = """(SELECT j.data->>'method' FROM common_journalentry j WHERE d.returned_at IS NOT NULL AND j.province_id = d.province_id
    AND j.subject_kind = 'dossier' AND j.subject_id = d.id AND j.verb = 'result_returned' ORDER BY j.seq DESC LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class Source:
    """Columns, the texts named by number, the packed row, where the rows come from, and the parameters."""

    columns: Sequence[Column]
    choices: Sequence[str]
    packed: str
    rows: str
    params: dict[str, Any]


class _Choices:
    """Texts of the sheet, each kind behind the one before."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, texts: Sequence[str]) -> int:
        """Append; returns the number of the first."""
        first = len(self.texts)
        self.texts += texts
        return first


def list_source(principal: Principal, wanted: Wanted, *, wide: bool = True) -> Source:
    """Danh sách hồ sơ trong phạm vi của tôi, newest first, as filtered; a search inside the unit stays inside it."""
    scope = own_scope(principal) if wanted.text and not wide else wide_scope(principal)
    if wanted.unit_ids:
        scope = scope.only(wanted.unit_ids)
    columns = (
        Column(_("Mã hồ sơ"), width=26),
        Column(_("Chủ hồ sơ"), width=28),
        Column(_("Thủ tục"), width=44),
        Column(_("Trạng thái"), width=22),
        Column(_("Nơi giải quyết"), width=24),
        Column(_("Cách nộp"), width=12),
        *(
            Column(title, MOMENT)
            for title in (_("Nộp lúc"), _("Tiếp nhận lúc"), _("Hẹn trả"), _("Xong lúc"), _("Trả kết quả lúc"))
        ),
    )
    choices, params, numbers = _names(scope)
    packed = sheets.line(
        sheets.word("d.code"),
        sheets.text("d.applicant_name"),
        numbers["procedure"],
        numbers["status"],
        numbers["unit"],
        numbers["channel"],
        *(
            sheets.moment(f"d.{name}")
            for name in ("submitted_at", "received_at", "due_at", "finished_at", "returned_at")
        ),
    )
    scoped = " UNION ALL ".join(_branches(scope))
    text = ""
    if scope and nfc(wanted.text).strip():
        text = f"AND {TEXT}"
        params["by_beginning"], params["by_words"] = ways_shown(scope, wanted)
    filters = FILTERS if wanted.statuses or wanted.due_before else "true"
    rows = f"FROM ({scoped}) d WHERE {filters} {text} ORDER BY d.id DESC"
    return Source(columns, choices, packed, rows, {**params, **text_params(scope, wanted)})


def register_source(period: register.Period) -> Source:
    """Sổ theo dõi hồ sơ của một đơn vị trong kỳ, with the columns of the form (domain §1.2)."""
    columns = (
        Column(_("TT"), NUMBER, 6),
        Column(_("Mã hồ sơ"), width=26),
        Column(_("Nội dung"), width=44),
        Column(_("Số bộ"), NUMBER, 7),
        Column(_("Tên tổ chức, cá nhân"), width=28),
        Column(_("Địa chỉ"), width=32),
        Column(_("Điện thoại"), width=14),
        Column(_("Cơ quan chủ trì giải quyết"), width=26),
        Column(_("Nhận hồ sơ"), MOMENT),
        Column(_("Hẹn trả"), MOMENT),
        Column(_("Trả kết quả"), MOMENT),
        Column(_("Phương thức nhận kết quả"), width=14),
        Column(_("Ký nhận"), width=14),
        Column(_("Ghi chú"), width=24),
    )
    scope = Scope(frozenset({period.unit_id}), frozenset(), frozenset())
    choices, params, numbers = _names(scope)
    methods = "(array_position(%(methods)s::text[], d.method) - 1 + %(first_method)s)"
    first_method = len(choices)
    choices = [*choices, *METHODS.values()]
    notes = """concat_ws('; ', CASE WHEN d.extension_count > 0 THEN %(extended)s END, CASE WHEN d.supplement_count > 0 THEN %(supplemented)s END,
      CASE WHEN coalesce(d.finished_at, d.returned_at) > d.due_at THEN %(overdue)s END)"""
    packed = sheets.line(
        sheets.number("row_number() OVER (ORDER BY d.received_at, d.id)"),
        sheets.word("d.code"),
        numbers["procedure"],
        sheets.number("1"),
        sheets.text("d.applicant_name"),
        sheets.text("d.applicant->>'address'"),
        sheets.text("d.applicant->>'phone'"),
        numbers["unit"],
        *(sheets.moment(f"d.{name}") for name in ("received_at", "due_at", "returned_at")),
        sheets.choice(methods),
        sheets.word("''"),
        sheets.word(notes),
    )
    # OFFSET 0: the way of return is read from the journal once a row, though the cell names it twice.
    rows = f"FROM (SELECT d.*, {METHOD} AS method {register.FROM} OFFSET 0) d {register.ORDER}"
    params |= period.params() | {
        "methods": list(METHODS),
        "first_method": first_method,
        "extended": _("đã gia hạn"),
        "supplemented": _("có bổ sung"),
        "overdue": _("quá hạn"),
    }
    return Source(columns, choices, packed, rows, params)


def _names(scope: Scope) -> tuple[list[str], dict[str, Any], dict[str, str]]:
    """The texts, the parameters that number them, and the packed cell of each kind."""
    today: date = timezone.localdate(now())
    versions = list(ProcedureVersion.objects.order_by("pk").values_list("pk", flat=True))
    mine = scope.own | scope.former | scope.held
    provinces = {unit_info(unit_id, today).province_id for unit_id in mine}
    near = (unit.id for unit in units_in_force(today) if unit.province_id in provinces or unit.id in provinces)
    units = sorted(mine.union(near))
    choices = _Choices()
    choices.add([""])  # number 0: what a hole of the arrays below shows
    first = {
        "procedure": choices.add([version_by_id(version_id).short_name for version_id in versions]),
        "unit": choices.add([unit_info(unit_id, today).full_name for unit_id in units]),
        "status": choices.add([str(state.label) for state in Status]),
        "channel": choices.add([str(channel.label) for channel in Channel]),
    }
    by_version, known_versions = _numbered("d.version_id", versions, first["procedure"])
    by_unit, known_units = _numbered("d.competent_unit_id", units, first["unit"])
    params = {
        "states": list(Status.values),
        "channels": list(Channel.values),
        "known_versions": known_versions,
        "known_units": known_units,
        "first_status": first["status"] - 1,
        "first_channel": first["channel"] - 1,
    }
    numbers = {
        "procedure": by_version.format(known="%(known_versions)s"),
        "unit": by_unit.format(known="%(known_units)s"),
        "status": "(array_position(%(states)s::text[], d.status::text) + %(first_status)s)",
        "channel": "(array_position(%(channels)s::text[], d.channel::text) + %(first_channel)s)",
    }
    cells = {kind: sheets.choice(number) for kind, number in numbers.items()}
    return choices.texts, params, cells


def _numbered(column: str, ids: Sequence[int], first: int) -> tuple[str, list[int]]:
    """Number of what `column` names, as SQL around the list `{known}`, and that list.

    From the smallest identity on it is an array that the database looks up in one step instead of joining. Holes are 0, not
    NULL: in an array with NULLs every look-up walks from its beginning. Identities far apart are looked for among each
    other: an array of two million holes took a second before the first row came.
    """
    if not ids:
        return "({known}::int[])[1]", []
    if ids[-1] - ids[0] >= WIDEST:
        return f"(array_position({{known}}::bigint[], {column}::bigint) + {first - 1})", list(ids)
    numbers = [0] * (ids[-1] - ids[0] + 1)
    for position, identity in enumerate(ids):
        numbers[identity - ids[0]] = first + position
    return f"({{known}}::int[])[{column} - {ids[0] - 1}]", numbers


def _branches(scope: Scope) -> list[str]:
    """One branch for each unit, so that the indexes of units deliver newest first and are merged without a sort."""
    branches = []
    few = len(scope.own | scope.former) <= NAMED_UNITS
    for units, way in WAYS:
        of_scope = sorted(getattr(scope, units))
        if few:
            ways = [way.replace("u.id", str(int(unit_id))) for unit_id in of_scope]
        else:
            ways = [way.replace("= u.id", f"= ANY(%({units})s)")] if of_scope else []
        branches += [f"(SELECT d.* FROM dossiers_dossier d WHERE {one} ORDER BY d.id DESC)" for one in ways]  # noqa: S608
    return [*branches, f"({HELD_ELSEWHERE} ORDER BY d.id DESC)"]
