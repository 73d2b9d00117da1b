"""Bản ghi thủ tục: what a YAML file or an import says about one procedure, completed to one shape.

Everything but code, name and field may be left out; what is left out is empty, never guessed. The shape is the one of the
files in `reference/` (docs/decisions/catalogue-never-changes-under-a-dossier.md).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.errors import Refused
from thongsuot.procedures.models import Certainty, Decision, DurationUnit, Kind
from thongsuot.procedures.process import Process, Step, problems

STANDARD = "standard"
# Working minutes in one unit of a time limit; calendar days and months at five and twenty-two working days.
WORKING_MINUTES = {
    DurationUnit.HOUR: Decimal(60),
    DurationUnit.SAME_DAY: Decimal(480),
    DurationUnit.WORKING_DAY: Decimal(480),
    DurationUnit.DAY: Decimal(480) * 5 / 7,
    DurationUnit.MONTH: Decimal(480) * 22,
}
# Shares of the time limit in the general chain; the rest is the centre's, for reception and hand-over.
VERIFY_SHARE, SIGN_SHARE = Decimal("0.75"), Decimal("0.15")
LONGEST_SHORT_NAME = 160
EMPTY: dict[str, Any] = {
    "level": "commune", "levels": (), "kind": Kind.STANDARD, "field_code": "", "decision": "", "sets": 1,
    "executing_agency": "", "authority_agency": "", "authorised_agency": "", "coordinating_agencies": (),
    "related": (), "service_groups": (), "full_process": False, "offline_only": False, "non_territorial": False,
    "immediate": False, "conditions": "", "legal_basis": (), "subjects": (), "keywords": (), "pause_policies": {},
    "results": (), "returning": (), "components_certainty": Certainty.PUBLISHED, "components_note": "",
    "channels": (), "cases": (), "fees": (), "components": (), "notes": (), "certainty": {}, "fingerprint": "",
}  # fmt: skip
PAUSES = {"supplement": "RESTART", "payment": "RESUME", "stop": "RESUME", "consult": "NO_STOP"}


class CatalogueRefused(Refused):
    """Bản ghi thủ tục không dùng được."""

    code, status = "catalogue_refused", 422


def completed(source: Mapping[str, Any]) -> dict[str, Any]:
    """Bản ghi đủ mọi mục; raises CatalogueRefused naming file and code when it cannot be used."""
    where = source.get("file") or source.get("code") or "?"
    for name in ("code", "name", "field"):
        if not source.get(name):
            raise CatalogueRefused(_("%(where)s: thiếu mục “%(name)s”.") % {"where": where, "name": name})
    record = {**EMPTY, "pause_policies": PAUSES, **source}
    record["short_name"] = source.get("short_name") or shortened(source["name"])
    record["levels"] = list(record["levels"] or [record["level"]])
    record["results"] = _results(source)
    record["result"] = record["results"][0] if record["results"] else {"code": "", "name": "", "template": ""}
    record["process"] = _process(record)
    record["decision_record"] = _decision(record)
    _check_words(record, where)
    return record


def shortened(name: str) -> str:
    """Tên ngắn of a name that is too long for lists: its first words."""
    if len(name) <= LONGEST_SHORT_NAME:
        return name
    return name[: LONGEST_SHORT_NAME - 1].rsplit(" ", 1)[0] + "…"


def _results(source: Mapping[str, Any]) -> list[dict[str, str]]:
    """Every result once, the main one first."""
    rows = [*([source["result"]] if source.get("result") else []), *(source.get("results") or ())]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        result = {name: row.get(name) or "" for name in ("code", "name", "template")}
        found.setdefault((result["code"], result["name"]), result)
    return list(found.values())


def _decision(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """The deciding act, when the source says more of it than its number."""
    given = record.get("decision_record")
    if not given:
        return None
    return {"issuer": "", "kind": Decision.Effect.PUBLISH, "signed_on": None, "effective_on": None, **given}


def _process(record: Mapping[str, Any]) -> dict[str, Any]:
    """Steps with what is known of them; none at all when nobody has set a process yet."""
    given = record.get("process")
    if not given:
        return {"certainty": Certainty.UNVERIFIED, "source": "", "note": "", "steps": []}
    if given.get("template") == STANDARD:
        return standard_process(record, given)
    process = {"certainty": Certainty.PROPOSED, "source": "", "note": "", **given}
    process["steps"] = [{"after": [], **row} for row in given["steps"]]
    wrong = problems(Process(tuple(Step(**{**row, "after": tuple(row["after"])}) for row in process["steps"])))
    if wrong:
        where = record.get("file") or record["code"]
        raise CatalogueRefused(f"{where}: " + "; ".join(wrong), code="process_invalid")
    return process


def standard_process(record: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Quy trình chung: the centre receives, a specialist verifies, the chair signs; always marked proposed.

    The minutes are shares of the procedure's shortest time limit; without a published limit the steps have none.
    """
    given = given or {}  # what is stored is Vietnamese, whoever starts the import: no gettext here
    limit = shortest_limit(record)
    verify = {"key": "verify", "name": "Thẩm tra hồ sơ, dự thảo kết quả", "role": "specialist", "after": []}
    sign = {"key": "sign", "name": "Ký kết quả", "role": "chair", "after": ["verify"], "return_to": "verify"}
    place = {name: given[name] for name in ("organ_kind", "agency") if given.get(name)}
    result = record["results"][0]["name"] if record["results"] else "Kết quả giải quyết"
    return {
        "template": STANDARD,
        "certainty": Certainty.PROPOSED,
        "source": given.get("source", ""),
        "note": given.get("note")
        or "Đề xuất theo chuỗi chung: trung tâm tiếp nhận, chuyên viên thẩm tra, lãnh đạo ký, trung tâm trả kết quả.",
        "steps": [
            {**verify, **place, "minutes": _share(limit, VERIFY_SHARE), "product": "Dự thảo: " + result[:180]},
            {
                **sign,
                **({"agency": place["agency"]} if "agency" in place else {}),
                "minutes": _share(limit, SIGN_SHARE),
                "product": ("Đã ký: " + result)[:200],
                "signs": True,
                "four_eyes_with": "verify",
            },
        ],
    }


