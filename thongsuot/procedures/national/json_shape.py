"""Dạng JSON của cơ sở dữ liệu quốc gia: one object per procedure, as seen in public records of July 2026.

Names of members differ between dumps, so each is looked for under the names it was seen with; unknown members are left
alone, and a member of the wrong kind is a fault of the row, never a fault of the programme.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from thongsuot.procedures.models import Certainty
from thongsuot.procedures.national import facts
from thongsuot.procedures.national.parsed import Parsed

LEVEL_FLAGS = {"isWard": "commune", "isProvince": "province", "isMinistry": "ministry", "isOtherAgency": "other"}
FLAGS = {"isFullProcess": "full_process", "isOfflineOnly": "offline_only", "isNonTerritorial": "non_territorial"}
PRESENTED, NOTES = "xuất trình", ("lưu ý", "ghi chú", "note")
METHODS = frozenset({"AT_HOME", "AT_SUBMISSION_PLACE", "ONLINE"})


def procedure(line: int, source: Mapping[str, Any]) -> Parsed:
    """Một thủ tục."""
    categories = _dicts(source, "categories", "fields")
    field = next((facts.plain(_any(one, "name")) for one in categories), facts.plain(_any(source, "field", "sector")))
    row = facts.begin(line, str(_any(source, "code")), str(_any(source, "name")), field)
    row.record["field_code"] = next((facts.plain(_any(one, "code"))[:40] for one in categories), "")
    facts.kind(row, str(_any(source, "type")))
    _agencies(row, source)
    facts.subjects(row, _names(source, "subjectTypes", "subjects"))
    facts.decision(row, _decision_number(source))
    facts.result_list(
        row, [(facts.plain(_any(r, "code")), facts.plain(_any(r, "name"))) for r in _dicts(source, "results")]
    )
    _methods(row, source)
    _cases(row, source)
    _components(row, source)
    _rest(row, source)
    return row


def _agencies(row: Parsed, source: Mapping[str, Any]) -> None:
    facts.agencies(row, _names(source, "executingAgencies", "executingAgency"))
    row.record["authority_agency"] = "; ".join(_names(source, "authorityAgencies", "authorityAgency"))
    row.record["authorised_agency"] = "; ".join(_names(source, "authorisedAgencies", "authorizedAgencies"))
    row.record["coordinating_agencies"] = list(_names(source, "coordinatingAgencies"))
    levels = [level for flag, level in LEVEL_FLAGS.items() if source.get(flag) is True]
    row.record["levels"] = levels or ["commune"]


def _decision_number(source: Mapping[str, Any]) -> str:
    proposal = source.get("proposal")
    nested = _any(proposal, "number", "decisionNo") if isinstance(proposal, Mapping) else ""
    return str(_any(source, "decisionNo", "decisionNumber") or nested)


def _methods(row: Parsed, source: Mapping[str, Any]) -> None:
    times, fees = [], []
    for method in _dicts(source, "executionMethods"):
        channel = str(_any(method, "submissionMethod", "method"))
        written = f"{_any(method, 'processingTime')} {_any(method, 'processingTimeUnit', 'unit')}"
        times.append((channel, written, facts.plain(_any(method, "description"))))
        for fee in _dicts(method, "fees"):
            amount = fee.get("value")
            fees.append(
                (channel, str(_any(fee, "type")), "" if amount is None else str(amount), _any(fee, "description"))
            )
    facts.channel_times(row, times)
    facts.fees(row, fees)
    returning = [
        {
            "submission": str(_any(one, "submissionMethod", "submission")),
            "methods": [m for m in one.get("methods") or one.get("returningMethods") or () if m in METHODS],
        }
        for one in _dicts(source, "returningMethods")
    ]
    if returning:
        row.record["returning"] = returning


def _cases(row: Parsed, source: Mapping[str, Any]) -> None:
    cases: dict[str, dict[str, Any]] = {}
    for case in _dicts(source, "cases"):
        code = "".join(str(_any(case, "code")).split())[:44]
        written = f"{_any(case, 'processingDay', 'processingTime')} {_any(case, 'unit', 'processingTimeUnit') or 'WORKING_DAY'}"
        time = facts.duration(row, written)
        time.pop("raw")
        if code:
            cases.setdefault(code, {"code": code, "name": facts.plain(_any(case, "name")) or code, **time})
    if cases:
        row.record["cases"] = list(cases.values())


def _components(row: Parsed, source: Mapping[str, Any]) -> None:
    """Groups by their titles: to submit, to present, notes; 0 originals and 0 copies is a note whatever the group says."""
    found: list[dict[str, Any]] = []
    used: set[str] = set()
    for group in _dicts(source, "executionCases", "componentGroups"):
        title = facts.plain(_any(group, "name", "title")).lower()
        for part in _dicts(group, "components"):
            paper = _paper(row, part, title)
            if paper["name"]:
                paper["code"] = _unused(row, paper["code"] or f"{row.code}-{len(found) + 1}", used)
                found.append(paper)
    if found:
        row.record["components"] = found
        row.record["components_certainty"] = Certainty.PUBLISHED


def _paper(row: Parsed, part: Mapping[str, Any], title: str) -> dict[str, Any]:
    originals, copies = _count(part.get("originalQty")), _count(part.get("copyQty"))
    name = facts.plain(_any(part, "name"))
    paper: dict[str, Any] = {
        "code": "".join(str(_any(part, "code")).split())[:50],
        "name": name,
        "originals": originals,
        "copies": copies,
    }
    if any(word in title for word in NOTES):
        return {**paper, "group": "note", "originals": 0, "copies": 0, "required": False}
    if not originals and not copies:
        row.fault("note_row", name)
        return {**paper, "group": "note", "required": False}
    present = PRESENTED in title
    return {
        **paper,
        "group": "present" if present else "submit",
        "required": part.get("required") is not False,
        "scan_policy": "presented_only" if present else "required",
        "reuse_result_code": paper["code"][:40] if part.get("isProcessingResult") is True else "",
    }


def _unused(row: Parsed, code: str, used: set[str]) -> str:
    number, free = 2, code
    while free in used:
        row.fault("component_twice", code)
        free, number = f"{code}-{number}", number + 1
    used.add(free)
    return free


def _rest(row: Parsed, source: Mapping[str, Any]) -> None:
    row.record |= {
        ours: source[theirs] is True for theirs, ours in FLAGS.items() if isinstance(source.get(theirs), bool)
    }
    row.record["conditions"] = facts.plain(_any(source, "requirementsAndConditions", "requirements"))
    laws = _dicts(source, "legalBasis", "legalBases")
    row.record["legal_basis"] = [
        {"number": facts.plain(_any(law, "code")), "title": facts.plain(_any(law, "name")), "checked": "secondary"}
        for law in laws
    ]
    row.record["related"] = list(dict.fromkeys(_names(source, "relatedProcedures", "related", name="code")))
    row.record["service_groups"] = list(_names(source, "serviceGroups"))
    row.record["notes"] = [{"text": text, "certainty": Certainty.PUBLISHED} for text in _notes(source)]
    row.record["keywords"] = [word for word in map(facts.plain, _words(source.get("keywords"))) if word]


def _notes(source: Mapping[str, Any]) -> Iterator[str]:
    """The source's own note, and what it says of its decision beside the number: stored, so in Vietnamese."""
    proposal = source.get("proposal")
    if isinstance(proposal, Mapping):
        about = [
            ("ký ngày", "decisionDate"),
            ("công bố ngày", "publicationDate"),
            ("cơ quan ban hành", "issuingAgency"),
        ]
        said = [f"{words} {facts.plain(_any(proposal, name))}" for words, name in about if _any(proposal, name)]
        if said:
            yield f"Quyết định công bố theo cơ sở dữ liệu quốc gia: {', '.join(said)}."
    note = facts.plain(_any(source, "note"))
    if note:
        yield note


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.replace(";", ",").split(",")
    return [str(word) for word in value] if isinstance(value, list) else []


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999 else 0


def _any(source: Mapping[str, Any], *names: str) -> Any:
    """The first of these members that holds something; empty otherwise."""
    return next((source[name] for name in names if source.get(name) not in (None, "", [])), "")


def _dicts(source: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    value = _any(source, *names)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _names(source: Mapping[str, Any], *names: str, name: str = "name") -> Iterator[str]:
    """Names in a list of objects or of texts, or in one text parted by semicolons."""
    value = _any(source, *names)
    for one in value.split(";") if isinstance(value, str) else value if isinstance(value, list) else ():
        text = facts.plain(_any(one, name) if isinstance(one, Mapping) else one)
        if text:
            yield text
