"""Kiểm chứng nguồn của thành phần: "dùng lại", "từ cơ sở dữ liệu", "xuất trình" are claims until we know better.

REUSED must name a result that is the applicant's and whose code the component takes; FROM_DATABASE must name a look-up
of ours about the applicant that matched; SHOWN is what a clerk sees with his own eyes. A connected system answers for
what it says, and the dossier says whose word it was.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.checks import Papers, invalid
from thongsuot.dossiers.databases.register import database
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import DossierComponent, Lookup
from thongsuot.dossiers.selectors.lookups import matches
from thongsuot.dossiers.selectors.results_store import StoredResult, results_of_person
from thongsuot.dossiers.timing import local_day
from thongsuot.procedures.selectors import Component, Version, components_for

Source = DossierComponent.Source
BY_SYSTEM = {"claimed_by": "integration"}


class _Claims:
    """The claims of one filing and what they rest on; two statements at most, none without claims."""

    def __init__(
        self,
        filed: Sequence[FiledComponent],
        components: Sequence[Component],
        principal: Principal,
        *,
        owner_hash: bytes | None,
        owner_id: int | None,
        at: datetime,
    ) -> None:
        self.rules = {c.code: c for c in components}
        self.principal, self.at = principal, at
        codes = {self.rules[f.code].reuse_result_code for f in filed if f.source == Source.REUSED} - {""}
        self.results = {
            str(one.file): one for one in results_of_person(id_hash=owner_hash, user_id=owner_id, codes=codes)
        }
        uids = {uid for f in filed if f.source == Source.FROM_DATABASE and (uid := _uuid(f.reference))}
        self.lookups = matches(uids, owner_hash=owner_hash, at=at)

    def origin(self, where: str, item: FiledComponent) -> dict[str, Any] | None:
        """What this component rests on; refuses a claim that does not hold."""
        if item.source == Source.SHOWN and not self.principal.has(Role.COUNTER_CLERK):
            raise invalid(
                f"{where}.source",
                _("“Xuất trình” chỉ ghi được ở quầy, khi cán bộ nhìn thấy bản chính. Nộp trực tuyến hãy gửi ảnh chụp."),
                "shown_only_at_counter",
            )
        if item.source not in (Source.REUSED, Source.FROM_DATABASE):
            return None
        if not item.reference and self.principal.has(Role.INTEGRATION):
            return {**BY_SYSTEM, "system": self.principal.name}
        return self._reused(where, item) if item.source == Source.REUSED else self._looked_up(where, item)

    def _reused(self, where: str, item: FiledComponent) -> dict[str, Any]:
        wanted = self.rules[item.code].reuse_result_code
        found = self.results.get(str(_uuid(item.reference)))
        if found is None or found.code != wanted or not found.holds(local_day(self.at), item.code):
            raise invalid(f"{where}.reference", self._why_not(found, wanted), "result_not_reusable")
        return found.origin()

    def _why_not(self, found: StoredResult | None, wanted: str) -> str:
        if not wanted:
            return _("Thành phần này không lấy từ kết quả nào đã cấp; hãy nộp giấy tờ.")
        if found is not None and found.replaced_at:
            return _("Kết quả này đã được thay bằng bản khác; hãy chọn bản mới trong kho kết quả.")
        if found is not None and found.code == wanted and found.reusable:
            return _("Kết quả này cấp ngày %(day)s, nay đã hết giá trị; hãy nộp giấy tờ mới.") % {
                "day": f"{found.issued_on:%d/%m/%Y}"
            }
        return _("Không có kết quả này trong kho của chủ hồ sơ; hãy nộp giấy tờ.")

    def _looked_up(self, where: str, item: FiledComponent) -> dict[str, Any]:
        uid = _uuid(item.reference)
        found = self.lookups.get(uid) if uid else None
        source = database(found.database) if found else None
        if found is None or source is None or not source.holds(item.code):
            raise invalid(
                f"{where}.reference",
                _("Chưa có lần tra cứu khớp cho giấy này trong vòng một ngày; hãy tra lại, hoặc nộp giấy tờ."),
                "lookup_missing",
            )
        return lookup_origin(found, source.name)


def lookup_origin(found: Lookup, name: str) -> dict[str, Any]:
    """What a component keeps of a look-up."""
    return {"lookup": str(found.uid), "database": found.database, "name": name, "at": found.asked_at.isoformat()}


def verified(
    papers: Papers,
    filed: Sequence[FiledComponent],
    version: Version,
    principal: Principal,
    *,
    case_code: str,
    owner_hash: bytes | None,
    owner_id: int | None = None,
    at: datetime,
) -> Papers:
    """The same components, each claim proved and its origin kept."""
    rules = components_for(version, case_code)
    claims = _Claims(filed, rules, principal, owner_hash=owner_hash, owner_id=owner_id, at=at)
    rows = [
        row | {"origin": claims.origin(f"components[{position}]", item)}
        for position, (row, item) in enumerate(zip(papers.rows, filed, strict=True))
    ]
    return replace(papers, rows=rows)


def journalled(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Nguồn của từng thành phần như nhật ký giữ: references only, names of nobody."""
    kept = ("file", "dossier", "lookup", "database", "claimed_by")
    return {row["code"]: {k: row["origin"][k] for k in kept if k in row["origin"]} for row in rows if row.get("origin")}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
