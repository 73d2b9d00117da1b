"""The whole nation, loaded once for this module: counts, identities, repetition, search on real names, full import.

The tests share one transaction that is rolled back at the end; what a test writes is undone after it.
"""

import random
import time
import unicodedata
from collections import Counter, defaultdict
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.org.test_reference import SHARED
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.text import bare
from thongsuot.org import reference_data as reference
from thongsuot.org import selectors
from thongsuot.org.import_mapping import import_mapping
from thongsuot.org.load_units import load_units
from thongsuot.org.models import Level, Relation, Succession, Unit, UnitVersion
from thongsuot.org.near import find_near
from thongsuot.org.pictures.province import picture_of
from thongsuot.org.search import find, find_whole

BEFORE, DAY, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 24)
OLD = reference.communes_before()
pytestmark = pytest.mark.django_db
quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    """Report of the first load and what the progress callback heard."""
    heard = []
    with django_db_blocker.unblock(), transaction.atomic(), stamps.of_one_request():
        began = time.monotonic()
        report = load_units(at=now(), progress=lambda *said: heard.append(said))
        took = time.monotonic() - began
        connection.check_constraints()  # once, not again at the end of each test
        yield report, heard, took
        transaction.set_rollback(True)


@pytest.fixture
def undone(nation):
    """For tests that write: what was read meanwhile is forgotten with what was written."""
    yield nation
    stamps.bump(stamps.ORG)


def test_everything_is_there(nation):
    report, _heard, _seconds = nation
    assert report.totals == {"province": 63 + 23, "district": 696, "commune": 10_035 + 3_321, "organ": 69 * 6 + 7}
    assert (report.units, report.links, report.changes) == (14_138, 10_565 + 5 + 52, 25)


def test_it_says_how_far_it_is(nation):
    _report, heard, _seconds = nation
    done = [said[0] for said in heard]
    assert done == sorted(done)
    assert heard[-1][0] == heard[-1][1]
    assert {said[2] for said in heard} >= {"Tỉnh, thành phố", "Quan hệ kế thừa"}


def test_loading_again_changes_nothing(undone):
    stamp = stamps.current()["org"]
    again = load_units(at=now())
    assert not again.changed_anything
    assert stamps.current()["org"] == stamp


def test_loading_again_puts_back_what_is_missing_and_corrects_names(undone):
    UnitVersion.objects.filter(code="15724", valid__contains=DAY).update(full_name="Xã Sai", name="Sai")
    Succession.objects.filter(relation=Relation.RENAMED).delete()
    again = load_units(at=now())
    assert (again.units, again.corrected, again.links) == (0, 1, 2)
    assert selectors.unit_by_code("15724", DAY).full_name == "Xã Đồng Tiến"


def test_every_commune_of_the_old_and_of_the_new_order_is_its_own_unit(nation):
    thach_chau, mai_phu = selectors.unit_by_code("18583", BEFORE), selectors.unit_by_code("18583", DAY)
    assert (thach_chau.name, mai_phu.name) == ("Thạch Châu", "Mai Phụ")
    assert (thach_chau.valid_from, thach_chau.valid_to, mai_phu.valid_from) == (None, DAY, DAY)
    same = [p.code for p in OLD if (new := selectors.unit_by_code(p.code, DAY)) and new.full_name == p.full_name]
    assert len(same) > 127
    assert all(selectors.unit_by_code(c, BEFORE).id != selectors.unit_by_code(c, DAY).id for c in same)


def test_kept_provinces_stay_and_merged_ones_end(nation):
    ha_tinh = selectors.unit_by_code("42", DAY)
    assert ha_tinh.id == selectors.unit_by_code("42", BEFORE).id
    assert (ha_tinh.valid_from, ha_tinh.valid_to) == (None, None)
    can_tho = selectors.unit_by_code("92", DAY)
    came = {heir.name: heir.relation for heir in selectors.predecessors(can_tho.id, DAY)}
    assert came == {"Cần Thơ": "whole", "Hậu Giang": "whole", "Sóc Trăng": "whole"}
    assert can_tho.legal_basis == "Nghị quyết số 202/2025/QH15"
    assert selectors.unit_by_code("93", DAY) is None


def test_old_communes_keep_the_code_of_their_old_province(nation):
    tan_long = selectors.unit_by_code("31438", BEFORE)
    assert (tan_long.province_code, selectors.place_of(tan_long)) == ("93", "Huyện Phụng Hiệp, Tỉnh Hậu Giang")
    (heir,) = selectors.heirs(tan_long.id, DAY)
    assert heir.legal_basis == "Nghị quyết số 1668/NQ-UBTVQH15"
    assert selectors.unit_info(heir.unit_id, DAY).province_code == "92"


