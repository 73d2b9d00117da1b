"""Sửa nội dung thủ tục: from what is typed to a line of a decision that holds only what changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.procedures import decisions, journalling, lines
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.catalogue_forms import TIMED
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import Certainty, Decision
from thongsuot.procedures.national.codes import SHAPE
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.records import record_of

Effect = Decision.Effect
ONE_LINE = ("name", "short_name", "field", "executing_agency", "authority_agency")
PLAIN = ("non_territorial", "full_process", "sets")


def papers_are_typed(version: Version | None) -> bool:
    """Papers with conditions, alternatives or an e-form of their own are not typed as lines: too much would be lost."""
    return version is None or not any(c.condition or c.one_of or c.is_form for c in version.components)


def initial(version: Version) -> dict[str, Any]:
    """What the form shows of a version."""
    record = record_of(version)
    values = {name: record[name] for name in ("code", *ONE_LINE, *PLAIN, "conditions")}
    values |= {"results": lines.results_text(record["results"]), "fees": lines.fees_text(record["fees"])}
    values["components"] = lines.components_text(record["components"])
    for channel in record["channels"]:
        name = channel["channel"]
        values |= {
            f"offered_{name}": True,
            f"quantity_{name}": channel["quantity"],
            f"unit_{name}": channel["duration_unit"],
        }
    return values


def line_of(typed: Mapping[str, Any], version: Version | None) -> Line:
    """Dòng quyết định: a whole record for a new procedure, the differences for one in force. Raises Invalid."""
    record = _typed(typed, version)
    if version is None:
        return Line(_code(typed), Effect.PUBLISH, record)
    before = record_of(version)
    shown = _typed(initial(version), version)
    changed = {name: value for name, value in record.items() if value != shown.get(name)}
    if not changed:
        raise Invalid(_("Chưa có gì khác với phiên bản đang có hiệu lực."), code="nothing_changed")
    if "fees" in changed:
        changed["fees"] = _with_what_lines_cannot_say(changed["fees"], before["fees"])
    if "results" in changed:
        templates = {row["code"]: row["template"] for row in before["results"]}
        changed["results"] = [{**row, "template": templates.get(row["code"], "")} for row in changed["results"]]
    if changed.get("components"):
        changed["components"] = _with_what_is_known(changed["components"], before["components"], version.code)
        changed |= {"components_certainty": Certainty.PUBLISHED, "components_note": ""}
    return Line(version.code, Effect.AMEND, changed)


@transaction.atomic
def put(*, decision_id: int, line: Line, by: Principal, at: datetime) -> Decision:
    """Đưa dòng vào dự thảo; what the draft changes of this procedure already stays, where this line does not say otherwise."""
    require_editor(by)
    decision = decisions.locked(decision_id)
    if line.effect == Effect.AMEND:
        before = decision.items.filter(code=line.code, effect=Effect.AMEND).first()
        line = replace(line, record={**(before.record if before else {}), **line.record})
    decisions.add_lines(decision, [line])
    journalling.record("decision_line_put", by=by, at=at, decision=decision.pk, code=line.code, effect=line.effect)
    return decision


@transaction.atomic
def take_out(*, decision_id: int, code: str, by: Principal, at: datetime) -> Decision:
    """Bỏ dòng khỏi dự thảo."""
    require_editor(by)
    decision = decisions.locked(decision_id)
    decisions.refuse_applied(decision)
    if not decision.items.filter(code=code).delete()[0]:
        raise NotFound()
    journalling.record("decision_line_taken_out", by=by, at=at, decision=decision.pk, code=code)
    return decision


def _typed(typed: Mapping[str, Any], version: Version | None) -> dict[str, Any]:
    record: dict[str, Any] = {name: clean_line(str(typed.get(name) or ""), field=name, limit=2000) for name in ONE_LINE}
    record |= {name: typed.get(name) for name in PLAIN}
    record["conditions"] = clean_text(typed.get("conditions") or "", field="conditions", limit=20_000)
    record["results"] = lines.results(typed.get("results") or "")
    record["fees"] = lines.fees(typed.get("fees") or "")
    record["channels"] = _channels(typed, version)
    if papers_are_typed(version):
        record["components"] = lines.components(typed.get("components") or "", _code(typed))
    return record


def _channels(typed: Mapping[str, Any], version: Version | None) -> list[dict[str, Any]]:
    """The ways that are ticked, with what else we know of them; ways not typed here stay as they are."""
    known = {row["channel"]: row for row in record_of(version)["channels"]} if version else {}
    found = []
    for channel in TIMED:
        if not typed.get(f"offered_{channel}"):
            continue
        quantity, unit = typed.get(f"quantity_{channel}"), typed.get(f"unit_{channel}") or ""
        if (quantity is None) != (not unit):
            message = _("Thời hạn cần cả số và đơn vị, hoặc để trống cả hai.")
            raise Invalid(message, errors=[{"field": f"quantity_{channel}", "message": message}])
        row = known.get(channel, {"channel": channel, "description": "", "note": "", "raw": ""})
        if (row.get("quantity"), row.get("duration_unit", "")) != (quantity, unit):
            sure = Certainty.PUBLISHED if unit else Certainty.UNVERIFIED
            row = {**row, "quantity": quantity, "duration_unit": unit, "raw": "", "certainty": sure}
        found.append(row)
    return [*found, *(row for channel, row in known.items() if channel not in TIMED)]


def _with_what_lines_cannot_say(typed: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line that says the same as before keeps its tariff, its case and its certainty."""
    names = ("channel", "kind", "amount", "note")
    known = {tuple(row[name] for name in names): row for row in before}
    return [known.get(tuple(row[name] for name in names), row) for row in typed]


def _with_what_is_known(typed: list[dict[str, Any]], before: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """A paper that keeps its name keeps its code, its cases and what it can be reused from; new ones get free codes."""
    known = {(row["group"], row["name"]): row for row in before}
    kept = [known.pop((row["group"], row["name"]), None) for row in typed]
    taken = {row["code"] for row in before}
    free = (name for number in count(1) if (name := f"{code}-{number:02}") not in taken)
    numbers = ("originals", "copies", "required", "certainty")
    return [
        {**row, "code": next(free)} if old is None else {**old, **{name: row[name] for name in numbers}}
        for row, old in zip(typed, kept, strict=True)
    ]


def _code(typed: Mapping[str, Any]) -> str:
    code = "".join(str(typed.get("code") or "").split())
    if not SHAPE.fullmatch(code):
        message = _("Mã thủ tục có dạng 1.001193, hoặc 1.013792.H42 với thủ tục riêng của tỉnh.")
        raise Invalid(message, errors=[{"field": "code", "message": message}])
    return code
