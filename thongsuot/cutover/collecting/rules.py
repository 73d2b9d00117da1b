"""Điều chỉ cả dòng mới nói lên: rules over the clean cells of one row, by kind of table."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.rows import Problem
from thongsuot.cutover.collecting.shapes import Choices
from thongsuot.ui.forms import parse_date

# cells, new units this commune goes to, today → what is wrong
Rule = Callable[[Mapping[str, str], Choices, date], list[Problem]]


def _id_fits_birth(cells: Mapping[str, str], news: Choices, today: date) -> list[Problem]:
    born = parse_date(cells["birth_date"]) if cells["birth_date"] else None
    if not cells["id_number"] or born is None:
        return []
    problem = problem_of_id_number(cells["id_number"], birth_date=born, today=today)
    write = _("Xem lại ngày sinh hoặc số định danh trên thẻ.")
    return [Problem("id_number", problem, write)] if problem else []


def _staff(cells: Mapping[str, str], news: Choices, today: date) -> list[Problem]:
    if cells["stay"] != shapes.STAYS:
        return []
    found = []
    if not cells["role"]:
        labels = ", ".join(str(role.label) for role in shapes.COMMUNE_ROLES)
        write = _("Chọn một trong: %(labels)s.") % {"labels": labels}
        found.append(Problem("role", _("Người ở lại phải có vai trò."), write))
    if len(news) > 1 and not cells["new_unit"]:
        write = _("Chọn một trong: %(labels)s.") % {"labels": ", ".join(str(label) for _code, label in news)}
        found.append(Problem("new_unit", _("Xã cũ đi về nhiều xã: phải ghi người này sang xã nào."), write))
    return found


def _signer(cells: Mapping[str, str], news: Choices, today: date) -> list[Problem]:
    if cells["serial"] and not cells["expires_on"]:
        return [Problem("expires_on", _("Có chứng thư thì phải có ngày hết hạn."), _("Ghi ngày trên chứng thư."))]
    return []


def _equipment(cells: Mapping[str, str], news: Choices, today: date) -> list[Problem]:
    count, working = cells["count"], cells["working"]
    if count.isdecimal() and working.isdecimal() and int(working) > int(count):
        write = _("Ghi từ 0 đến %(count)s.") % {"count": count}
        return [Problem("working", _("Số dùng được nhiều hơn số lượng."), write)]
    return []


def _handover(cells: Mapping[str, str], news: Choices, today: date) -> list[Problem]:
    received, damaged = cells["received"], cells["damaged"] or "0"
    if not damaged.isdecimal():
        return []
    if int(damaged) and (not received.isdecimal() or int(damaged) > int(received)):
        write = _("Ghi số bên nhận đếm được, rồi ghi trong đó bao nhiêu hỏng.")
        return [Problem("damaged", _("Số hỏng nhiều hơn số bên nhận đếm được."), write)]
    differs = received.isdecimal() and cells["handed"].isdecimal() and int(received) != int(cells["handed"])
    if (differs or int(damaged)) and not cells["note"]:
        return [Problem("note", _("Thiếu, thừa hay hỏng thì phải ghi rõ."), _("Ghi vì sao, đang tìm ở đâu."))]
    return []


RULES: dict[str, tuple[Rule, ...]] = {
    "staff": (_id_fits_birth, _staff),
    "accounts": (_id_fits_birth,),
    "signers": (_id_fits_birth, _signer),
    "equipment": (_equipment,),
    "handover": (_handover,),
}
