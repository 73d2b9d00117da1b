"""Nhận gói: checked before it is believed, read before it is written, one transaction a part, resumed where it was killed.

Order: signature, hashes, versions, trust → staging → units, hashes, differences (a person decides) → numbers → chains →
rows → counters, keys, files → comparison of here with there. Doing it again changes nothing.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.common import crypto, journal, keyring, stamps
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.files import keep_bytes
from thongsuot.common.partitions import open_province
from thongsuot.cutover.carrying import (
    both_sides,
    chains,
    checking,
    differences,
    identities,
    rows,
    same_codes,
    sealing,
    staging,
)
from thongsuot.cutover.carrying.counting import write_counters
from thongsuot.cutover.carrying.decisions import all_carried, columns
from thongsuot.cutover.carrying.envelope import Reader, spoken
from thongsuot.cutover.carrying.packing import COUNTERS, HASHES, JOURNAL, KEYS, UNITS, Say
from thongsuot.cutover.models import CarriedEntry, HashChange, Identity, Package, PackagePart, PackageSource
from thongsuot.dossiers.act_tokens import GUESTS
from thongsuot.org.models import Level, UnitVersion
from thongsuot.warehouse.services import refresh

LOCK = 20_250_702  # advisory lock: one import at a time


@dataclass(slots=True)
class Arrived:
    """Kết quả của một lần nạp."""

    package: str
    province: str
    state: str
    waiting: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    differences: dict[str, int] = field(default_factory=dict)


class _Rehearsed(Exception):
    """Ends a dry run: everything it wrote is rolled back."""


def receive(
    path: Path, *, at: datetime, passphrase: str = "", trust: str = "", dry_run: bool = False,
    say: Say = lambda _text: None,
) -> Arrived:  # fmt: skip
    """Nhận và nạp một gói. `trust`: the fingerprint that two people compared by telephone; needed once per sender.

    With `dry_run` the whole import is done and rolled back. Refuses with Invalid before anything is written.
    """
    reader = Reader(path)
    try:
        reader.check()
        key = sealing.unwrap(reader.manifest["lock"], passphrase)
        _refuse_other_version(reader)
        with _one_at_a_time():
            if not dry_run:
                return _Import(_package(reader, trust, at), reader, key, at, say).run()
            try:
                with transaction.atomic():
                    done = _Import(_package(reader, trust, at), reader, key, at, say, dry=True).run()
                    raise _Rehearsed
            except _Rehearsed:
                return done
    finally:
        reader.close()


def _refuse_other_version(reader: Reader) -> None:
    """The tables of the sender must be ours, column by column."""
    known = {one.label: one for one in all_carried()}
    wrong = sorted(set(reader.manifest["tables"]) - set(known))
    for label, names in reader.manifest["tables"].items():
        if label in known:
            ours = {column.column for column in columns(known[label])} | set(known[label].extras)
            wrong += [f"{label}.{name}" for name in sorted(ours ^ set(names))]
    if wrong:
        raise Invalid(
            _("Nơi gửi chạy phiên bản khác: %(what)s. Hãy đưa hai bên về cùng phiên bản rồi lập lại gói.")
            % {"what": ", ".join(wrong[:8])},
            code="package_other_version",
        )


@transaction.atomic
def _package(reader: Reader, trust: str, at: datetime) -> Package:
    """The package's row, once the sender is known and trusted."""
    said = reader.manifest
    source = PackageSource.objects.filter(key_fingerprint=reader.fingerprint).first() or _trusted(reader, trust, at)
    package, _made = Package.objects.get_or_create(
        uid=UUID(said["package"]),
        defaults={
            "source": source,
            "made_at": datetime.fromisoformat(said["made_at"]),
            "received_at": at,
            "file_name": reader.path.name[:255],
            "manifest": {name: value for name, value in said.items() if name != "parts"}
            | {"parts": [row for row in said["parts"] if not row[0].startswith("files/")]},
        },
    )
    newest = Package.objects.filter(source=source, state=Package.State.IMPORTED).order_by("-made_at").first()
    if newest and newest.made_at > package.made_at:
        raise MoveNotAllowed(_("Đã nạp một gói mới hơn của nơi gửi này."), code="package_older")
    return package