def test_districts_end_and_islands_become_special_zones(nation):
    ly_son = selectors.unit_by_code("536", BEFORE, levels=["district"])
    (heir,) = selectors.successors(ly_son.id, DAY)
    assert (heir.full_name, heir.relation) == ("Đặc khu Lý Sơn", "district_to_special")
    thach_ha = selectors.unit_by_code("445", BEFORE)
    assert thach_ha.valid_to == DAY
    assert selectors.successors(thach_ha.id, LATER) == ()


def test_changes_of_2026_keep_the_unit(nation):
    then, now_ = selectors.unit_by_code("07294", date(2026, 8, 3)), selectors.unit_by_code("07294", LATER)
    assert then.id == now_.id
    assert (then.full_name, now_.full_name, now_.valid_from) == ("Xã Bố Hạ", "Phường Bố Hạ", date(2026, 8, 4))
    assert "chưa kiểm chứng" in now_.legal_basis
    quang_ninh = selectors.unit_by_code("22", LATER)
    assert quang_ninh.full_name == "Thành phố Quảng Ninh"
    assert quang_ninh.id == selectors.unit_by_code("22", BEFORE).id


def test_identifiers_of_provinces_are_official_and_of_demo_communes_marked(nation):
    assert selectors.unit_by_code("42", DAY).identifier == "H27"
    mai_phu, ham_rong = selectors.unit_by_code("18583", DAY), selectors.unit_by_code("14758", DAY)
    assert (mai_phu.identifier, mai_phu.identifier_is_demo) == ("H27.18583", True)
    assert (ham_rong.identifier, ham_rong.identifier_is_demo) == ("H56.14758", True)
    assert selectors.unit_by_code("00004", DAY).identifier == ""
    real = UnitVersion.objects.exclude(identifier="").filter(identifier_is_demo=False)
    assert set(real.values_list("level", flat=True)) == {"province"}


def test_communes_of_the_demo_province_have_their_organs(nation):
    organs = UnitVersion.objects.filter(level=Level.ORGAN, parent__versions__code="18583").values_list("organ_kind")
    assert {kind for (kind,) in organs} == {
        "office", "economy", "culture_social", "service_centre", "police", "military",
    }  # fmt: skip
    assert selectors.unit_by_code("42-STP", LATER).full_name == "Sở Tư pháp tỉnh Hà Tĩnh"


def test_no_old_unit_is_without_a_way(nation):
    ways = Unit.objects.filter(level=Level.COMMUNE, versions__valid__contains=BEFORE).annotate(
        n=Count("successions_out")
    )
    assert not ways.filter(n=0).exists()
    assert ways.filter(n__gt=1).count() == 440


def test_the_load_is_in_the_journal_and_quick_enough_for_a_first_start(nation):
    _report, _heard, seconds = nation
    assert journal.timeline(0, "org", 0)[-1].verb == "units_loaded"
    assert seconds < 120, "nạp đơn vị phải đủ nhanh cho lần khởi động đầu tiên"


def test_a_warm_process_searches_without_a_statement(nation):
    find("thạch")
    with CaptureQueriesContext(connection) as seen:
        selectors.search("thạch châu, hà tĩnh", today=LATER)
        selectors.resolve("Kỳ Lợi", LATER)
    assert len(seen) == 0


def test_dong_tien_is_not_dong_tien(nation):
    level = selectors.unit_by_code("38", DAY).province_code
    hits = {
        q: {hit.info.name for hit in selectors.search(q, DAY, level)} for q in ("Đông Tiến", "Đồng Tiến", "dong tien")
    }
    assert hits == {"Đông Tiến": {"Đông Tiến"}, "Đồng Tiến": {"Đồng Tiến"}, "dong tien": {"Đông Tiến", "Đồng Tiến"}}


@quiet
@given(st.sampled_from(OLD), st.randoms(use_true_random=False))
def test_every_old_name_is_found_however_it_is_written(nation, place, dice):
    q = _written(place.full_name if dice.random() < 0.5 else place.name, dice)
    hits = find(q, lambda info: info.level == Level.COMMUNE and info.in_force(BEFORE))
    assert place.code in {hit.info.code for hit in hits}, q


def test_two_digits_are_the_beginning_of_a_code_and_the_whole_name_of_a_ward(nation):
    hits = find("11", lambda info: info.level == Level.COMMUNE and info.in_force(BEFORE))
    assert {hit.info.name for hit in hits if not hit.info.code.startswith("11")} == {"11"}
    assert any(hit.info.code.startswith("11") for hit in hits)
    assert [hit.order for hit in hits] == sorted(hit.order for hit in hits)


@quiet
@given(st.sampled_from(OLD))
def test_a_name_with_its_district_and_province_leads_to_its_heirs(nation, place):
    old = selectors.unit_by_code(place.code, BEFORE)
    district, province = selectors.place_of(old).split(", ")
    found = selectors.resolve(place.full_name, DAY, district=district, province=province)
    assert {row.heir.unit_id for row in found} >= {heir.unit_id for heir in selectors.heirs(old.id, DAY)}


