"""What a file may leave out or say more: results, decision, process by template, process not there yet."""

from datetime import date

import pytest
import yaml

from thongsuot.procedures.load import CatalogueRefused, load_catalogue
from thongsuot.procedures.models import Certainty, Decision
from thongsuot.procedures.record import completed
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)
SMALL = {
    "code": "1.004837",
    "valid": {"from": date(2025, 7, 1)},
    "name": "Đăng ký giám hộ",
    "field": "Hộ tịch",
    "channels": [{"channel": "DIRECT", "quantity": 3, "duration_unit": "WORKING_DAY"}],
}


@pytest.fixture
def loaded(db, tmp_path):
    def load(**changes):
        path = tmp_path / "1.004837.yaml"
        path.write_text(yaml.safe_dump(SMALL | changes, allow_unicode=True), "utf-8")
        load_catalogue([path])
        return version_in_force("1.004837", ON)

    return load


def test_a_procedure_without_process_is_shown_only(loaded):
    version = loaded()
    assert not version.receivable
    assert version.process.certainty == Certainty.UNVERIFIED
    assert (version.levels, version.results, version.sets) == (("commune",), (), 1)


def test_standard_process_takes_shares_of_the_time_limit_and_is_a_proposal(loaded):
    version = loaded(process={"template": "standard", "organ_kind": "office"})
    verify, sign = version.process.steps
    assert (verify.role, verify.organ_kind, verify.minutes) == ("specialist", "office", 1080)
    assert (sign.role, sign.signs, sign.after, sign.minutes) == ("chair", True, ("verify",), 210)
    assert version.process.certainty == Certainty.PROPOSED
    assert "Đề xuất" in version.process.note


def test_standard_process_has_no_minutes_without_a_known_limit(loaded):
    channel = {"channel": "DIRECT", "quantity": None, "raw": "1 OTHER", "certainty": "unverified"}
    version = loaded(process={"template": "standard"}, channels=[channel])
    assert [step.minutes for step in version.process.steps] == [None, None]
    assert version.channel("DIRECT").raw == "1 OTHER"


def test_main_result_comes_first_and_others_follow(loaded):
    main = {"code": "KQ.G15.000035", "name": "Trích lục đăng ký giám hộ", "template": "x"}
    version = loaded(result=main, results=[main, {"code": "KQ.2", "name": "Bản sao"}])
    assert [(r.code, r.template) for r in version.results] == [("KQ.G15.000035", "x"), ("KQ.2", "")]
    assert version.result_code == "KQ.G15.000035"


def test_decision_of_a_file_is_kept_once(loaded):
    record = {"number": "163/QĐ-BTP", "issuer": "Bộ Tư pháp", "kind": "publish", "signed_on": date(2025, 1, 20)}
    version = loaded(decision_record=record)
    assert (version.started_by.number, version.started_by.signed_on) == ("163/QĐ-BTP", date(2025, 1, 20))
    loaded(decision_record=record, short_name="Giám hộ")
    assert Decision.objects.count() == 1


def test_the_rest_of_the_record_is_kept(loaded):
    extra = {
        "returning": [{"submission": "DIRECT", "methods": ["AT_HOME"]}],
        "kind": "SPECIFIC",
        "levels": ["commune", "province"],
        "related": ["1.004845"],
        "full_process": True,
        "sets": 2,
        "components_certainty": "unverified",
        "components_note": "Thành phần chưa tra được.",
        "coordinating_agencies": ["Công an xã"],
    }
    version = loaded(**extra)
    assert {name: getattr(version, name) for name in extra} == {
        name: tuple(value) if isinstance(value, list) else value for name, value in extra.items()
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "LOCAL"}, "LOCAL"),
        ({"components_certainty": "sure"}, "sure"),
        ({"decision_record": {"number": "1", "kind": "cancel"}}, "cancel"),
        ({"channels": [{"channel": "DIRECT", "quantity": 1, "duration_unit": "OTHER"}]}, "OTHER"),
    ],
)
def test_unknown_words_are_refused_by_name(change, said):
    with pytest.raises(CatalogueRefused, match=said) as refused:
        completed(SMALL | change)
    assert refused.value.code == "word_unknown"


def test_a_nameless_record_is_refused():
    with pytest.raises(CatalogueRefused, match="name"):
        completed({"code": "1.004837", "field": "Hộ tịch"})


def test_page_says_what_is_not_known_and_offers_no_filing(loaded, client, settings):
    settings.ONLINE_INTAKE = ("own",)
    loaded(channels=[{"channel": "ONLINE", "quantity": None, "raw": "1 OTHER", "certainty": "unverified"}])
    page = client.get("/thu-tuc/1.004837/").content.decode()
    assert "Chưa có quy trình nội bộ" in page
    assert "Chưa tra được danh sách giấy tờ" in page
    assert "1 OTHER" in page
    assert "/nop-ho-so/1.004837/" not in page


def test_api_tells_that_it_cannot_be_received_yet(loaded, client):
    loaded()
    record = client.get("/api/v1/procedures/1.004837").json()
    assert record["receivable"] is False
    assert record["process"]["steps"] == []
    assert record["levels"] == ["commune"]
