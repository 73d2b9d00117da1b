"""Hình dạng của một thủ tục khi đọc ra: frozen facts without the database, so that they can be cached and passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from thongsuot.procedures.process import Process


@dataclass(frozen=True)
class Case:
    """Trường hợp giải quyết `<mã thủ tục>.NN`; its own time limit, when set, wins over that of the channel."""

    code: str
    name: str
    quantity: Decimal | None
    duration_unit: str
    certainty: str = "published"


@dataclass(frozen=True)
class ChannelTime:
    """Cách thực hiện (DIRECT, ONLINE, POSTAL, KIOSK) and its time limit; `quantity` None = not published."""

    channel: str
    quantity: Decimal | None
    duration_unit: str
    description: str = ""
    certainty: str = "published"
    raw: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fee:
    """Phí, lệ phí; `amount` None = set elsewhere (HĐND), the note says where."""

    kind: str
    amount: int | None
    channel: str = ""
    case_code: str = ""
    note: str = ""
    tariff: str = ""
    certainty: str = "published"


@dataclass(frozen=True)
class Component:
    """Thành phần hồ sơ: to submit, to present, or only a note (never counted or asked for)."""

    code: str
    name: str
    group: str = "submit"
    originals: int = 1
    copies: int = 0
    required: bool = True
    case_codes: tuple[str, ...] = ()
    note_only: bool = False
    is_form: bool = False
    scan_policy: str = "required"
    reuse_result_code: str = ""
    certainty: str = "published"
    one_of: str = ""
    condition: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Result:
    """Kết quả giải quyết; `template` empty = no form of ours, the office attaches its own."""

    code: str
    name: str
    template: str = ""


@dataclass(frozen=True)
class DecisionFact:
    """Quyết định công bố that started or ended a version; a day None = not known."""

    id: int
    number: str
    issuer: str
    kind: str
    signed_on: date | None
    effective_on: date | None


@dataclass(frozen=True, eq=False)
class Version:
    """Phiên bản thủ tục trong một khoảng hiệu lực, with all that hangs on it. Compared by identity."""

    id: int
    procedure_id: int
    code: str
    valid_from: date | None
    valid_to: date | None
    name: str
    short_name: str
    field: str
    level: str
    decision: str
    executing_agency: str
    non_territorial: bool
    immediate: bool
    result_code: str
    result_name: str
    conditions: str
    legal_basis: tuple[dict[str, Any], ...]
    subjects: tuple[str, ...]
    form_schema: dict[str, Any]
    form_layout: dict[str, Any]
    result_template: str
    pause_policies: dict[str, str]
    settings: dict[str, Any]
    process: Process
    channels: tuple[ChannelTime, ...] = ()
    cases: tuple[Case, ...] = ()
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = ()
    keywords: tuple[str, ...] = ()
    field_code: str = ""
    kind: str = "STANDARD"
    levels: tuple[str, ...] = ()
    authority_agency: str = ""
    authorised_agency: str = ""
    coordinating_agencies: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    service_groups: tuple[str, ...] = ()
    full_process: bool = False
    offline_only: bool = False
    sets: int = 1
    components_certainty: str = "published"
    components_note: str = ""
    results: tuple[Result, ...] = ()
    returning: tuple[dict[str, Any], ...] = ()
    started_by: DecisionFact | None = None
    ended_by: DecisionFact | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def receivable(self) -> bool:
        """Whether dossiers can be received: a procedure without an internal process is only shown."""
        return bool(self.process.steps)

    def in_force(self, on: date) -> bool:
        """Whether this version applies to a dossier received on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    def case(self, code: str) -> Case | None:
        """The case with this code, None when the procedure has no such case."""
        return self._cases.get(code)

    def channel(self, channel: str) -> ChannelTime | None:
        """The way of filing, None when the procedure cannot be filed this way."""
        return self._channels.get(channel)

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.code: case for case in self.cases}

    @cached_property
    def _channels(self) -> dict[str, ChannelTime]:
        return {time.channel: time for time in self.channels}
