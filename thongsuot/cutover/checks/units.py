"""Kiểm tra đơn vị: every old one placed, every new one made of something, codes, names, days."""

from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.cutover.checks.facts import Facts
from thongsuot.cutover.checks.findings import Finding, Severity, Thing
from thongsuot.cutover.content import COMMUNE_KINDS, code_fits, former_provinces
from thongsuot.cutover.models import PlanKind, PlanState, PlanUnit, Side
from thongsuot.org.book import UnitInfo
from thongsuot.org.models import Kind, Level
from thongsuot.org.names import marked_key
from thongsuot.org.organs import TWO_TIERS_SINCE

IN_ORG = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)
RED, WARN, NOTE = Severity.RED, Severity.WARN, Severity.NOTE


def placed(facts: Facts) -> Iterator[Finding]:
    """Đơn vị cũ chưa có chỗ, đơn vị mới chưa có gốc, đơn vị của tỉnh không có trong kế hoạch."""
    if not facts.olds or not facts.news:
        advice = _("Nạp từ bảng chuyển đổi, từ Excel hay từ điều hệ thống đã biết, hoặc thêm từng đơn vị.")
        yield Finding("empty", RED, _("Kế hoạch chưa có đơn vị cũ hoặc đơn vị mới"), advice, order=1)
        return
    lost = [old for old in facts.olds.values() if not facts.out.get(old.pk)]
    communes = facts.communes(lost)
    if communes:
        advice = _("Nói đơn vị này đi sang đơn vị mới nào, hoặc bỏ khỏi kế hoạch nếu nghị quyết không nêu.")
        yield Finding("old_unplaced", RED, _("Đơn vị cũ chưa có chỗ"), advice, facts.things(communes), 10)
    districts = [old for old in lost if old.kind not in COMMUNE_KINDS and old.caretaker_id is None]
    if districts:
        advice = _(
            "Việc đang mở của huyện sang xã hay tỉnh theo văn bản phân cấp; hệ thống không đoán."
            " Chọn nơi nhận, hoặc nói huyện đi sang những xã nào; huyện không còn việc mở thì bỏ qua được."
        )
        yield Finding(
            "district_unplaced", WARN, _("Huyện bị bỏ chưa có nơi nhận việc"), advice, facts.things(districts), 11
        )
    orphans = [new for new in facts.communes(facts.news.values()) if not facts.into.get(new.pk)]
    if orphans:
        advice = _("Nói đơn vị mới được lập từ những đơn vị cũ nào.")
        yield Finding(
            "new_without_predecessor", RED, _("Đơn vị mới không có đơn vị trước"), advice, facts.things(orphans), 12
        )
    yield from _missing(facts)


def _missing(facts: Facts) -> Iterator[Finding]:
    above = former_provinces(facts.plan.province_id, facts.plan.effective_on)
    known = {old.unit_id for old in facts.olds.values()}
    missing = [
        info
        for own in facts.units.versions.values()
        for info in own
        if info.level == Level.COMMUNE and info.province_id in above and info.in_force(facts.last_day)
        if info.id not in known
    ]
    if not missing or facts.plan.kind == PlanKind.CHANGE:
        return
    things = [Thing(f"{info.full_name} ({info.code})") for info in sorted(missing, key=lambda info: info.name)]
    if facts.plan.kind == PlanKind.PROVINCE:
        advice = _(
            "Kế hoạch sắp xếp cả tỉnh phải nói mọi xã, phường cũ đi về đâu; xã giữ nguyên cũng ghi “giữ nguyên”."
        )
        yield Finding("old_missing", RED, _("Đơn vị của tỉnh không có trong kế hoạch"), advice, things, 13)
    else:
        advice = _("Các đơn vị này không thay đổi.")
        yield Finding("untouched", NOTE, _("Đơn vị của tỉnh giữ nguyên, không có trong kế hoạch"), advice, things, 90)


