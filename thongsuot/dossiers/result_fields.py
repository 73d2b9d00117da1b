"""Từ tờ khai ra kết quả: what each result template takes from the declaration, the dossier and the steps' products."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.procedures.eform import fields
from thongsuot.procedures.process import answer
from thongsuot.procedures.selectors import Version


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a result may be filled from."""

    version: Version
    form: Mapping[str, Any]
    applicant_name: str
    unit_name: str
    code: str
    today: date

    def at(self, path: str) -> Any:
        """Answer at a path of the declaration."""
        return answer(self.form, path)

    def words(self, path: str) -> str:
        """Answer of a choice in the words of its option."""
        value = self.at(path)
        for _part, field in fields(self.version):
            if field.path == path:
                return dict(field.options).get(str(value), str(value) if value not in (None, "") else "")
        return ""

    def paper(self, path: str) -> str:
        """An ID number as papers name it."""
        number = self.at(path)
        return _("Căn cước số %(number)s") % {"number": number} if number else ""


Filler = Callable[[Source], dict[str, Any]]


def _parent(source: Source, who: str) -> dict[str, Any]:
    return {
        f"{who}_name": source.at(f"{who}.name"),
        f"{who}_birth_year": source.at(f"{who}.birth_year"),
        f"{who}_ethnicity": source.at(f"{who}.ethnicity"),
        f"{who}_nationality": source.at(f"{who}.nationality"),
        f"{who}_residence": source.at(f"{who}.address"),
    }


def _birth(s: Source) -> dict[str, Any]:
    return {
        "child_name": s.at("child.name"),
        "child_birth_date": s.at("child.birth_date"),
        "gender": s.words("child.sex"),
        "ethnicity": s.at("child.ethnicity"),
        "nationality": s.at("child.nationality"),
        "birth_place": s.at("child.birth_place"),
        "hometown": s.at("child.hometown"),
        **_parent(s, "mother"),
        **_parent(s, "father"),
        "registrant_name": s.at("requester.name") or s.applicant_name,
        "registrant_paper": s.paper("requester.id_number"),
        "registration_place": s.unit_name,
        "registered_on": s.today.isoformat(),
    }


def _marriage(s: Source) -> dict[str, Any]:
    return {
        "requester_name": s.at("requester.name") or s.applicant_name,
        "person_name": s.at("person.name"),
        "birth_date": s.at("person.birth_date"),
        "gender": s.words("person.sex"),
        "ethnicity": s.at("person.ethnicity"),
        "nationality": s.at("person.nationality"),
        "identity_paper": s.paper("person.id_number"),
        "residence": s.at("person.address"),
        "marital_status": s.words("status.kind"),
        "purpose": s.at("purpose.other") or s.words("purpose.kind"),
        "period": s.at("stay.place"),
    }


def _copy(s: Source) -> dict[str, Any]:
    rows = s.at("documents") or []
    first = rows[0] if rows else {}
    names = "; ".join(str(row.get("name", "")) for row in rows)
    return {
        "document_name": names,
        "document_issuer": first.get("issuer") if len(rows) == 1 else None,
        "pages": first.get("pages") if len(rows) == 1 else sum(int(row.get("pages") or 0) for row in rows) or None,
        "copies": sum(int(row.get("copies") or 0) for row in rows) or None,
    }


def _business(s: Source) -> dict[str, Any]:
    return {
        "registration_number": s.at("business.registration_number"),
        "first_registered_on": s.today.isoformat(),
        "business_name": s.at("business.name"),
        "business_address": s.at("business.address"),
        "phone": s.at("business.phone") or s.at("owner.phone"),
        "email": s.at("owner.email"),
        "lines": [[row.get("name", ""), row.get("code", "")] for row in s.at("trades") or []],
        "capital": s.at("business.capital"),
        "founder_kind": s.words("founder.kind"),
        "owner_name": s.at("owner.name") or s.applicant_name,
        "owner_gender": s.words("owner.sex"),
        "owner_birth_date": s.at("owner.birth_date"),
        "owner_id_number": s.at("owner.id_number"),
        "owner_address": s.at("owner.contact_address") or s.at("owner.address"),
        "members": [[row.get("name", ""), row.get("birth_date", "")] for row in s.at("members") or []],
    }


def _allowance(s: Source) -> dict[str, Any]:
    return {
        "person_name": s.at("person.name"),
        "birth_date": s.at("person.birth_date"),
        "id_number": s.at("person.id_number"),
        "residence": s.at("person.current_address") or s.at("person.address"),
        "category": s.words("request.group"),
        "from_month": f"{s.today:%m/%Y}",
        "proposing_organ": _("Phòng Văn hóa – Xã hội"),
    }


def _residence(s: Source) -> dict[str, Any]:
    return {
        "addressee": s.at("person.name"),
        "person_name": s.at("person.name"),
        "birth_date": s.at("person.birth_date"),
        "id_number": s.at("person.id_number"),
        "kind": _("Đăng ký thường trú"),
        "outcome": _("Đã đăng ký thường trú"),
        "address": s.at("place.address"),
        "household_head": s.at("household.head_name"),
        "relation": s.words("household.relation"),
        "updated_on": s.today.isoformat(),
        "members": [[row.get("name", ""), row.get("birth_date", "")] for row in s.at("members") or []],
    }


FILLERS: dict[str, Filler] = {
    "birth_certificate": _birth,
    "marriage_status": _marriage,
    "true_copy": _copy,
    "household_business": _business,
    "social_allowance": _allowance,
    "residence_notice": _residence,
}


def declared(template: str, source: Source) -> frozenset[str]:
    """Ô mà tờ khai điền được; the others come from the steps."""
    return frozenset(FILLERS[template](source))


def filled(template: str, source: Source, products: Mapping[str, Any]) -> dict[str, Any]:
    """Ô của kết quả: from the declaration, then what the steps added (`result.data`), which wins."""
    values = {key: value for key, value in FILLERS[template](source).items() if value not in (None, "", [])}
    return values | {key: value for key, value in products.items() if value not in (None, "", [])}
