"""Kiểm tra cách đi: manners that contradict each other, splits nobody has prepared, circles."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.cutover.checks.facts import Facts
from thongsuot.cutover.checks.findings import Finding, Severity, Thing
from thongsuot.cutover.models import PlanUnit
from thongsuot.org.heirs import COMPLETE
from thongsuot.org.models import Kind, Relation
from thongsuot.org.names import marked_key

RED, WARN, NOTE = Severity.RED, Severity.WARN, Severity.NOTE
ALONE = frozenset({Relation.UNCHANGED, Relation.RENAMED, Relation.RETYPED})
ALL_PEOPLE = frozenset({Relation.PART_AREA_ALL_PEOPLE})
ALL_LAND = frozenset({Relation.WHOLE_AREA})


def contradictions(facts: Facts) -> Iterator[Finding]:
    """Những cách đi không thể cùng đúng."""
    both, alone, wrong, open_ended = [], [], [], []
    for old in facts.olds.values():
        ways = facts.out.get(old.pk, [])
        said = "; ".join(f"{way.new.full_name} ({way.get_relation_display()})" for way in ways)
        whole = len(ways) > 1 and any(way.relation in COMPLETE for way in ways)
        if whole or any(sum(way.relation in everything for way in ways) > 1 for everything in (ALL_PEOPLE, ALL_LAND)):
            both.append(facts.thing(old, said))
        if len(ways) == 1 and ways[0].relation not in COMPLETE:
            open_ended.append(facts.thing(old, said))
        for way in ways:
            if way.relation in ALONE and len(facts.into[way.new_id]) > 1:
                alone.append(facts.thing(way.new, f"{old.full_name} ({way.get_relation_display()})"))
            elif not _fits(way.relation, old, way.new):
                wrong.append(facts.thing(way.new, f"{old.full_name} ({way.get_relation_display()})"))
    if both:
        advice = _(
            "Đơn vị đi toàn bộ về một nơi thì không thể còn đi nơi khác; toàn bộ dân hay toàn bộ đất cũng chỉ về một nơi."
        )
        yield Finding("whole_and_other", RED, _("Đi toàn bộ về hai nơi"), advice, both, 20)
    if alone:
        advice = _(
            "“Giữ nguyên”, “đổi tên”, “đổi loại hình” chỉ dùng khi đơn vị mới có đúng một đơn vị trước. Chọn “nhập toàn bộ”."
        )
        yield Finding(
            "alone_and_others",
            RED,
            _("Giữ nguyên hay đổi tên nhưng đơn vị mới có nhiều đơn vị trước"),
            advice,
            alone,
            21,
        )
    if wrong:
        advice = _("Cách đi không hợp với tên, loại của hai đơn vị. Sửa cách đi hoặc sửa tên.")
        yield Finding("relation_wrong", WARN, _("Cách đi không hợp với tên hoặc loại"), advice, wrong, 42)
    if open_ended:
        advice = _("Chỉ nói một phần đi về đâu. Thêm nơi nhận phần còn lại, hoặc sửa thành “nhập toàn bộ”.")
        yield Finding("part_and_nothing", RED, _("Phần còn lại của đơn vị cũ chưa có chỗ"), advice, open_ended, 22)


def _fits(relation: str, old: PlanUnit, new: PlanUnit) -> bool:
    same_name, same_kind = marked_key(old.name) == marked_key(new.name), old.kind == new.kind
    if relation == Relation.UNCHANGED:
        return same_name and same_kind
    if relation == Relation.RENAMED:
        return not same_name
    if relation == Relation.RETYPED:
        return not same_kind
    if relation == Relation.DISTRICT_TO_SPECIAL:
        return old.kind == Kind.DISTRICT and new.kind == Kind.SPECIAL_ZONE
    return True


def splits(facts: Facts) -> Iterator[Finding]:
    """Đơn vị bị chia: flagged always; without rule or caretaker it holds the cutover up."""
    split = facts.communes(old for old in facts.olds.values() if len(facts.out.get(old.pk, ())) > 1)
    bare = [old for old in split if old.pk not in facts.with_rules and old.caretaker_id is None]
    if bare:
        advice = _(
            "Đặt quy tắc chia hoặc chọn đơn vị tạm nhận. Việc không quy tắc nào quyết được thì người của xã cũ quyết từng việc;"
            " còn việc chưa quyết mà không có nơi tạm nhận thì không chuyển được."
        )
        yield Finding(
            "split_unprepared",
            WARN,
            _("Đơn vị bị chia chưa có quy tắc, chưa có nơi tạm nhận"),
            advice,
            facts.things(bare),
            30,
        )
    if split:
        things = [
            facts.thing(
                old, "; ".join(f"{way.new.full_name}: {way.get_relation_display()}" for way in facts.out[old.pk])
            )
            for old in split
        ]
        advice = _("Việc đang mở của các đơn vị này phải có người hoặc quy tắc quyết đi về đâu; hệ thống không đoán.")
        yield Finding("split", NOTE, _("Đơn vị cũ bị chia"), advice, things, 93)
    unfit = [old for old in facts.olds.values() if old.caretaker_id is not None and not _receives(facts, old)]
    if unfit:
        advice = _("Đơn vị tạm nhận phải là một trong những đơn vị mới mà đơn vị cũ này đi sang.")
        yield Finding(
            "caretaker_elsewhere", RED, _("Đơn vị tạm nhận không phải nơi đến"), advice, facts.things(unfit), 23
        )


def _receives(facts: Facts, old: PlanUnit) -> bool:
    ways = facts.out.get(old.pk)
    if not ways:  # a district goes nowhere by itself: any new unit may take care
        return old.caretaker_id in facts.news
    return any(way.new_id == old.caretaker_id for way in ways)


def circles(facts: Facts) -> Iterator[Finding]:
    """Kế thừa đi thành vòng: a new unit that is, through the years, a predecessor of one of its own predecessors."""
    graph: dict[int, set[int]] = defaultdict(set)
    for unit_id, links in facts.units.out.items():
        graph[unit_id] |= {link.successor_id for link in links}
    if facts.is_change:
        return
    for ways in facts.out.values():
        for way in ways:
            if way.old.unit_id and way.new.unit_id:
                graph[way.old.unit_id].add(way.new.unit_id)
    in_circle = sorted(
        (new for new in facts.news.values() if new.unit_id and _comes_back(graph, new.unit_id)),
        key=lambda new: new.code,
    )
    if in_circle:
        advice = _("Đơn vị mới lại là đơn vị trước của chính mình. Bỏ quan hệ sai.")
        yield Finding("circle", RED, _("Kế thừa đi thành vòng"), advice, facts.things(in_circle), 5)


def _comes_back(graph: dict[int, set[int]], start: int) -> bool:
    waiting, seen = list(graph.get(start, ())), set()
    while waiting:
        unit = waiting.pop()
        if unit == start:
            return True
        if unit not in seen:
            seen.add(unit)
            waiting += graph.get(unit, ())
    return False


def seats(facts: Facts) -> Iterator[Finding]:
    """Trụ sở: a main one everywhere, in an office of a predecessor."""
    news = [] if facts.is_change else facts.communes(facts.news.values())
    without = [new for new in news if not any(seat.is_main for seat in facts.seats.get(new.pk, ()))]
    if without:
        advice = _("Nói trụ sở chính (nơi đặt UBND) ở trụ sở của xã cũ nào; khi quay lại, việc mới nhận về xã cũ ấy.")
        yield Finding("no_main_seat", WARN, _("Đơn vị mới chưa có trụ sở chính"), advice, facts.things(without), 43)
    strange = []
    for new in news:
        predecessors = {way.old_id for way in facts.into.get(new.pk, ())}
        strange += [
            facts.thing(new, seat.organs)
            for seat in facts.seats.get(new.pk, ())
            if seat.old_id and seat.old_id not in predecessors
        ]
    if strange:
        advice = _("Trụ sở này thuộc một xã cũ không nhập vào đơn vị mới. Kiểm tra lại.")
        yield Finding("seat_elsewhere", WARN, _("Trụ sở ở xã cũ không phải đơn vị trước"), advice, strange, 44)
    bare = [new for new in news if not facts.organs.get(new.pk)]
    if bare:
        place = [
            Thing(_("%(count)d đơn vị") % {"count": len(bare)}, reverse("cutover:plan_units", args=[facts.plan.code]))
        ]
        advice = _("Khi quyết, các đơn vị này có đủ cơ quan theo NĐ 150/2025. Muốn khác thì ghi ở trang đơn vị.")
        yield Finding("organs_as_usual", NOTE, _("Cơ quan lấy theo NĐ 150/2025"), advice, place, 94)
