"""The workplace of the procedure controller: every page, every act, and what others may only read."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.catalogue import AT, decide
from tests.factories.procedures import BIRTH, COPY, MARRIAGE_STATUS
from tests.page_client import PageClient
from tests.procedures.national.test_csv import PLAIN, file_of
from tests.procedures.test_importing import STATUS_ROW
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.procedures import amending
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import AssignmentBatch, Decision, ImportRun, ReviewItem, ReviewRound
from thongsuot.procedures.selectors import assigned, version_in_force

pytestmark = pytest.mark.django_db
HERE = "/can-bo/danh-muc"
DAY = date(2026, 12, 1)
DECISION = {
    "number": "2900/QĐ-UBND",
    "issuer": "Chủ tịch UBND tỉnh Hà Tĩnh",
    "rank": "province",
    "kind": "amend",
    "signed_on": "20/11/2026",
    "effective_on": "01/12/2026",
    "law_effective_on": "01/12/2026",
}


@pytest.fixture(autouse=True)
def at_nine():
    with frozen(AT):
        yield


@pytest.fixture
def keeper(six):
    return make_official(six, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, six.province)


@pytest.fixture
def client(keeper):
    return sign_in(PageClient(), keeper)


@pytest.fixture
def reader(six):
    return sign_in(PageClient(), make_official(six, "maiphu.vanphong", Role.UNIT_LEADER, six.mai_phu))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def drafted(client, **changes) -> Decision:
    answer = client.post(f"{HERE}/quyet-dinh/moi/", DECISION | changes)
    assert answer.status_code == 302, text(answer)[-3000:]
    return Decision.objects.latest("pk")


def test_the_list_is_searched_filtered_and_counts_its_statements(client, django_assert_max_num_queries):
    client.get(f"{HERE}/")
    with django_assert_max_num_queries(2):
        page = text(client.get(f"{HERE}/", {"q": "khai sinh", "linh-vuc": "Hộ tịch", "cap": "commune"}))
    assert f"{HERE}/thu-tuc/{BIRTH}/" in page
    assert COPY not in page
    assert "Không có thủ tục nào khớp" in text(client.get(f"{HERE}/", {"thieu": "quy-trinh"}))


@pytest.mark.parametrize("tu", ["-1", "abc", "99999999", "50"])
def test_a_strange_place_in_the_list_shows_its_beginning(client, tu):
    assert BIRTH in text(client.get(f"{HERE}/", {"tu": tu}))


def test_the_record_shows_everything_with_its_marks(client):
    page = text(client.get(f"{HERE}/thu-tuc/{BIRTH}/"))
    version = version_in_force(BIRTH, DAY)
    for component in version.components:
        assert component.name in page
    assert f"{HERE}/thu-tuc/{BIRTH}/quy-trinh/" in page
    for word in ("KQ.G15.000031", "1.001193.01", "đề xuất", "Luật Hộ tịch", "Các phiên bản", "Sửa đổi"):
        assert word in page


def test_others_read_and_change_nothing(reader):
    page = text(reader.get(f"{HERE}/thu-tuc/{BIRTH}/"))
    assert "Sửa đổi" not in page
    assert "Nạp danh mục quốc gia" not in page
    assert reader.get(f"{HERE}/nap/").status_code == 403
    assert reader.post(f"{HERE}/quyet-dinh/moi/", DECISION).status_code == 403
    assert not Decision.objects.exists()


def test_unknown_procedure_is_a_clear_404(client):
    assert client.get(f"{HERE}/thu-tuc/9.999999/").status_code == 404
    assert client.get(f"{HERE}/quyet-dinh/99999/").status_code == 404
    assert client.get(f"{HERE}/nap/99999/").status_code == 404
    assert client.get(f"{HERE}/ra-soat/99999/").status_code == 404


def test_an_amendment_goes_through_a_draft_into_the_catalogue(client):
    decision = drafted(client)
    form = text(client.get(f"{HERE}/thu-tuc/{MARRIAGE_STATUS}/sua/"))
    assert "2900/QĐ-UBND" in form
    version = version_in_force(MARRIAGE_STATUS, DAY)
    sent = {
        "draft": decision.pk,
        "name": version.name,
        "short_name": version.short_name,
        "field": version.field,
        "executing_agency": version.executing_agency,
        "conditions": version.conditions,
        "sets": "1",
        "results": "KQ.G15.000038 | Giấy xác nhận tình trạng hôn nhân",
        "fees": "Trực tiếp | lệ phí | 15.000 | theo nghị quyết của HĐND\nTrực tuyến | lệ phí | 0",
        "offered_DIRECT": "1",
        "quantity_DIRECT": "2",
        "unit_DIRECT": "WORKING_DAY",
        "offered_ONLINE": "1",
        "quantity_ONLINE": "3",
        "unit_ONLINE": "WORKING_DAY",
    }
    answer = client.post(f"{HERE}/thu-tuc/{MARRIAGE_STATUS}/sua/", sent)
    assert answer.status_code == 302, text(answer)[-3000:]
    assert len(version_in_force(MARRIAGE_STATUS, DAY).fees) == len(version.fees)
    page = text(client.get(f"{HERE}/quyet-dinh/{decision.pk}/"))
    assert "Danh mục chưa thay đổi gì" in page
    assert client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/").status_code == 302
    amended = version_in_force(MARRIAGE_STATUS, DAY)
    assert [fee.amount for fee in amended.fees] == [15000, 0]
    assert amended.channel("DIRECT").quantity == 2
    assert amended.channel("POSTAL") is None
    assert amended.components == version.components
    assert amended.result_template == version.result_template
    assert "trễ" not in page
    assert "đúng hạn" in page


def amended(client, decision, code, **changes):
    shown = amending.initial(version_in_force(code, DAY))
    sent = {name: value for name, value in shown.items() if value not in (None, False)} | {"draft": decision.pk}
    answer = client.post(f"{HERE}/thu-tuc/{code}/sua/", sent | changes)
    assert answer.status_code == 302, text(answer)[-3000:]


def test_what_an_amendment_empties_is_shown_before_it_is_applied(client):
    decision = drafted(client)
    amended(client, decision, MARRIAGE_STATUS, conditions="", fees="", sets="2")
    page = text(client.get(f"{HERE}/quyet-dinh/{decision.pk}/"))
    for field in ("Yêu cầu, điều kiện", "Phí, lệ phí"):
        assert f'<dt>{field}</dt><dd class="pre-line">để trống</dd>' in page
    assert "<dt>Số bộ hồ sơ</dt>" in page


def test_a_second_change_in_a_draft_adds_to_the_first(client):
    decision = drafted(client)
    amended(client, decision, COPY, sets="2", quantity_DIRECT="1,5", unit_DIRECT="WORKING_DAY")
    assert "1,5 ngày làm việc" in text(client.get(f"{HERE}/quyet-dinh/{decision.pk}/"))
    amended(client, decision, COPY, conditions="Có bản chính")
    client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/")
    version = version_in_force(COPY, DAY)
    assert (version.sets, version.conditions) == (2, "Có bản chính")


def test_papers_that_stay_keep_their_codes_and_what_is_known_of_them(client, keeper):
    papers = [
        {"code": "1.004837-KT", "group": "submit", "name": "Trích lục khai tử", "reuse_result_code": "KQ.G15.000034"},
        {"code": "1.004837-02", "group": "submit", "name": "Giấy cử người giám hộ", "case_codes": ["1.004837.01"]},
    ]
    record = {"name": "Đăng ký giám hộ", "field": "Hộ tịch", "components": papers}
    decide(principal_for(keeper, AT), Line("1.004837", "publish", record), on=AT.date(), number="1/QĐ")
    decision = drafted(client)
    amended(
        client,
        decision,
        "1.004837",
        components="nộp | Đơn mới | 1 | 0\nnộp | Trích lục khai tử | 2 | 0\nnộp | Giấy cử người giám hộ | 1 | 0",
    )
    client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/")
    found = version_in_force("1.004837", DAY).components
    assert [(c.code, c.originals, c.reuse_result_code, c.case_codes) for c in found] == [
        ("1.004837-01", 1, "", ()),
        ("1.004837-KT", 2, "KQ.G15.000034", ()),
        ("1.004837-02", 1, "", ("1.004837.01",)),
    ]


def test_a_decision_of_the_shipped_files_is_no_draft(client):
    shipped = Decision.objects.create(number="7/QĐ-BTP", issuer="Bộ Tư pháp")
    address = f"{HERE}/quyet-dinh/{shipped.pk}/"
    assert "Sửa dự thảo" not in text(client.get(address))
    assert client.post(f"{address}bai-bo/", {"code": BIRTH}).status_code == 409
    client.post(f"{address}sua/", DECISION | {"number": "khác", "entered_on": "24/11/2026"})
    shipped.refresh_from_db()
    assert (shipped.number, shipped.entered_on) == ("7/QĐ-BTP", date(2026, 11, 24))


def test_a_form_that_says_nothing_new_or_cannot_be_read_says_so(client):
    decision = drafted(client)
    shown = amending.initial(version_in_force(COPY, DAY))
    same = {name: value for name, value in shown.items() if value not in (None, False)} | {"draft": decision.pk}
    for changes, words in (
        ({}, "Chưa có gì khác"),
        ({"fees": "Bay | phí | 3"}, "Không đọc được dòng"),
        ({"quantity_DIRECT": ""}, "cả số và đơn vị"),
        ({"draft": "0", "sets": "2"}, "Hãy chọn dự thảo"),
    ):
        answer = client.post(f"{HERE}/thu-tuc/{COPY}/sua/", same | changes)
        assert answer.status_code == 422
        assert words in text(answer)
    assert not decision.items.exists()


def test_a_new_procedure_is_written_whole(client):
    decision = drafted(client, kind="publish")
    sent = {
        "draft": decision.pk,
        "code": "1.004837",
        "name": "Đăng ký giám hộ",
        "field": "Hộ tịch",
        "sets": "1",
        "offered_DIRECT": "1",
        "quantity_DIRECT": "3",
        "unit_DIRECT": "WORKING_DAY",
        "components": "nộp | Tờ khai | 1 | 0\nxuất trình | Căn cước | 1 | 0 | không bắt buộc\nlưu ý | Hẹn trước",
    }
    bad = client.post(f"{HERE}/thu-tuc-moi/", sent | {"code": "1.48"})
    assert bad.status_code == 422
    assert "1.001193" in text(bad)
    assert client.post(f"{HERE}/thu-tuc-moi/", sent).status_code == 302
    client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/")
    version = version_in_force("1.004837", DAY)
    assert [(c.group, c.required) for c in version.components] == [
        ("submit", True),
        ("present", False),
        ("note", False),
    ]
    assert not version.receivable


def test_abolition_from_the_decision_page_and_lines_can_be_taken_out(client):
    decision = drafted(client, kind="abolish")
    address = f"{HERE}/quyet-dinh/{decision.pk}/"
    assert client.post(f"{address}bai-bo/", {"code": "9.999999"}).status_code == 422
    client.post(f"{address}bai-bo/", {"code": BIRTH})
    client.post(f"{address}bai-bo/", {"code": COPY, "replaced_by": "2.000908, 2.000884"})
    client.post(f"{address}bo-dong/{BIRTH}/")
    assert client.post(f"{address}thi-hanh/").status_code == 302
    assert version_in_force(BIRTH, DAY) is not None
    assert version_in_force(COPY, DAY) is None
    record = text(client.get(f"{HERE}/thu-tuc/{COPY}/"))
    assert "2.000908" in record


def test_a_draft_is_thrown_away_whole_and_a_decision_in_force_is_not(client):
    decision = drafted(client, kind="abolish")
    address = f"{HERE}/quyet-dinh/{decision.pk}/"
    client.post(f"{address}bai-bo/", {"code": BIRTH})
    assert client.post(f"{address}bo/").status_code == 302
    assert not Decision.objects.filter(pk=decision.pk).exists()
    assert version_in_force(BIRTH, DAY) is not None
    applied = drafted(client, kind="abolish")
    client.post(f"{HERE}/quyet-dinh/{applied.pk}/bai-bo/", {"code": COPY})
    client.post(f"{HERE}/quyet-dinh/{applied.pk}/thi-hanh/")
    assert client.post(f"{HERE}/quyet-dinh/{applied.pk}/bo/").status_code == 409
    assert Decision.objects.get(pk=applied.pk).applied_at


def test_what_does_not_fit_comes_back_line_by_line(client, keeper):
    decide(principal_for(keeper, AT), Line(COPY, "amend", {"conditions": "x"}), on=DAY, number="1/QĐ")
    decision = drafted(client)
    client.post(f"{HERE}/quyet-dinh/{decision.pk}/bai-bo/", {"code": COPY})
    answer = client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/")
    assert answer.status_code == 422
    assert "đúng ngày này" in text(answer)


def test_a_decision_in_force_takes_only_its_day_of_entry(client, keeper):
    made = decide(principal_for(keeper, AT), Line(COPY, "abolish"), on=DAY)
    sent = DECISION | {"number": "khác", "entered_on": "24/11/2026"}
    assert client.post(f"{HERE}/quyet-dinh/{made.pk}/sua/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.number, made.entered_on) == ("2873/QĐ-UBND", date(2026, 11, 24))


def test_list_of_decisions_counts_its_statements(client, keeper, django_assert_max_num_queries):
    for number in range(4):
        drafted(client, number=f"{number}/QĐ-UBND")
    client.get(f"{HERE}/quyet-dinh/")
    with django_assert_max_num_queries(3):
        page = text(client.get(f"{HERE}/quyet-dinh/"))
    assert page.count("dự thảo") >= 4


def test_drafts_stand_before_decisions_of_the_files_however_many(client):
    drafted(client)
    Decision.objects.bulk_create(Decision(number=f"F{n}/QĐ-BTP", issuer="Bộ Tư pháp") for n in range(120))
    first = text(client.get(f"{HERE}/quyet-dinh/"))
    assert "2900/QĐ-UBND" in first
    assert "?tu=100" in first
    assert text(client.get(f"{HERE}/quyet-dinh/", {"tu": "100"})).count("theo tệp danh mục") == 21


def uploaded(client, *rows, **more):
    file = SimpleUploadedFile("danh-muc.csv", file_of(*rows), "text/csv")
    return client.post(f"{HERE}/nap/", {"file": file, **more})


def test_import_from_file_to_catalogue(client):
    answer = uploaded(client, PLAIN, STATUS_ROW, PLAIN | {"code": "x"})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"{HERE}/nap/{run.pk}/"
    page = text(client.get(answer["Location"]))
    assert "Cách nộp và thời hạn" in page
    for outcome in ("new", "same", "gone", "unreadable"):
        assert client.get(f"{HERE}/nap/{run.pk}/", {"xem": outcome}).status_code == 200
    rows = [run.rows.get(code=MARRIAGE_STATUS).pk]
    client.post(f"{HERE}/nap/{run.pk}/chon/", {"dong": rows, "choice": "take", "xem": "changed"})
    approval = {"number": "1/QĐ-UBND", "issuer": "UBND tỉnh", "effective_on": "01/12/2026", "phan": "chosen"}
    assert client.post(f"{HERE}/nap/{run.pk}/duyet/", approval | {"effective_on": "x"}).status_code == 422
    assert client.post(f"{HERE}/nap/{run.pk}/duyet/", approval).status_code == 302
    assert version_in_force(MARRIAGE_STATUS, DAY).channel("DIRECT").quantity == 2
    assert version_in_force("1.004837", DAY) is None
    excel = client.get(f"{HERE}/nap/{run.pk}/bao-cao.xlsx")
    assert excel["Content-Type"].startswith("application/vnd.openxmlformats")


def test_rows_that_cannot_be_read_are_all_shown_page_by_page(client):
    uploaded(client, *(PLAIN | {"code": "x", "name": f"Thủ tục hỏng {n}"} for n in range(120)))
    run = ImportRun.objects.get()
    address, lines = f"{HERE}/nap/{run.pk}/?xem=unreadable", []
    for _page in range(9):
        page = text(client.get(address))
        lines += re.findall(r"xem=unreadable&amp;sau=(\d+)", page)[:1]
        if not (following := re.search(r'href="([^"]*xem=unreadable&amp;sau=\d+)"', page)):
            break
        address = following[1].replace("&amp;", "&")
    assert run.counts["unreadable"] == 120
    assert len(lines) == 2, "three pages of fifty, fifty and twenty"
    assert client.get(f"{HERE}/nap/{run.pk}/", {"xem": "unreadable", "sau": "²"}).status_code == 200


def test_an_import_page_counts_its_statements(client, django_assert_max_num_queries):
    uploaded(client, *(PLAIN | {"code": f"1.0{n:05}"} for n in range(80)))
    run = ImportRun.objects.get()
    client.get(f"{HERE}/nap/{run.pk}/")
    with django_assert_max_num_queries(4):
        page = text(client.get(f"{HERE}/nap/{run.pk}/"))
    assert "Trang sau" in page


def test_a_file_that_cannot_be_read_is_said_at_the_field(client):
    file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n", "text/csv")
    answer = client.post(f"{HERE}/nap/", {"file": file})
    assert answer.status_code == 422
    assert "thiếu các cột" in text(answer)
    assert client.post(f"{HERE}/nap/", {}).status_code == 422


def test_giving_to_a_province_is_previewed_done_and_undone(six, client, keeper):
    decide(
        principal_for(keeper, AT), Line("1.004837", "publish", {"name": "Giám hộ", "field": "Hộ tịch"}), on=AT.date()
    )
    chosen = {"linh-vuc": "Hộ tịch", "cap": "commune", "viec": "give", "tu-ngay": "01/12/2026", "pham-vi": "all"}
    preview = text(client.get(f"{HERE}/giao/", chosen | {"xem": "1"}))
    assert "lượt đã đúng" in preview
    assert client.post(f"{HERE}/giao/thuc-hien/", chosen).status_code == 302
    batch = AssignmentBatch.objects.get()
    assert "1.004837" in assigned(six.mai_phu.id, DAY)
    assert "Hoàn tác" in text(client.get(f"{HERE}/giao/"))
    assert client.post(f"{HERE}/giao/{batch.pk}/hoan-tac/").status_code == 302
    assert "1.004837" not in assigned(six.mai_phu.id, DAY)


def test_a_day_before_the_merger_is_previewed_with_the_communes_of_that_day(client):
    code = {"ma": "1.004837", "cap": "", "viec": "give", "tu-ngay": "01/06/2025", "pham-vi": "all", "xem": "1"}
    decision = drafted(client, kind="publish", effective_on="01/05/2025")
    client.post(
        f"{HERE}/thu-tuc-moi/",
        {"draft": decision.pk, "code": "1.004837", "name": "Giám hộ", "field": "Hộ tịch", "sets": "1"},
    )
    client.post(f"{HERE}/quyet-dinh/{decision.pk}/thi-hanh/")
    answer = client.get(f"{HERE}/giao/", code)
    assert answer.status_code == 200
    assert "Xã Thạch Châu: 1" in text(answer)


@pytest.mark.parametrize(
    "changes", [{"tu-ngay": "hôm nay"}, {"ma": "9.999999"}, {"pham-vi": "some"}, {"viec": "bán", "pham-vi": "all"}]
)
def test_a_choice_that_cannot_be_given_is_refused_in_words(client, changes):
    chosen = {"cap": "commune", "viec": "give", "tu-ngay": "01/12/2026", "pham-vi": "all"} | changes
    answer = client.get(f"{HERE}/giao/", chosen | {"xem": "1"})
    assert answer.status_code == 422
    assert "error-summary" in text(answer)


def test_gaps_are_counted_for_the_province_and_for_a_unit(six, client, keeper, django_assert_max_num_queries):
    decide(
        principal_for(keeper, AT), Line("1.004837", "publish", {"name": "Giám hộ", "field": "Hộ tịch"}), on=AT.date()
    )
    client.get(f"{HERE}/thieu/")
    with django_assert_max_num_queries(3):
        page = text(client.get(f"{HERE}/thieu/", {"loai": "quy-trinh"}))
    assert "<strong>1 thủ tục</strong> chưa có quy trình nội bộ" in page
    assert "ở Mai Phụ" in text(client.get(f"{HERE}/thieu/", {"don-vi": "18583"}))
    client.post(f"{HERE}/thieu/quy-trinh-chung/", {"don-vi": "18583", "tat-ca": "1"})
    assert not version_in_force("1.004837", DAY).receivable  # not given to Mai Phụ
    client.post(f"{HERE}/thieu/quy-trinh-chung/", {"tat-ca": "1"})
    assert version_in_force("1.004837", DAY).receivable


def test_a_long_list_of_gaps_is_shown_in_pages_and_completed_whole(client, keeper):
    lines = [Line(f"1.1{n:05}", "publish", {"name": f"Thủ tục {n}", "field": "Thử"}) for n in range(230)]
    decide(principal_for(keeper, AT), *lines, on=AT.date())
    first = text(client.get(f"{HERE}/thieu/", {"loai": "quy-trinh"}))
    assert "230 thủ tục" in first
    assert first.count('name="ma"') == 200
    assert text(client.get(f"{HERE}/thieu/", {"loai": "quy-trinh", "tu": "200"})).count('name="ma"') == 30
    client.post(f"{HERE}/thieu/quy-trinh-chung/", {"tat-ca": "1"})
    assert version_in_force("1.100229", DAY).receivable


def test_a_long_decision_is_shown_in_pages(client, keeper, django_assert_max_num_queries):
    lines = [Line(f"1.1{n:05}", "publish", {"name": f"Thủ tục {n}", "field": "Thử"}) for n in range(120)]
    made = decide(principal_for(keeper, AT), *lines, on=DAY)
    client.get(f"{HERE}/quyet-dinh/{made.pk}/")
    with django_assert_max_num_queries(4):
        page = text(client.get(f"{HERE}/quyet-dinh/{made.pk}/"))
    assert page.count("task-subject code") == 100
    assert text(client.get(f"{HERE}/quyet-dinh/{made.pk}/", {"tu": "100"})).count("task-subject code") == 20


def test_a_review_goes_from_one_procedure_to_the_next(client):
    client.post(f"{HERE}/ra-soat/mo/", {"name": "Quý IV", "field": "Hộ tịch", "due_on": "31/12/2026"})
    opened = ReviewRound.objects.get()
    first, second = opened.items.order_by("pk")
    bad = client.post(f"{HERE}/ra-soat/muc/{first.pk}/", {"verdict": "cut"})
    assert bad.status_code == 422
    assert "nêu lý do" in text(bad)
    answer = client.post(f"{HERE}/ra-soat/muc/{first.pk}/", {"verdict": "cut", "reason": "trùng", "days_saved": "2,50"})
    assert 'value="2,5"' in text(client.get(f"{HERE}/ra-soat/muc/{first.pk}/"))
    assert answer["Location"] == f"{HERE}/ra-soat/muc/{second.pk}/"
    client.post(f"{HERE}/ra-soat/muc/{second.pk}/", {"verdict": "keep"})
    page = text(client.get(f"{HERE}/ra-soat/{opened.pk}/"))
    assert "Đề nghị bãi bỏ" in page
    approval = {"number": "Dự thảo 1", "issuer": "UBND tỉnh", "effective_on": "01/01/2027"}
    assert client.post(f"{HERE}/ra-soat/{opened.pk}/bai-bo/", approval).status_code == 302
    assert ReviewItem.objects.get(pk=first.pk).decision.number == "Dự thảo 1"
    assert client.get(f"{HERE}/ra-soat/{opened.pk}/bang.xlsx").status_code == 200
    client.post(f"{HERE}/ra-soat/{opened.pk}/dong/")
    assert client.post(f"{HERE}/ra-soat/muc/{second.pk}/", {"verdict": "keep"}).status_code == 422


def test_the_second_page_of_a_search_in_a_round_is_of_the_same_search(client, keeper):
    lines = [Line(f"1.1{n:05}", "publish", {"name": f"Thủ tục thử {n}", "field": "Thử"}) for n in range(130)]
    decide(principal_for(keeper, AT), *lines, on=AT.date())
    client.post(f"{HERE}/ra-soat/mo/", {"name": "Cả danh mục", "field": ""})
    opened = ReviewRound.objects.get()
    page = text(client.get(f"{HERE}/ra-soat/{opened.pk}/", {"q": "thử", "xem": "cho"}))
    assert "?xem=cho&amp;q=th%E1%BB%AD&amp;sau=" in page


def test_a_round_shows_figures_with_few_statements(client, django_assert_max_num_queries):
    client.post(f"{HERE}/ra-soat/mo/", {"name": "Cả danh mục"})
    opened = ReviewRound.objects.get()
    client.get(f"{HERE}/ra-soat/{opened.pk}/")
    with django_assert_max_num_queries(4):
        page = text(client.get(f"{HERE}/ra-soat/{opened.pk}/", {"xem": "cho"}))
    assert "Đã rà soát" in page
    assert "6" in page