def shortest_limit(record: Mapping[str, Any]) -> Decimal | None:
    """Thời hạn ngắn nhất in working minutes over all ways and cases; None when none is known."""
    known = [
        Decimal(str(row["quantity"])) * WORKING_MINUTES[DurationUnit(row["duration_unit"])]
        for row in (*record["channels"], *record["cases"])
        if row.get("quantity") is not None and row.get("duration_unit")
    ]
    return min((minutes for minutes in known if minutes > 0), default=None)


def _share(limit: Decimal | None, share: Decimal) -> int | None:
    """Minutes of a share, in whole quarters of an hour where the limit allows."""
    if limit is None:
        return None
    minutes = int(limit * share)
    return minutes - minutes % 15 or minutes or 1


def _check_words(record: Mapping[str, Any], where: str) -> None:
    """Words from closed lists; an unknown one is refused by name rather than stored."""
    marks = [record["components_certainty"], record["process"]["certainty"]]
    marks += [row.get("certainty", Certainty.PUBLISHED) for name in RULES for row in record[name]]
    closed = [
        (marks, Certainty.values),
        ([record["kind"]], Kind.values),
        ([row.get("duration_unit") or "" for name in ("channels", "cases") for row in record[name]], ["", *UNITS]),
        ([record["decision_record"]["kind"]] if record["decision_record"] else [], Decision.Effect.values),
    ]
    unknown = [str(word) for words, allowed in closed for word in words if word not in allowed]
    if unknown:
        raise CatalogueRefused(
            _("%(where)s: không hiểu “%(words)s”.") % {"where": where, "words": ", ".join(dict.fromkeys(unknown))},
            code="word_unknown",
        )


RULES = ("channels", "cases", "fees", "components")
UNITS = tuple(DurationUnit.values)