def in_force(facts: Facts) -> Iterator[Finding]:
    """Đơn vị cũ phải đang có hiệu lực vào ngày cuối và chưa có gì ghi sẵn sau ngày hiệu lực."""
    gone, later = [], []
    for old in facts.olds.values():
        if facts.before(old) is None:
            gone.append(facts.thing(old))
        elif ahead := _after(facts, old):
            later.append(facts.thing(old, f"{ahead.full_name}, {ahead.valid_from:%d/%m/%Y}"))
    if gone:
        advice = _("Bỏ đơn vị này khỏi kế hoạch, hoặc sửa ngày hiệu lực.")
        yield Finding("old_not_in_force", RED, _("Đơn vị cũ không có hiệu lực vào ngày cuối"), advice, gone, 14)
    if later:
        advice = _(
            "Một kế hoạch khác đã ghi thay đổi cho đơn vị này sau ngày hiệu lực. Huỷ kế hoạch kia, hoặc sửa ngày."
        )
        yield Finding("old_changes_later", RED, _("Đơn vị cũ có thay đổi ghi sẵn sau ngày hiệu lực"), advice, later, 15)


def _after(facts: Facts, old: PlanUnit) -> UnitInfo | None:
    """What is written of an old unit from the effective day on; the present version that simply goes on is not that."""
    own = facts.units.versions.get(old.unit_id or 0, ())
    return next((info for info in own if info.valid_from and info.valid_from >= facts.plan.effective_on), None)


def codes(facts: Facts) -> Iterator[Finding]:
    """Mã: five digits, free on the effective day; a reused one is legal but has to be known."""
    on, old_units = facts.plan.effective_on, {old.unit_id for old in facts.olds.values()}
    bad, taken, reused, foreign = [], [], [], []
    for new in facts.communes(facts.news.values()):
        if not code_fits(new.code):
            bad.append(facts.thing(new))
            continue
        predecessors = {going.old.unit_id for going in facts.into.get(new.pk, ())}
        for info in facts.units.by_code.get(new.code, ()):
            if info.level != Level.COMMUNE or info.id == new.unit_id:
                continue
            begins = new.unit_id is None and info.valid_from == on and info.full_name == new.full_name
            if info.in_force(on) and info.id not in old_units and not begins:
                taken.append(facts.thing(new, info.full_name))
            elif info.id in predecessors and marked_key(info.name) != marked_key(new.name):
                reused.append(facts.thing(new, _("mã của %(unit)s") % {"unit": info.full_name}))
            elif info.id in old_units and info.id not in predecessors:
                foreign.append(facts.thing(new, _("mã của %(unit)s") % {"unit": info.full_name}))
    if bad:
        yield Finding("code_unfit", RED, _("Mã đơn vị mới không đúng năm chữ số"), _("Sửa mã của đơn vị mới."), bad, 16)
    if taken:
        advice = _("Mã này vẫn thuộc một đơn vị khác vào ngày hiệu lực. Sửa mã.")
        yield Finding("code_taken", RED, _("Mã đang thuộc đơn vị khác"), advice, taken, 17)
    if foreign:
        advice = _("Đơn vị mới mang mã của một đơn vị cũ đã đi nơi khác. Đối chiếu lại với bảng mã.")
        yield Finding("code_of_a_stranger", WARN, _("Mã của đơn vị cũ không phải đơn vị trước"), advice, foreign, 40)
    if reused:
        advice = _("Được phép. Mã chỉ có nghĩa cùng với ngày; tìm theo mã sẽ hiện cả hai đơn vị.")
        yield Finding("code_reused", NOTE, _("Mã của một đơn vị trước được dùng lại dưới tên khác"), advice, reused, 91)


def identifiers(facts: Facts) -> Iterator[Finding]:
    """Mã định danh chỉ thuộc một đơn vị vào một ngày."""
    ending = {old.unit_id for old in facts.olds.values()} - {new.unit_id for new in facts.news.values()}
    wanted = {new.identifier: new for new in facts.news.values() if new.identifier}
    own = {new.identifier: new.unit_id for new in facts.news.values()}
    taken = [
        facts.thing(wanted[info.identifier], info.full_name)
        for versions in facts.units.versions.values()
        for info in versions
        if info.identifier in wanted and info.in_force(facts.plan.effective_on)
        if info.id not in ending and info.parent_id not in ending and info.id != own[info.identifier]
        if not (info.valid_from == facts.plan.effective_on and info.full_name == wanted[info.identifier].full_name)
    ]
    if taken:
        advice = _("Sửa hoặc để trống mã định danh của đơn vị mới.")
        yield Finding("identifier_taken", RED, _("Mã định danh đang thuộc đơn vị khác"), advice, taken, 19)


