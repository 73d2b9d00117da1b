"""Từ số liệu đã nộp ra nhân sự của kế hoạch: one post of the plan for each person and job, however often it is handed in.

Read again from everything a commune has handed in (staff, accounts, signers), so that order and repetition do not matter.
A post already written into the room of accounts is never changed here; a person two communes claim waits for a choice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common import crypto, journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import bare
from thongsuot.cutover.collecting.rows import Row, unseal
from thongsuot.cutover.collecting.shapes import LEAVES, SHAPES, YES
from thongsuot.cutover.models import (
    DataKind,
    DataRequest,
    DataState,
    DataVersion,
    Going,
    PersonClaim,
    Plan,
    PlanPost,
    PlanUnit,
    Side,
)
from thongsuot.cutover.selectors.claims import disputed_posts
from thongsuot.ui.forms import parse_date

PEOPLE = tuple(kind for kind, shape in SHAPES.items() if shape.is_people)


@dataclass(frozen=True, slots=True)
class Fed:
    """Đã đưa vào kế hoạch: posts made, changed, taken out; what could not be placed, in words."""

    made: int = 0
    changed: int = 0
    removed: int = 0
    left: Sequence[str] = field(default=())
    disputed: int = 0


def feed(request: DataRequest) -> Fed:
    """Đưa người của một xã vào nhân sự kế hoạch, in the caller's transaction; doing it again changes nothing.

    An old unit that is split feeds every commune it goes to: each person says which; who leaves stays with the old one.
    """
    ways = _ways(request.plan)
    targets = [request.unit] if request.unit.side == Side.NEW else _targets(request.unit, ways)
    # Two hand-ins about one commune wait for each other, in one order for everybody.
    list(PlanUnit.objects.select_for_update(of=("self",)).filter(pk__in=[t.pk for t in targets]).order_by("pk"))
    fed, unplaced = [], []
    for target in targets:
        wanted, left = _wanted(target, _handed_in(request.plan, target, ways))
        unplaced.append(left)
        fed.append(_bring_in_line(request.plan, target, wanted))
    nowhere = [words for words in unplaced[0] if all(words in left for left in unplaced)]
    return Fed(
        sum(one.made for one in fed),
        sum(one.changed for one in fed),
        sum(one.removed for one in fed),
        [*nowhere, *(words for one in fed for words in one.left)],
        sum(one.disputed for one in fed),
    )


def _ways(plan: Plan) -> dict[int, list[int]]:
    """Old unit → new units it goes to."""
    found: dict[int, list[int]] = {}
    for old, new in Going.objects.filter(plan=plan).order_by("id").values_list("old_id", "new_id"):
        found.setdefault(old, []).append(new)
    return found


def _targets(old: PlanUnit, ways: Mapping[int, list[int]]) -> list[PlanUnit]:
    news = ways.get(old.pk, [])
    own = [] if len(news) == 1 else [old.pk]
    return list(PlanUnit.objects.filter(pk__in=[*news, *own]).order_by("pk"))


def _target_of(source: PlanUnit, row: Row, ways: Mapping[int, list[int]]) -> int:
    """Where a row of the staff belongs: the new unit itself, the only one the old goes to, the one it names."""
    news = ways.get(source.pk, [])
    if source.side == Side.NEW:
        return source.pk
    if len(news) == 1:
        return news[0]
    named = row.cells.get("new_unit", "")
    return int(named) if named.isdecimal() and int(named) in news else source.pk


def _handed_in(plan: Plan, target: PlanUnit, ways: Mapping[int, list[int]]) -> dict[str, list[tuple[PlanUnit, Row]]]:
    """Rows of all handed-in tables of people about a unit: its own, and those of old units that go to it."""
    olds = [old for old, news in ways.items() if target.pk in news]
    requests = DataRequest.objects.filter(
        plan=plan, kind__in=PEOPLE, state=DataState.HANDED_IN, unit_id__in=[target.pk, *olds]
    ).select_related("unit")
    found: dict[str, list[tuple[PlanUnit, Row]]] = {kind: [] for kind in PEOPLE}
    by_request = {request.pk: request for request in requests}
    for version in DataVersion.objects.filter(request__in=by_request).order_by("request_id"):
        request = by_request[version.request_id]
        if version.number != request.latest:
            continue
        rows = unseal(version.sealed, request.pk, version.number)
        if request.kind == DataKind.STAFF:
            rows = [row for row in rows if _target_of(request.unit, row, ways) == target.pk]
        found[request.kind] += [(request.unit, row) for row in rows]
    return found


Slot = tuple[bytes, str]


def _wanted(
    target: PlanUnit, handed: Mapping[str, Sequence[tuple[PlanUnit, Row]]]
) -> tuple[dict[Slot, dict[str, Any]], list[str]]:
    """Posts as the tables say, by person and job; words for rows of other tables that name nobody of the staff."""
    wanted: dict[Slot, dict[str, Any]] = {}
    names: dict[bytes, list[Slot]] = {}
    left: list[str] = []
    for source, row in handed[DataKind.STAFF]:
        if target.side == Side.OLD and row.cells["stay"] != LEAVES:  # never taken for one who leaves
            left.append(_("%(name)s chưa biết sang xã mới nào.") % {"name": row.cells["full_name"]})
            continue
        slot = (person_key(row.cells), f"{row.cells['role']}|{row.cells['organ']}")
        wanted[slot] = _staff(target, source, row)
        for name in _keys(row.cells):
            names.setdefault(name, []).append(slot)
    for kind, take in ((DataKind.ACCOUNTS, _account), (DataKind.SIGNERS, _signer)):
        for _source, row in handed[kind]:
            slots = next((names[key] for key in _keys(row.cells) if key in names), [])
            people = {key for key, _job in slots}
            if len(people) == 1:
                for slot in slots:
                    wanted[slot] |= {name: value for name, value in take(row).items() if value not in ("", None)}
                continue
            words = _("%(name)s có trong bảng %(kind)s nhưng không có trong bảng nhân sự.")
            if people:
                words = _("%(name)s trong bảng %(kind)s trùng tên, ngày sinh với nhiều người: cần số định danh.")
            left.append(words % {"name": row.cells["full_name"], "kind": DataKind(kind).label})
    return wanted, left


def person_key(cells: Mapping[str, str]) -> bytes:
    """Khoá của một người: hash of the identity number, or of name and birth date where there is none."""
    return _keys(cells)[0]


def _keys(cells: Mapping[str, str]) -> list[bytes]:
    by_name = crypto.lookup_hash(f"person:{bare(cells['full_name'])}:{cells['birth_date']}")
    return [crypto.lookup_hash(cells["id_number"]), by_name] if cells["id_number"] else [by_name]


def _staff(target: PlanUnit, source: PlanUnit, row: Row) -> dict[str, Any]:
    cells, leaves = row.cells, row.cells["stay"] == LEAVES
    old = int(cells["old_unit"]) if cells["old_unit"].isdecimal() else source.pk if source.side == Side.OLD else None
    return {
        "full_name": cells["full_name"],
        "birth_date": _day(cells["birth_date"]),
        "id_number": cells["id_number"],
        "phone": cells["phone"],
        "email": cells["email"],
        "old_id": old,
        "new_id": None if leaves or target.side == Side.OLD else target.pk,
        "role": "" if leaves else cells["role"],
        "organ_kind": "" if leaves else cells["organ"],
        "title": cells["title"],
    }


def _account(row: Row) -> dict[str, Any]:
    cells = row.cells
    return {
        "username": cells["username"],
        "phone": cells["phone"],
        "email": cells["email"],
        "wants_mailbox": cells["mailbox"] == YES,
    }


def _signer(row: Row) -> dict[str, Any]:
    return {"signs": True, "wants_certificate": row.cells["certificate"] == YES, "title": row.cells["title"]}


def _day(text: str) -> date | None:
    return parse_date(text) if text else None


_COPIED = (
    "username", "full_name", "birth_date", "email", "phone", "old_id", "new_id", "organ_kind", "role", "title", "signs",
    "wants_mailbox", "wants_certificate",
)  # fmt: skip


def _bring_in_line(plan: Plan, target: PlanUnit, wanted: Mapping[Slot, dict[str, Any]]) -> Fed:
    left: list[str] = []
    claims = {
        (bytes(claim.key), claim.slot): claim
        for claim in PersonClaim.objects.filter(plan=plan, unit=target).select_related("post")
    }
    users = _users(wanted.values())
    made = changed = removed = 0
    for slot, values in wanted.items():
        claim = claims.get(slot) or PersonClaim(plan=plan, unit=target, key=slot[0], slot=slot[1])
        _tell(claim, values)
        user = users.get(values["id_number"]) or users.get(values.get("username", ""))
        if claim.choice != PersonClaim.Choice.DROPPED:
            before = claim.post
            claim.post, touched = _post(plan, claim, values, user)
            made, changed = made + (before is None), changed + (before is not None and touched)
        claim.save()
    for slot, claim in claims.items():
        if slot not in wanted:
            removed += _take_out(claim, left)
    disputed = disputed_posts(plan)
    own = PersonClaim.objects.filter(plan=plan, unit=target, post_id__in=disputed).count()
    return Fed(made, changed, removed, left, own)


def _tell(claim: PersonClaim, values: Mapping[str, Any]) -> None:
    claim.full_name, claim.birth_date, claim.title = values["full_name"], values["birth_date"], values["title"]
    claim.id_hash = crypto.lookup_hash(values["id_number"]) if values["id_number"] else None


def _users(wanted: Iterable[Mapping[str, Any]]) -> dict[str, User]:
    """Accounts that exist already, by identity number and by user name; officials only."""
    rows = list(wanted)
    hashes = {crypto.lookup_hash(row["id_number"]): row["id_number"] for row in rows if row["id_number"]}
    names = [row["username"] for row in rows if row.get("username")]
    officials = User.objects.filter(kind=User.Kind.OFFICIAL)
    found = {user.username: user for user in officials.filter(username__in=names)}
    for user in officials.filter(id_number_hash__in=list(hashes)):
        found[hashes[bytes(user.id_number_hash)]] = user
    return found


def _post(plan: Plan, claim: PersonClaim, values: Mapping[str, Any], user: User | None) -> tuple[PlanPost, bool]:
    """The post of a claim: its own, one the plan holds already for this person, or a new one."""
    given = {"signs": False, "wants_mailbox": False, "wants_certificate": False, "username": ""} | dict(values)
    post = claim.post or _already(plan, given, user) or PlanPost(plan=plan)
    if post.written_at is not None:  # in the room of accounts already: from there on it is changed there
        return post, False
    before = {name: getattr(post, name) for name in (*_COPIED, "user_id")}
    for name in _COPIED:
        setattr(post, name, given[name])
    post.user = user or post.user
    after = {name: getattr(post, name) for name in (*_COPIED, "user_id")}
    if post.pk is None or before != after:
        post.save()
    return post, before != after


def _already(plan: Plan, values: Mapping[str, Any], user: User | None) -> PlanPost | None:
    same = PlanPost.objects.filter(
        plan=plan, new_id=values["new_id"], organ_kind=values["organ_kind"], role=values["role"], claim=None
    )
    if user is not None and (known := same.filter(user=user).first()):
        return known
    if values["birth_date"] is None:
        return None
    return same.filter(full_name__iexact=values["full_name"], birth_date=values["birth_date"]).first()


def _take_out(claim: PersonClaim, left: list[str]) -> int:
    """Somebody no longer in the tables: his post of the plan goes, unless it was written already."""
    if claim.post is not None and claim.post.written_at is not None:
        left.append(_("%(name)s đã có chức vụ mới nên không bỏ được ở đây.") % {"name": claim.full_name})
        return 0
    post = claim.post
    claim.delete()
    if post is not None:
        post.delete()
    return 1


@transaction.atomic
def choose(*, by: Principal, plan: Plan, keep: Sequence[int], drop: Sequence[int], at: datetime) -> None:
    """Chọn nơi cho người hai xã cùng khai: kept claims stand (two posts are lawful), dropped ones leave the plan."""
    rows = PersonClaim.objects.select_for_update(of=("self",)).select_related("post", "unit")
    claims = {claim.pk: claim for claim in rows.filter(plan=plan, pk__in=[*keep, *drop]).order_by("id")}
    if set(claims) != {*keep, *drop} or set(keep) & set(drop):
        raise NotFound()
    if not keep:
        raise Invalid(errors=[{"field": "", "message": _("Hãy giữ người này ở ít nhất một xã.")}])
    for claim in claims.values():
        kept = claim.pk in set(keep)
        claim.choice = PersonClaim.Choice.KEPT if kept else PersonClaim.Choice.DROPPED
        claim.chosen_by_id, claim.chosen_at = by.user_id, at
        post, claim.post = claim.post, claim.post if kept else None
        claim.save()
        if not kept and post is not None:
            _withdraw(post, claim)
    journal.append([_entry(plan, by, at, list(claims.values()))])


def _withdraw(post: PlanPost, claim: PersonClaim) -> None:
    if post.written_at is not None:
        words = _("%(name)s đã có tài khoản và chức vụ theo kế hoạch; hãy hoàn tác trước khi bỏ.")
        raise Invalid(words % {"name": claim.full_name})
    post.delete()


def _entry(plan: Plan, by: Principal, at: datetime, claims: Sequence[PersonClaim]) -> journal.Entry:
    data = {
        "plan": plan.code,
        "person": claims[0].full_name,
        "choices": {claim.unit.full_name: claim.choice for claim in claims},
    }
    return journal.Entry(plan.province_id, "cutover_plan", plan.pk, "person_chosen", at, actor_id=by.user_id, data=data)
