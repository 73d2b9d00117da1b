"""Dữ liệu của một tin: what our books say about a dossier or a step of its work, for the mapping; one statement a batch.

The state is that of the journal entry the message is about; the rest is read when the message is sent, so a retry
carries the address or telephone number corrected meanwhile. What happened after the entry is left out.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from thongsuot.common.crypto import decrypt
from thongsuot.dossiers.models import Channel, Status
from thongsuot.exchange.enclosing import Enclosed, path_of
from thongsuot.exchange.mapping import FieldMap
from thongsuot.exchange.services.leasing import Leased
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.selectors import version_by_id

_READ = """
SELECT m.n, d.uid, coalesce(k.code, d.code) AS code, d.version_id, d.channel, d.applicant_name, d.applicant_type, d.applicant_cipher, d.applicant,
       d.delivery, d.submitted_at, d.received_at, d.due_at, d.finished_at, d.returned_at, d.closed_at,
       d.competent_unit_id, d.receiving_unit_id,
       e.verb, e.at, e.unit_id, e.data, s.id IS NOT NULL AS known_there,
       CASE WHEN m.kind = 'progress' THEN u.full_name END AS person,
       CASE WHEN m.kind = 'progress' THEN (SELECT h.title FROM accounts_held h
          WHERE h.user_id = e.actor_id AND h.unit_id = e.unit_id AND h.valid @> e.at LIMIT 1) END AS title,
       CASE WHEN m.kind = 'progress' AND e.data ? 'step' THEN (SELECT jsonb_build_array(p.started_at, p.due_at)
          FROM dossiers_dossierstep p WHERE p.province_id = d.province_id AND p.dossier_id = d.id
           AND p.key = e.data ->> 'step' ORDER BY p.round DESC LIMIT 1) END AS step,
       CASE WHEN m.kind = 'dossier' THEN EXISTS (SELECT FROM accounts_electronicidentity i
          WHERE i.user_id = d.applicant_user_id) END AS known_identity,
       CASE WHEN m.kind = 'dossier' THEN (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'source', c.source,
            'files', c.files, 'origin', c.origin) ORDER BY c.id) FROM dossiers_dossiercomponent c
          WHERE c.province_id = d.province_id AND c.dossier_id = d.id) END AS components,
       CASE WHEN m.kind = 'dossier' THEN (SELECT jsonb_agg(jsonb_build_object('items', p.items, 'method', p.method,
            'requested_at', p.requested_at, 'recorded_at', p.recorded_at) ORDER BY p.id) FROM dossiers_payment p
          WHERE p.province_id = d.province_id AND p.dossier_id = d.id AND p.cancelled_at IS NULL) END AS payments,
       CASE WHEN m.kind = 'dossier' THEN (SELECT jsonb_agg(jsonb_build_object('items', q.items, 'reason', q.reason,
            'requested_at', q.requested_at, 'answered_at', q.answered_at) ORDER BY q.id) FROM dossiers_supplementrequest q
          WHERE q.province_id = d.province_id AND q.dossier_id = d.id) END AS supplements,
       CASE WHEN m.kind = 'dossier' THEN (SELECT jsonb_agg(x.file_uid) FROM exchange_sentfile x
          WHERE x.province_id = d.province_id AND x.dossier_id = d.id AND x.system_id = %s) END AS sent_files,
       CASE WHEN m.kind = 'dossier' THEN (SELECT jsonb_agg(jsonb_build_object('uid', f.file_id, 'code', f.code,
            'title', f.title, 'added_at', f.added_at, 'name', c.name, 'sha256', c.sha256, 'size', c.size) ORDER BY f.id)
          FROM dossiers_dossierfile f JOIN common_storedfile c ON c.uid = f.file_id
          WHERE f.province_id = d.province_id AND f.dossier_id = d.id AND f.purpose = 'result'
           AND f.replaced_at IS NULL) END AS results
  FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
       AS m(n, province_id, dossier_id, entry_id, kind)
  JOIN dossiers_dossier d ON d.province_id = m.province_id AND d.id = m.dossier_id
  JOIN common_journalentry e ON e.province_id = m.province_id AND e.id = m.entry_id
  LEFT JOIN exchange_sentdossier s
    ON s.province_id = m.province_id AND s.dossier_id = m.dossier_id AND s.system_id = %s
  LEFT JOIN exchange_foreigncode k ON k.dossier_id = d.id AND k.system_id = %s
  LEFT JOIN accounts_user u ON u.id = e.actor_id
