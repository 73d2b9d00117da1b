"""Lập gói: one consistent snapshot of one province, streamed into a signed, encrypted file; nothing is changed here.

Everything is read in one REPEATABLE READ transaction and never held in memory; the file gets its name when it is whole.
"""

import base64
import json
import os
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.common import crypto, keyring
from thongsuot.common.errors import Invalid
from thongsuot.common.files import path_of
from thongsuot.common.models import SeriesEnd
from thongsuot.common.text import bare
from thongsuot.cutover.carrying import cells, choosing, sealing
from thongsuot.cutover.carrying.decisions import Carried, all_carried, columns
from thongsuot.cutover.carrying.envelope import Part, Writer
from thongsuot.dossiers.act_tokens import PURPOSE as RATING
from thongsuot.dossiers.models import Dossier
from thongsuot.org.models import Level, UnitVersion

CHUNK = 256 * 1024
UNITS, JOURNAL, COUNTERS, HASHES, KEYS = "units.jsonl", "journal", "counters.jsonl", "hashes", "keys.json"
# Series of numbers by their first word: how the province's own are found. A word nobody knows stops the export.
SERIES = {
    "dossier": "identifier",
    "receipt": "unit",
    "result": "unit",
    "refund": "unit",
    "document": "unit",
    "handin": "unit",
    "handover": "unit",
    "scan": "unit",
    "offline-device": "unit",
    "offline-block": "unit",
    "hall": "service",
}
JOURNAL_COLUMNS = (
    "id", "province_id", "subject_kind", "subject_id", "seq", "verb", "at", "recorded_at", "actor_id", "unit_id", "data",
    "prev_hash", "hash",
)  # fmt: skip
Say = Callable[[str], None]


@dataclass(slots=True)
class Exported:
    """Gói đã lập."""

    path: str
    package: str
    province: str
    key_fingerprint: str
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    missing_files: list[str] = field(default_factory=list)
    unsent_offline: int = 0


def province_called(wanted: str, on: date) -> UnitVersion:
    """Tỉnh theo mã hay tên trong ngày `on`; raises Invalid `province_unknown`."""
    from django.db.models import Q

    found = UnitVersion.objects.filter(level=Level.PROVINCE, valid__contains=on)
    rows = list(found.filter(Q(code=wanted) | Q(bare_key=bare(wanted)) | Q(full_name=wanted))[:2])
    if len(rows) != 1:
        raise Invalid(
            _("Không có tỉnh nào mã hay tên “%(wanted)s” trong ngày %(on)s.")
            % {"wanted": wanted, "on": on.strftime("%d/%m/%Y")},
            code="province_unknown",
        )
    return rows[0]


def export(
    *, province: str, to: Path, at: datetime, passphrase: str = "", receiver: str = "", say: Say = lambda _text: None
) -> Exported:
    """Lập gói của một tỉnh; either `receiver` (its public key) or `passphrase` locks it. Refuses with Invalid."""
    key = os.urandom(32)
    wrapped = sealing.wrap_for(receiver, key) if receiver else sealing.wrap_under(passphrase, key)
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:  # inside a test's transaction the snapshot is already chosen
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for setting in (
                "timezone = 'UTC'",
                "datestyle = 'ISO'",
                "intervalstyle = 'postgres'",
                "bytea_output = 'hex'",
            ):
                cursor.execute(f"SET LOCAL {setting}")
        unit = province_called(province, timezone.localdate(at))
        choosing.choose(unit.unit_id)
        with Writer(to, key) as writer:
            return _Export(writer, unit, say).run(to, wrapped, at)


