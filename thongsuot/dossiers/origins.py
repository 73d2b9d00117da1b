"""Nguồn của từng câu trả lời: account, earlier dossier, database, or typed; said under the field and kept with the dossier.

An origin is {"from": "account" | "dossier" | "database", "ref"?, "at"?}; `changed` marks an answer that was filled in
from there and then typed over. What carries no origin was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.dossiers.databases.register import database
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.eform import fields
from thongsuot.procedures.forms import value_at
from thongsuot.ui.formats import vi_datetime

ACCOUNT: dict[str, Any] = {"from": "account"}
Origin = Mapping[str, Any]


@dataclass
class Known:
    """Điều đã biết: facts by group (`applicant.name`), each with where it comes from; the first to tell one wins."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)

    def tell(self, group: str, facts: Mapping[str, Any], origin: Origin) -> None:
        """Add what is not known yet."""
        for name, value in facts.items():
            if value not in (None, "") and not self.facts.setdefault(group, {}).get(name):
                self.facts[group][name] = value
                self.origins[f"{group}.{name}"] = origin

    def confirm(self, group: str, names: tuple[str, ...], origin: Origin) -> None:
        """What is known has been compared elsewhere and matched: that is the better origin."""
        for name in names:
            if self.facts.get(group, {}).get(name):
                self.origins[f"{group}.{name}"] = origin

    def words(self) -> dict[str, str]:
        """Nguồn bằng lời, by `applicant.name`."""
        return {path: words(origin) for path, origin in self.origins.items()}


def words(origin: Origin | None) -> str:
    """Một nguồn bằng lời; empty for what was typed."""
    if not origin:
        return ""
    if origin.get("changed"):
        return _("người khai đã sửa; ban đầu %(origin)s") % {"origin": words({**origin, "changed": False})}
    if origin["from"] == "dossier":
        return _("từ hồ sơ %(code)s") % {"code": origin.get("ref", "")}
    if origin["from"] == "database":
        one = database(str(origin.get("ref", "")))
        at = datetime.fromisoformat(origin["at"]) if origin.get("at") else None
        name = one.name if one else str(origin.get("ref", ""))
        return _("từ %(name)s, khớp lúc %(at)s") % {"name": name, "at": vi_datetime(at)}
    return _("từ tài khoản")


def of_form(version: Version, form: Mapping[str, Any], known: Known) -> dict[str, dict[str, Any]]:
    """Nguồn của các câu trả lời trong một tờ khai, by path; what equals a known fact comes from there."""
    found: dict[str, dict[str, Any]] = {}
    for _part, item in fields(version):
        origin, value = known.origins.get(item.origin), value_at(form, item.path)
        if origin is None or value in (None, ""):
            continue
        group, _dot, name = item.origin.partition(".")
        same = str(known.facts[group][name]) == str(value)
        found[item.path] = dict(origin) if same else {**origin, "changed": True}
    return found


def origin_words(origins: Mapping[str, Origin] | None) -> dict[str, str]:
    """Nguồn của từng câu trả lời bằng lời, from what a dossier keeps."""
    return {path: words(origin) for path, origin in (origins or {}).items()}


def notes(version: Version, origins: Mapping[str, Origin] | None, channel: str) -> dict[str, str] | None:
    """Nguồn của mọi câu trả lời cho người xử lý; None for a paper declaration, where everything was typed at the counter."""
    if not origins and channel not in ("ONLINE", "KIOSK"):
        return None
    typed = _("người dân khai") if channel in ("ONLINE", "KIOSK") else _("cán bộ nhập")
    return {item.path: typed for _part, item in fields(version)} | origin_words(origins)


def component_words(row: Mapping[str, Any]) -> str:
    """Nguồn của một thành phần bằng lời, for those that rest on something; empty for papers that were filed."""
    origin = row.get("origin")
    if not origin:
        return ""
    if origin.get("claimed_by"):
        return _("theo %(system)s, chưa kiểm chứng") % {"system": origin.get("system", "")}
    if origin.get("lookup"):
        return words({"from": "database", "ref": origin["database"], "at": origin["at"]})
    number = _("số %(number)s") % {"number": origin["number"]} if origin.get("number") else ""
    day = "/".join(reversed(origin["issued_on"].split("-")))
    issued = _("%(issuer)s cấp ngày %(day)s") % {"issuer": origin["issuer"], "day": day}
    return ", ".join(part for part in (origin["title"], number, issued) if part) + f" ({origin['dossier']})"