"""
_JSON = frozenset(
    {"applicant", "delivery", "data", "step", "components", "payments", "supplements", "results", "sent_files"}
)
log = logging.getLogger(__name__)
SYSTEM_WORDS = "Hệ thống"


@dataclass(frozen=True, slots=True)
class Told:
    """Điều sẽ nói với bên kia về một tin; `known_there`: they have confirmed something about this dossier before.

    `problem`: why there is nothing to be said. `enclosed`: files that the message names, `sent` those they have.
    """

    facts: dict[str, Any]
    known_there: bool
    problem: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    sent: frozenset[str] = frozenset()


def facts_of(system: str, leased: Sequence[Leased], mapping: FieldMap) -> dict[int, Told]:
    """Dữ liệu của một lượt tin, by the id of the message; one whose dossier is gone is missing.

    A dossier whose data nobody expected is told as a problem of its own: it must not hold up the others.
    """
    columns: list[Any] = [
        list(range(len(leased))),
        [one.province_id for one in leased],
        [one.dossier_id for one in leased],
        [one.entry_id for one in leased],
        [one.kind for one in leased],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_READ, [system, *columns, system, system])
        names = [column.name for column in cursor.description]
        rows = [_row(names, values) for values in cursor.fetchall()]
    return {leased[row["n"]].id: _told(row, leased[row["n"]].kind, mapping) for row in rows}


def _told(row: Mapping[str, Any], kind: str, mapping: FieldMap) -> Told:
    try:
        facts = _progress(row, mapping) if kind == "progress" else _dossier(row)
    except Exception as problem:
        log.exception("không đọc được hồ sơ %s để gửi đi", row["code"])
        return Told({}, row["known_there"], type(problem).__name__)
    return Told(facts, row["known_there"], "", _enclosed(row), frozenset(row["sent_files"] or ()))


def _row(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {
        name: orjson.loads(value) if name in _JSON and isinstance(value, str) else value
        for name, value in zip(names, values, strict=True)
    }


def _dossier(row: Mapping[str, Any]) -> dict[str, Any]:
    version, at, status = version_by_id(row["version_id"]), row["at"], row["data"].get("status")
    day = timezone.localdate(at)
    components, payments = row["components"] or (), row["payments"] or ()
    received_at = _so_far(row["received_at"], at)
    return {
        "code": row["code"],
        "procedure_code": version.code,
        "procedure_name": version.name,
        "field_code": version.field_code,
        "field_name": version.field,
        "channel": row["channel"],
        "service_level": ("full" if version.full_process else "partial") if row["channel"] == Channel.ONLINE else None,
        "applicant_name": row["applicant_name"],
        "applicant_type": row["applicant_type"],
        "identity": _identity(row),
        "email": row["applicant"].get("email"),
        "phone": row["applicant"].get("phone"),
        "subject": version.name,
        "submitted_at": row["submitted_at"],
        "received_at": received_at,
        "due_at": row["due_at"] if received_at else None,
        "finished_at": _so_far(row["finished_at"], at),
        "returned_at": _so_far(row["returned_at"], at),
        "refused_at": _so_far(row["closed_at"], at) if status == Status.REFUSED else None,
        "status": status,
        "return_way": ((row["delivery"] or {}).get("return") or {}).get("method"),
        "competent_unit": unit_info(row["competent_unit_id"], day).full_name,
        "receiving_unit": unit_info(row["receiving_unit_id"], day).full_name,
        "digitised": any(one["files"] for one in components),
        "known_identity": row["known_identity"],
        "paid_online": any(p["method"] == "online" and p["recorded_at"] for p in payments),
        "databases": sorted({o["database"] for c in components if (o := c["origin"] or {}).get("database")}),
        "files": [_file(one, file, row["channel"]) for one in components for file in one["files"]],
        "fees": [_fee(payment, item) for payment in payments for item in payment["items"]],
        "supplements": [_supplement(one, at) for one in row["supplements"] or () if _passed(one["requested_at"], at)],
        "results": [
            {"title": one["title"], "code": one["code"], "uid": one["uid"], "path": path_of(one["uid"])}
            for one in row["results"] or ()
            if _passed(one["added_at"], at)
        ],
    }


def _progress(row: Mapping[str, Any], mapping: FieldMap) -> dict[str, Any]:
    data, at = row["data"], row["at"]
    started, due = row["step"] or (None, None)
    words = mapping.progress_of.get(row["verb"], "")
    unit_id = row["unit_id"] or row["competent_unit_id"]
    return {
        "code": row["code"],
        "person": row["person"] or SYSTEM_WORDS,
        "title": row["title"],
        "at": at,
        "unit": unit_info(unit_id, timezone.localdate(at)).full_name,
        "content": f"{words}: {data['step_name']}" if data.get("step_name") else words,
        "status": data.get("status"),
        "started_at": _moment(started),
        "due_at": _moment(due),
    }


def _identity(row: Mapping[str, Any]) -> dict[str, str] | None:
    if row["applicant_cipher"] is None:
        return None
    number = decrypt(bytes(row["applicant_cipher"]), row["uid"].bytes)
    kind = {"citizen": "citizen_id", "household": "citizen_id", "foreigner": "passport"}.get(row["applicant_type"])
    return {"type": kind or "tax_code", "number": number}


def _file(component: Mapping[str, Any], file: Mapping[str, Any], channel: str) -> dict[str, Any]:
    origin = component["origin"] or {}
    return {
        "uid": str(file["uid"]),
        "name": file["name"],
        "path": path_of(str(file["uid"])),
        "component_code": component["code"],
        "digitised": channel in (Channel.DIRECT, Channel.POSTAL) and component["source"] == "FILED",
        "reused": component["source"] == "REUSED",
        "from_national_store": False,
        "replaced_by_result": origin.get("result_code"),
    }


def _enclosed(row: Mapping[str, Any]) -> tuple[Enclosed, ...]:
    """Every file that the message of a dossier names, each once."""
    filed = [file for one in row["components"] or () for file in one["files"]]
    made = [one for one in row["results"] or () if _passed(one["added_at"], row["at"])]
    found = {str(f["uid"]): Enclosed(str(f["uid"]), f["name"], f["sha256"], f["size"]) for f in (*filed, *made)}
    return tuple(found.values())


def _fee(payment: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": item["text"], "method": payment["method"] or None, "amount": item["amount"], "kind": item["kind"]}


def _supplement(one: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "items": "; ".join(str(item) for item in one["items"]),
        "reason": one["reason"],
        "requested_at": _moment(one["requested_at"]),
        "answered_at": _so_far(_moment(one["answered_at"]), at),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _passed(text: str, at: datetime) -> bool:
    return datetime.fromisoformat(text) <= at


def _so_far(moment: datetime | None, at: datetime) -> datetime | None:
    """A moment that the entry could know."""
    return moment if moment is not None and moment <= at else None


def mapping_day(at: datetime) -> date:
    """Ngày chọn phiên bản ánh xạ: the day of sending, for the other side reads what is in force there."""
    return timezone.localdate(at)