@quiet
@given(st.sampled_from(OLD))
def test_with_marks_only_names_with_these_marks_are_found(nation, place):
    hits = find(place.name)
    if place.name != bare(place.name) and not place.name[0].isdigit():
        assert {hit.key[: len(hits[0].key)] for hit in hits if hit.exact} == {hits[0].key}


def _written(name: str, dice: random.Random) -> str:
    """The name as somebody may type it: other form, other case, other style of marks, without marks, cut short."""
    ways = [
        lambda text: unicodedata.normalize("NFD", text),
        str.upper,
        str.lower,
        bare,
        lambda text: text.replace("òa", "oà").replace("úy", "uý").replace("óa", "oá"),
        lambda text: f"  {text} ",
    ]
    return dice.choice(ways)(name)


@pytest.fixture(scope="module")
def successors_of():
    """Naive model: codes of the successors by old code, straight from the pairs."""
    found = defaultdict(set)
    for going in reference.goings():
        found[going.old].add(going.new)
    return found


def test_every_old_address_resolves_to_exactly_its_successors(nation, successors_of):
    districts = {place.code: place for place in reference.districts()}
    provinces = {place.code: place.full_name for place in reference.provinces_before()}
    model = defaultdict(set)
    for place in OLD:
        district = districts[place.above]
        model[place.full_name, district.full_name, provinces[district.above]] |= successors_of[place.code]
    assert len(model) > 10_000
    codes = {info.id: info.code for info in selectors.units_in_force(DAY) if info.level == Level.COMMUNE}
    for (name, district, province), expected in model.items():
        found = selectors.resolve(name, DAY, district=district, province=province)
        assert {codes[row.heir.unit_id] for row in found} == expected, (name, district, province)


def test_every_old_code_that_ended_is_refused_with_exactly_its_successors(nation, successors_of):
    ended = [place.code for place in OLD if selectors.unit_by_code(place.code, DAY) is None]
    assert len(ended) == 10_035 - 3_316
    for code in ended:
        with pytest.raises(Invalid) as refused:
            selectors.require_in_force(code, DAY)
        assert refused.value.code == "unit_not_in_force"
        assert {heir["code"] for heir in refused.value.extra["successors"]} == successors_of[code], code


@quiet
@given(st.sampled_from(OLD), st.randoms(use_true_random=False))
def test_whole_names_are_the_exact_ones_of_the_search(nation, place, dice):
    q = _written(place.full_name if dice.random() < 0.5 else place.name, dice)
    assert [hit.info for hit in find_whole(q)] == [hit.info for hit in find(q) if hit.exact]


@quiet
@given(
    st.sampled_from([place for place in OLD if len(place.name) > 5 and place.name.isascii() is False]),
    st.integers(1, 4),
)
def test_a_name_with_one_letter_missing_is_still_found(nation, place, at):
    typed = bare(place.name)
    hits = find_near(typed[:at] + typed[at + 1 :])
    assert typed[at].isdigit() or place.code in {hit.info.code for hit in hits}, typed


@pytest.mark.parametrize(
    ("code", "new", "old", "split"), [("42", 69, 209, 2), ("38", 166, 547, 10), ("92", 103, 263, 3)]
)
def test_the_tiles_of_a_province_hold_all_its_communes(nation, code, new, old, split):
    picture = picture_of(selectors.unit_by_code(code, DAY, levels=["province"]).id, LATER)
    assert (len(picture.tiles), picture.old_count, picture.split_count) == (new, old, split)
    assert len({(tile.x, tile.y) for tile in picture.tiles}) == new
    assert sum(len(district.parts) for district in picture.districts) == old


def test_the_full_conversion_table_brings_the_relations_of_the_whole_nation(undone):
    table = SHARED / "admin-nso/mapping_2025-07-01.csv"
    if not table.exists():
        pytest.skip("không có ../shared/data/admin-nso/mapping_2025-07-01.csv")
    trial = import_mapping(table, at=now())
    assert trial.counts | {"names_differ": 0, "notes_kept": 0} == {
        "rows": 10_571, "same": 10_429, "new": 0, "changed": 141, "unknown": 0,
        "contradictions": 0, "not_units": 1, "names_differ": 0, "notes_kept": 0,
    }  # fmt: skip
    assert Succession.objects.filter(relation=Relation.PART_AREA_ALL_PEOPLE).count() == 0
    import_mapping(table, at=now(), apply=True)
    kinds = Counter(Succession.objects.filter(predecessor__level=Level.COMMUNE).values_list("relation", flat=True))
    assert kinds == {
        "whole": 9_464, "part": 826, "unchanged": 127, "part_area": 83, "part_area_all_people": 58,
        "renamed": 2, "retyped": 2, "part_people": 2, "whole_area": 1,
    }  # fmt: skip
    again = import_mapping(table, at=now(), apply=True)
    assert (again.same, again.new, again.changed, again.notes_kept) == (10_570, [], [], 0)
    assert not load_units(at=now()).changed_anything
