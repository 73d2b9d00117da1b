"""Gói đã nhận cho người xem: how far each is, what it brought, what waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.models import Difference, Package, PackagePart

MOST = 100
TONES = {
    Package.State.CHECKED: "info",
    Package.State.STAGED: "warning",
    Package.State.IMPORTING: "info",
    Package.State.IMPORTED: "success",
    Package.State.MISMATCH: "danger",
    Package.State.ROLLED_BACK: "neutral",
}
# What officials call the tables they know; the others show under their name in the package.
WORDS: dict[str, str | Promise] = {
    "accounts.user": _("Tài khoản"),
    "accounts.post": _("Chức vụ"),
    "common.notice": _("Thông báo cho dân"),
    "common.storedfile": _("Tệp"),
    "dossiers.dossier": _("Hồ sơ"),
    "dossiers.dossiercomponent": _("Giấy tờ trong hồ sơ"),
    "dossiers.dossierstep": _("Bước giải quyết"),
    "dossiers.draft": _("Bản nháp"),
    "dossiers.holding": _("Hồ sơ đang giữ"),
    "dossiers.payment": _("Khoản phải nộp"),
    "hall.ticket": _("Số thứ tự"),
    "journal": _("Nhật ký"),
    "counters.jsonl": _("Dãy số"),
    "payments.cashsession": _("Ca thu tiền"),
    "payments.receipt": _("Biên lai"),
    "payments.refund": _("Khoản hoàn"),
    "procedures.procedureversion": _("Phiên bản thủ tục"),
    "procedures.unitprocedure": _("Giao thủ tục cho đơn vị"),
    "ratings.rating": _("Đánh giá"),
    "tasks.openwork": _("Việc đang mở"),
    "tasks.task": _("Nhiệm vụ"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Một gói trong danh sách."""

    package: Package
    waiting: int
    tone: str


@dataclass(frozen=True, slots=True)
class Brought:
    """Một loại dữ liệu của gói: đã nói, đã ghi."""

    name: str | Promise
    known: bool
    said: int
    new: int
    changed: int
    here_before: int


def lines(packages: Sequence[Package]) -> list[Line]:
    """Danh sách gói, with how many decisions each waits for; one statement."""
    open_ones = Count("differences", filter=Q(differences__needs_person=True, differences__decision=""))
    waiting = dict(Package.objects.filter(pk__in=[p.pk for p in packages]).annotate(n=open_ones).values_list("pk", "n"))
    return [Line(p, waiting[p.pk], TONES[Package.State(p.state)]) for p in packages]


def progress(package: Package) -> tuple[int, int]:
    """Bao nhiêu phần đã xong trên bao nhiêu phần có dữ liệu."""
    if package.state == Package.State.IMPORTED:
        return 1, 1
    filled = [row for row in package.manifest["parts"] if row[3] and row[0].startswith("tables/")]
    steps = PackagePart.objects.filter(package=package, counts__rows__gt=0, step="stage").count()
    steps += PackagePart.objects.filter(package=package, step__in=("identity", "rows", "chains", "files")).count()
    return steps, max(len(filled) * 3 + 3, steps + 1)


def brought(package: Package) -> list[Brought]:
    """Những gì gói mang tới, the tables people know first; what was empty is left out."""
    parts = {(part.step, part.name): part.counts for part in package.parts.all()}
    found = []
    for name, _hash, _size, rows in package.manifest["parts"]:
        label = name.removeprefix("tables/")
        if not rows or label in ("units.jsonl", "hashes", "keys.json"):
            continue
        written, chains = parts.get(("rows", label), {}), parts.get(("chains", label), {})
        found.append(
            Brought(
                WORDS.get(label, label), label in WORDS, rows,
                written.get("new", chains.get("written", parts.get(("counters", label), {}).get("rows", 0))),
                written.get("changed", 0), parts.get(("identity", label), {}).get("matched", 0),
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: (not line.known, str(line.name)))


def problems(package: Package) -> list[str]:
    """Chỗ không khớp của lần đối chiếu."""
    part = package.parts.filter(step="check").first()
    return list(part.counts["problems"]) if part else []


def people_waiting(package: Package) -> list[Difference]:
    """Người có thể trùng còn chờ quyết, undecided first."""
    people = package.differences.filter(kind=Difference.Kind.PERSON)
    found = list(people.filter(needs_person=True).order_by("decision", "title", "pk")[:MOST])
    for one in found:
        days = {name: date.fromisoformat(one.facts[name]) for name in ("born", "here_born") if one.facts[name]}
        one.facts = {**one.facts, **days}
    return found


def renamed(package: Package) -> list[Difference]:
    """Người phải đổi tên đăng nhập: those who come in as accounts of their own, by name."""
    same = package.differences.filter(kind=Difference.Kind.PERSON, decision=Difference.Decision.SAME)
    rows = package.differences.filter(kind=Difference.Kind.USERNAME).exclude(old__in=same.values("old"))
    return list(rows.order_by("title", "pk"))


def noted(package: Package) -> list[tuple[str, int, list[Difference]]]:
    """Chỗ khác chỉ cần biết: catalogue, calendars, codes, changed on both sides; (loại, số, những dòng đầu)."""
    shown = (
        Difference.Kind.BOTH_CHANGED,
        Difference.Kind.CODE,
        Difference.Kind.NOT_HERE,
        Difference.Kind.CATALOGUE,
        Difference.Kind.CALENDAR,
    )
    found = []
    for kind in shown:
        rows = package.differences.filter(kind=kind, needs_person=False, proposal="").order_by("title", "pk")
        if count := rows.count():
            found.append((str(kind.label), count, list(rows[:MOST])))
    return found