class _Export:
    """The parts of one package."""

    def __init__(self, writer: Writer, province: UnitVersion, say: Say) -> None:
        self.writer, self.province, self.say = writer, province, say
        self.made = Exported("", str(uuid.uuid4()), province.full_name, "")
        self.tables: dict[str, Any] = {}

    def run(self, to: Path, wrapped: dict[str, Any], at: datetime) -> Exported:
        """All parts, manifest and signature."""
        self._counted(UNITS, _json_lines(_units()))
        for one in all_carried():
            self._table(one)
        self._journal()
        self._counted(COUNTERS, _json_lines(_counters(self.province.unit_id)))
        self._counted(HASHES, _hashes())
        keys = {"rating": [base64.b64encode(secret).decode() for secret in keyring.versions(RATING).values()]}
        self.writer.add(KEYS, [json.dumps(keys).encode()])
        self._files()
        self.made.unsent_offline = _unsent()
        facts = {
            "package": self.made.package,
            "made_at": at.isoformat(),
            "province": {"code": self.province.code, "name": self.province.full_name, "id": self.province.unit_id},
            "on": timezone.localdate(at).isoformat(),
            "lock": wrapped,
            "tables": self.tables,
            "journal": list(JOURNAL_COLUMNS),
            "missing_files": self.made.missing_files,
        }
        self.made.path, self.made.key_fingerprint = str(to), self.writer.seal(facts)
        return self.made

    def _table(self, one: Carried) -> None:
        names = [column.column for column in columns(one)]
        wanted = [f't."{name}"' for name in names] + [f"{sql} AS {name}" for name, (sql, _type) in one.extras.items()]
        names += one.extras
        order = one.model._meta.pk.column  # type: ignore[union-attr]
        query = (
            f"SELECT {', '.join(wanted)} FROM {choosing.table(one)} t WHERE {choosing.condition(one)}"
            f' ORDER BY t."{order}"'
        )
        self.tables[one.label] = names
        self._counted(f"tables/{one.label}", _copied(query, cells.opener(one, names)))

    def _journal(self) -> None:
        wanted = ", ".join(f"t.{name}" for name in JOURNAL_COLUMNS)
        query = (
            f"SELECT {wanted} FROM common_journalentry t WHERE {choosing.CHAINS}"
            " ORDER BY t.province_id, t.subject_kind, t.subject_id, t.seq"
        )
        self._counted(JOURNAL, _copied(query))

    def _files(self) -> None:
        stored = next(one for one in all_carried() if one.label == "common.storedfile")
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE pack_file ON COMMIT DROP AS SELECT DISTINCT t.sha256 FROM common_storedfile t WHERE {stored.where}"
            )
        last = ""
        while names := _next_files(last):
            for sha256 in names:
                try:
                    with path_of(sha256).open("rb") as file:
                        self.writer.add(f"files/{sha256}", iter(lambda file=file: file.read(CHUNK), b""))
                    self.made.files += 1
                except FileNotFoundError:
                    self.made.missing_files.append(sha256)
            last = names[-1]
        self.say(_("tệp: %(count)d") % {"count": self.made.files})

    def _counted(self, name: str, lines: Generator[bytes, None, None]) -> Part:
        """One part of so many lines. The lines end with it, also when it fails: a COPY left open holds its connection."""
        rows = 0

        def counted() -> Iterator[bytes]:
            nonlocal rows
            waiting: list[bytes] = []
            size = 0
            for line in lines:
                rows += 1
                waiting.append(line)
                size += len(line)
                if size > CHUNK:
                    yield b"\n".join(waiting) + b"\n"
                    waiting, size = [], 0
            if waiting:
                yield b"\n".join(waiting) + b"\n"

        with closing(lines):
            part = self.writer.add(name, counted())
        part.rows = self.made.rows[name.removeprefix("tables/")] = rows
        self.say(f"{name}: {rows}")
        return part


