"""Tờ khai bên cạnh ánh xạ: every field says where it goes and where it comes from, as messages really do both ways."""

from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from tests.exchange.inbound_samples import AT
from tests.exchange.test_pages import page
from tests.factories.accounts import make_official
from tests.factories.procedures import BIRTH, FULL_FORMS
from thongsuot.accounts.models import Role
from thongsuot.exchange import beside_form
from thongsuot.exchange.inbound.reading import told
from thongsuot.exchange.mapping import all_mappings, mapping_on
from thongsuot.exchange.showing import SAMPLE_DOSSIER
from thongsuot.procedures import eform
from thongsuot.procedures.selectors import all_in_force, version_in_force

pytestmark = pytest.mark.django_db
ADDRESS = "/can-bo/lien-thong/anh-xa/to-khai/"
TODAY = date(2026, 11, 26)
MAPPING = mapping_on(TODAY)


@pytest.fixture
def controller(world):
    return make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province)


def places(code):
    """By path of the field."""
    version = version_in_force(code, TODAY)
    return {pair.item.field.path: pair.place for part in beside_form.parts(version, MAPPING) for pair in part.pairs}


def with_forms():
    return [one for one in all_in_force(TODAY) if one.form_layout.get("sections")]


def test_a_field_that_tells_of_the_applicant_goes_where_the_message_really_carries_it(office):
    sent = MAPPING.to_theirs("dossier", SAMPLE_DOSSIER)
    for version in with_forms():
        for part in beside_form.parts(version, MAPPING):
            for pair in part.pairs:
                if not pair.place.goes_to:
                    continue
                found = sent
                for name in pair.place.goes_to.split("."):
                    found = found[name]
                ours = MAPPING.origins[pair.item.field.origin]
                expected = SAMPLE_DOSSIER
                for name in ours.split("."):
                    expected = expected[name]
                assert found == expected, (version.code, pair.item.field.path)


def test_the_whole_declaration_comes_back_by_the_places_shown(office):
    """A message that carries the answers where the page says is read as the same answers."""
    form = FULL_FORMS[BIRTH]
    message = {"Loai": "HO_SO_MOI", "MaHoSo": "G01-1", "NoiDung": {}}
    for path, place in places(BIRTH).items():
        answer = eform.answer(form, path)
        if answer is not None:
            name, _, inner = place.comes_from[-1].partition(".")
            eform.put(message["NoiDung"].setdefault(name, {}), inner, answer)
    assert told(orjson.dumps(message), AT.date()).facts["form"] == form


def test_what_the_applicant_told_the_portal_stands_in_the_form_again(office):
    version = version_in_force(BIRTH, TODAY)
    message = {"Loai": "HO_SO_MOI", "MaHoSo": "G01-1", "NoiDung": MAPPING.to_theirs("dossier", SAMPLE_DOSSIER)}
    facts = told(orjson.dumps(message), TODAY).facts
    known = {}
    for origin, ours in MAPPING.origins.items():
        if ours in facts:
            eform.put(known, origin, facts[ours])
    filled = eform.prefill(version, known)
    named = [f for _part, f in eform.fields(version) if f.origin == "applicant.name"]
    assert named
    assert all(eform.answer(filled, f.path) == SAMPLE_DOSSIER["applicant_name"] for f in named)


def test_every_origin_that_a_form_uses_is_mapped_or_known_to_have_no_field(office):
    used = {f.origin for version in with_forms() for _part, f in eform.fields(version) if f.origin}
    without = {one for one in used - set(MAPPING.origins) if not one.startswith("submitter.")}
    assert {one.rpartition(".")[2] for one in without} <= eform.OF_A_PERSON, "nguồn mới: thêm vào portal_fields.yaml"


def test_fields_that_are_not_sent_are_marked_and_counted(office, controller):
    status, text = page(controller, f"{ADDRESS}?thu-tuc={BIRTH}")
    assert status == 200
    all_of_them = places(BIRTH)
    unsent = sum(not place.goes_to for place in all_of_them.values())
    assert 0 < unsent < len(all_of_them)
    assert f"{unsent} trong {len(all_of_them)} ô không gửi đi" in text
    assert text.count("không gửi: cổng không có trường") == unsent
    for words in ("ChuHoSo", "DinhDanhCHS.SoDinhDanh", "DuLieuToKhai.child.name", "TaiLieuNop.MaThanhPhanHoSo"):
        assert words in text
    assert '<fieldset class="beside-form eform" disabled>' in text


@pytest.mark.parametrize("asked", ["", "?thu-tuc=9.999999", "?thu-tuc=%3Cb%3E&ngay=hom-qua"])
def test_no_procedure_or_an_unknown_one_is_answered_in_words(office, controller, asked):
    status, text = page(controller, ADDRESS + asked)
    assert status == 200
    assert ("không có tờ khai điện tử" in text) == bool(asked)


def test_an_older_version_of_the_mapping_can_be_chosen(office, controller, monkeypatch):
    first = all_mappings()[-1]
    day = first.valid_from + timedelta(days=700)
    fields = tuple(replace(f, theirs="TenChuHoSo") if f.theirs == "ChuHoSo" else f for f in first.dossier)
    newer = replace(first, valid_from=day, name="Trường thử nghiệm", dossier=fields)
    from thongsuot.exchange.inbound import mapping as inbound

    def both():
        return (newer, first)

    inbound.lines_on.cache_clear()
    monkeypatch.setattr("thongsuot.exchange.mapping.all_mappings", both)
    monkeypatch.setattr("thongsuot.exchange.views.mapping.all_mappings", both)
    _status, now = page(controller, f"{ADDRESS}?thu-tuc={BIRTH}&ngay={day}")
    _status, then = page(controller, f"{ADDRESS}?thu-tuc={BIRTH}&ngay={first.valid_from}")
    inbound.lines_on.cache_clear()
    assert "TenChuHoSo" in now
    assert "TenChuHoSo" not in then
    assert "Trường thử nghiệm" in then, "phiên bản kia chọn được"