def claimed(facts: Facts) -> Iterator[Finding]:
    """Đơn vị cũ đã có trong một kế hoạch khác đã quyết."""
    ids = [old.unit_id for old in facts.olds.values()]
    rows = PlanUnit.objects.filter(
        side=Side.OLD, unit_id__in=ids, plan__state__in=IN_ORG, plan__effective_on__gte=facts.plan.effective_on
    )
    others = rows.exclude(plan=facts.plan).select_related("plan").order_by("full_name")
    things = [
        Thing(f"{row.full_name}: {row.plan.title}", reverse("cutover:plan", args=[row.plan.code])) for row in others
    ]
    if things:
        advice = _("Bỏ đơn vị này khỏi một trong hai kế hoạch, hoặc huỷ quyết định của kế hoạch kia.")
        yield Finding("old_claimed", RED, _("Đơn vị cũ đã có trong kế hoạch khác đã quyết"), advice, things, 9)


def names(facts: Facts) -> Iterator[Finding]:
    """Tên: the same twice among the new ones, or equal to the old name of a unit that went elsewhere."""
    by_name: dict[str, list[PlanUnit]] = defaultdict(list)
    for new in facts.communes(facts.news.values()):
        by_name[marked_key(new.full_name)].append(new)
    twice = [new for own in by_name.values() if len(own) > 1 for new in own]
    if twice:
        advice = _("Hai đơn vị mới cùng loại, cùng tên trong một tỉnh. Đối chiếu lại với nghị quyết.")
        yield Finding("name_twice", WARN, _("Hai đơn vị mới cùng tên"), advice, facts.things(twice), 41)
    old_names: dict[str, list[PlanUnit]] = defaultdict(list)
    for old in facts.communes(facts.olds.values()):
        old_names[marked_key(old.name)].append(old)
    borrowed = []
    for new in facts.communes(facts.news.values()):
        predecessors = {going.old_id for going in facts.into.get(new.pk, ())}
        bearers = old_names.get(marked_key(new.name), [])
        if bearers and not any(old.pk in predecessors for old in bearers):
            was = ", ".join(old.full_name for old in bearers)
            borrowed.append(facts.thing(new, _("%(was)s đã đi nơi khác") % {"was": was}))
    if borrowed:
        advice = _("Được phép, nhưng người dân dễ nhầm: trang “xã cũ nay là” và giấy báo phải nêu rõ cả hai.")
        yield Finding("name_of_another", NOTE, _("Tên trùng tên cũ của đơn vị khác"), advice, borrowed, 92)


def days(facts: Facts) -> Iterator[Finding]:
    """Ngày hiệu lực và loại kế hoạch."""
    on = facts.plan.effective_on
    if on < TWO_TIERS_SINCE:
        advice = _("Sửa ngày hiệu lực.")
        yield Finding("before_two_tiers", RED, _("Ngày hiệu lực trước 01/7/2025"), advice, order=2)
    if facts.plan.is_exercise and not settings.DEMO:
        advice = _(
            "Kế hoạch diễn tập không bao giờ được quyết ở nơi vận hành thật: hãy dùng “Diễn tập” trên bản sao dữ liệu."
        )
        yield Finding("exercise_here", RED, _("Kế hoạch diễn tập ở nơi vận hành thật"), advice, order=3)
    if on < facts.today and any(new.unit_id is None for new in facts.news.values()):
        advice = _("Đơn vị mới chỉ được ghi trước ngày nó bắt đầu. Sửa ngày hiệu lực.")
        yield Finding("day_is_past", RED, _("Ngày hiệu lực đã qua mà đơn vị mới chưa có"), advice, order=4)
    if any(new.kind == Kind.TOWNSHIP for new in facts.news.values()):
        towns = [new for new in facts.news.values() if new.kind == Kind.TOWNSHIP]
        advice = _("Từ 01/7/2025 cấp xã chỉ gồm xã, phường, đặc khu.")
        yield Finding("township", RED, _("Đơn vị mới là thị trấn"), advice, facts.things(towns), 18)