def _copied(query: str, change: Callable[[bytes], bytes] = bytes) -> Generator[bytes, None, None]:
    """Rows in COPY's text format, without their ends."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        for row in copy:
            yield change(bytes(row).rstrip(b"\n"))


def _json_lines(rows: Iterable[Any]) -> Generator[bytes, None, None]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str).encode()


def _units() -> Iterator[dict[str, Any]]:
    """Units by identity with their versions, those above them included; few thousand at most."""
    waiting, known = choosing.referenced_units(), set()
    own = _ids("SELECT id FROM pack_unit")
    while waiting:
        rows = list(UnitVersion.objects.filter(unit_id__in=waiting).order_by("unit_id", "valid"))
        known |= waiting
        above = {row.parent_id for row in rows} | {row.province_id for row in rows}
        by_unit: dict[int, list[UnitVersion]] = {}
        for row in rows:
            by_unit.setdefault(row.unit_id, []).append(row)
        for unit_id, versions in by_unit.items():
            yield {
                "id": unit_id,
                "level": versions[0].level,
                "own": unit_id in own,
                "versions": [_version(row) for row in versions],
            }
        waiting = {unit_id for unit_id in above if unit_id} - known


def _version(row: UnitVersion) -> dict[str, Any]:
    names = ("code", "name", "full_name", "kind", "organ_kind", "identifier", "identifier_is_demo", "legal_basis")
    return {
        **{name: getattr(row, name) for name in names},
        "parent": row.parent_id,
        "province": row.province_id,
        "from": row.valid.lower,
        "to": row.valid.upper,
    }


def _counters(province_id: int) -> Iterator[dict[str, Any]]:
    """Series of the province's units with their last number, and those that end on a day."""
    identifiers = set(
        UnitVersion.objects.filter(unit_id__in=_ids("SELECT id FROM pack_unit"))
        .exclude(identifier="")
        .values_list("identifier", flat=True)
    )
    units = {str(unit_id) for unit_id in _ids("SELECT id FROM pack_unit")}
    services = {str(one) for one in _ids("SELECT id FROM hall_service WHERE unit_id IN (SELECT id FROM pack_unit)")}
    belongs = {"identifier": identifiers, "unit": units, "service": services}
    with connection.cursor() as cursor:
        cursor.execute("SELECT series, period, value, closed_at::text FROM common_counter ORDER BY series, period")
        rows = cursor.fetchall()
    for series, period, value, closed_at in rows:
        first, _colon, rest = series.partition(":")
        if first not in SERIES:
            raise Invalid(
                _("Chưa biết mang theo dãy số “%(series)s”. Chưa lập gói; hãy báo người phát triển.")
                % {"series": series},
                code="series_unknown",
            )
        if rest.partition(":")[0] in belongs[SERIES[first]]:
            yield {"series": series, "period": period, "value": value, "closed_at": closed_at}
    ends = SeriesEnd.objects.filter(unit_id__in=_ids("SELECT id FROM pack_unit")).order_by("owner")
    names = ("owner", "unit_id", "ends_at", "closed_at", "last", "reason")
    for row in ends.values(*names):
        yield {"end": row}


def _hashes() -> Generator[bytes, None, None]:
    """Keyed hashes with the text they were made of, so that the receiver makes them anew under its own key."""
    for text in _hashed_texts():
        yield crypto.lookup_hash(text).hex().encode() + b"\t" + base64.b64encode(text.encode())


def _hashed_texts() -> Iterator[str]:
    users = User.objects.filter(id_number_cipher__isnull=False).extra(where=["id IN (SELECT id FROM pack_user)"])
    for cipher, uid in users.values_list("id_number_cipher", "uid").iterator(chunk_size=2000):
        if cipher:
            yield from _of_number(crypto.decrypt(cipher, b"accounts.user:" + uid.bytes))
    dossiers = Dossier.objects.extra(where=["province_id IN (SELECT id FROM pack_province)"])
    names = ("applicant_cipher", "uid", "applicant_bare", "submitter")
    for cipher, uid, bare_name, helper in dossiers.values_list(*names).iterator(chunk_size=2000):
        if cipher:
            yield from _of_number(crypto.decrypt(cipher, uid.bytes))
        yield f"helped:{bare_name}"
        if helper:
            yield f"helper:{bare(helper['name']) + helper.get('phone', '')[-6:]}"


def _of_number(number: str) -> Iterator[str]:
    yield from (number, f"helper:{number}", f"helped:{number}")


def _ids(query: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _next_files(after: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM pack_file WHERE sha256 > %s ORDER BY 1 LIMIT 1000", [after])
        return [row[0] for row in cursor.fetchall()]


def _unsent() -> int:
    """Hồ sơ còn nằm trên máy quầy, which the package cannot know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(waiting), 0) FROM offline_device"
            " WHERE revoked_at IS NULL AND province_id IN (SELECT id FROM pack_province)"
        )
        return int(cursor.fetchone()[0])