def _trusted(reader: Reader, trust: str, at: datetime) -> PackageSource:
    told = "".join(trust.lower().split())
    if len(told) < 40 or not reader.fingerprint.startswith(told[:64]):
        code = "source_key_wrong" if told else "source_not_trusted"
        raise Invalid(
            _(
                "Gói của %(who)s ký bằng khoá %(key)s, chưa được tin. Hãy gọi điện đọc dấu khoá với nơi gửi rồi ghi vào --trust."
            )
            % {"who": reader.manifest["province"]["name"], "key": spoken(reader.fingerprint)},
            code=code,
        )
    said = reader.manifest["province"]
    on = datetime.fromisoformat(reader.manifest["made_at"]).date()
    here = UnitVersion.objects.filter(level=Level.PROVINCE, code=said["code"], valid__contains=on).first()
    if here is None:
        raise Invalid(_("Ở đây không có tỉnh mã %(code)s.") % {"code": said["code"]}, code="unit_unknown")
    return PackageSource.objects.create(
        key_fingerprint=reader.fingerprint, public_key=reader.public, name=said["name"], province_id=here.unit_id,
        trusted_at=at,
    )  # fmt: skip


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise MoveNotAllowed(_("Đang có một gói khác được nạp. Hãy chờ nó xong."), code="import_running")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class _Import:
    """One package on its way in."""

    def __init__(
        self, package: Package, reader: Reader, key: bytes, at: datetime, say: Say, *, dry: bool = False
    ) -> None:
        self.package, self.reader, self.key, self.at, self.say, self.dry = package, reader, key, at, say, dry
        self.waiting = 0
        self.done = set(PackagePart.objects.filter(package=package).values_list("step", "name"))

    def run(self) -> Arrived:
        """All steps that are not done yet; stops before the first number when somebody has to decide."""
        if self.package.state == Package.State.ROLLED_BACK:
            self._afresh()
        if self.package.state != Package.State.IMPORTED:
            self._read()
            self.part("differences", "all", lambda: {"waiting": differences.find(self.package)})
            if self.package.state != Package.State.IMPORTING:
                both_sides.find(self.package)  # again on every run: work here goes on while somebody decides
            self.waiting = differences.waiting(self.package)
            if self.waiting and not self.dry:
                self._state(Package.State.STAGED)
                return self._said()
            if self.waiting:  # a dry run goes on as if they were strangers, and says how many nobody has decided
                differences.keep_apart(self.package)
            self._state(Package.State.IMPORTING)
            self._write()
        return self._said()

    def part(self, step: str, name: str, do: Callable[[], dict[str, Any]]) -> None:
        """One part in one transaction, with the row that says it is done."""
        if (step, name) in self.done:
            return
        with transaction.atomic():
            counts = do()
            PackagePart.objects.create(package=self.package, step=step, name=name, counts=counts, done_at=self.at)
        self.done.add((step, name))
        self.say(f"{step} {name}: {json.dumps(counts)}")

    def _read(self) -> None:
        for label in (*(one.label for one in all_carried()), JOURNAL):
            self._forget_emptied(label)
        for one in all_carried():
            self.part(
                "stage",
                one.label,
                lambda one=one: {"rows": staging.fill_table(self.package, one, self.reader, self.key)},
            )
        self.part("stage", JOURNAL, lambda: {"rows": staging.fill_journal(self.package, self.reader, self.key)})
        self.part("units", UNITS, lambda: identities.match_units(self.package, self._json(UNITS)))
        self.part("hashes", HASHES, self._hashes)

    def _forget_emptied(self, label: str) -> None:
        """A staging table that a crash emptied, or that is gone, is read again."""
        part = PackagePart.objects.filter(package=self.package, step="stage", name=label).first()
        if part and (staging.count(self.package, label) or 0) != part.counts["rows"]:
            part.delete()
            self.done.discard(("stage", label))

    def _write(self) -> None:
        self.part("people", "all", lambda: differences.apply(self.package) or {})
        self.part("codes", "all", self._codes)
        staged = staging.staged(self.package)
        if not self.dry:
            self.part("partitions", "all", self._partitions)
        for one in staged:
            self.part("identity", one.label, lambda one=one: identities.allocate(self.package, one))
        self.part("chains", JOURNAL, lambda: chains.write(self.package))
        for one in staged:
            self.part("rows", one.label, lambda one=one: rows.write(self.package, one))
        self.part("counters", COUNTERS, lambda: write_counters(self.package, self._json(COUNTERS)))
        self.part("codes", "given", lambda: same_codes.settle(self.package, at=self.at))
        self.part("taken", "all", lambda: both_sides.tell_dossiers(self.package, at=self.at))
        if not self.dry:
            self.part("keys", KEYS, self._keys)
            self.part("files", "files", self._files)
            self.part("figures", "all", self._figures)
        self.part("check", "all", self._check)
        if not self.dry:
            with transaction.atomic():
                staging.drop(self.package)

    def _json(self, name: str) -> Iterator[dict[str, Any]]:
        for line in self.reader.lines(name, self.key):
            yield json.loads(line)

    def _hashes(self) -> dict[str, Any]:
        waiting: dict[bytes, bytes] = {}
        count = 0
        for line in self.reader.lines(HASHES, self.key):
            old, text = line.split(b"\t")
            waiting[bytes.fromhex(old.decode())] = crypto.lookup_hash(base64.b64decode(text).decode())
            if len(waiting) >= 2000:
                count += self._keep_hashes(waiting)
                waiting = {}
        return {"rows": count + self._keep_hashes(waiting)}

    def _keep_hashes(self, found: dict[bytes, bytes]) -> int:
        made = [HashChange(source_id=self.package.source_id, old=old, new=new) for old, new in found.items()]
        HashChange.objects.bulk_create(made, ignore_conflicts=True)
        return len(made)

    def _codes(self) -> dict[str, Any]:
        """As late as can be: a code that is free now is taken in the next step."""
        same_codes.find(self.package)
        return same_codes.apply(self.package)

    def _partitions(self) -> dict[str, Any]:
        return {"made": len(open_province(self._province()))}

    def _province(self) -> int:
        """The sender's province under our number."""
        old = self.package.manifest["province"]["id"]
        return Identity.objects.get(source=self.package.source_id, model=identities.UNIT, old=old).new

    def _figures(self) -> dict[str, Any]:
        """Facts of dossiers that a later package changed; those that are new here are filled in by the warehouse itself."""
        entries = CarriedEntry.objects.filter(package=self.package, subject_kind="dossier", entry_id__isnull=False)
        numbers = Identity.objects.filter(source=self.package.source_id, model="dossiers.dossier")
        changed = numbers.exclude(package=self.package).filter(old__in=entries.values("subject_id"))
        ids = list(changed.values_list("new", flat=True))
        return {"changed": refresh(province_id=self._province(), dossier_ids=ids)}

    def _keys(self) -> dict[str, Any]:
        """Codes for ratings printed by the sender stay good."""
        keys = json.loads(b"".join(self.reader.read(KEYS, self.key)))
        return {"rating": sum(keyring.keep(GUESTS, base64.b64decode(text)) for text in keys["rating"])}

    def _files(self) -> dict[str, Any]:
        names = [name for name in self.reader.parts if name.startswith("files/")]
        for name in names:
            keep_bytes(self.reader.read(name, self.key), sha256=name.removeprefix("files/"))
        return {"files": len(names), "missing": len(self.reader.manifest["missing_files"])}

    def _check(self) -> dict[str, Any]:
        problems = checking.compare(self.package, self.reader.parts, files=not self.dry)
        province = self._province()
        facts = {"package": str(self.package.uid), "from": self.package.source.name, "problems": len(problems)}
        journal.append(
            [journal.Entry(province, "unit", province, "package_imported", self.at, unit_id=province, data=facts)]
        )
        for stamp in (stamps.ORG, stamps.CATALOGUE, stamps.CALENDAR, "hall", "saved_filters", "downtime"):
            stamps.bump(stamp)
        self.package.finished_at = self.at
        self._state(Package.State.MISMATCH if problems else Package.State.IMPORTED)
        return {"problems": problems}

    def _afresh(self) -> None:
        """A package that was taken back comes in again as if for the first time."""
        PackagePart.objects.filter(package=self.package).delete()
        self.done.clear()
        self._state(Package.State.CHECKED)

    def _state(self, state: str) -> None:
        self.package.state = state
        self.package.save(update_fields=["state", "finished_at"])

    def _said(self) -> Arrived:
        done = said(self.package)
        done.waiting = max(done.waiting, self.waiting if self.dry else 0)
        return done


def said(package: Package) -> Arrived:
    """What became of a package so far."""
    parts = list(PackagePart.objects.filter(package=package).order_by("id"))
    problems = [text for part in parts if part.step == "check" for text in part.counts["problems"]]
    kinds: dict[str, int] = {}
    for kind in package.differences.values_list("kind", flat=True):
        kinds[kind] = kinds.get(kind, 0) + 1
    counts = {part.name: part.counts for part in parts if part.step in ("rows", "chains", "counters", "files")}
    return Arrived(
        str(package.uid), package.source.name, str(package.state), differences.waiting(package), counts, problems, kinds
    )
