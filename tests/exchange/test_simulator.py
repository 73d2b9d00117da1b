"""Cổng mô phỏng: it misbehaves exactly as told, and what it hands out stays on offer until it is confirmed."""

import http.client
import threading
import time
import urllib.error
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from simulators.national_portal.server import Server
from tests.exchange.books import ask, fault

DOSSIER = {
    "MaHoSo": "H27.1-261126-0001", "MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh", "KenhThucHien": "1",
    "ChuHoSo": "Nguyễn Thị Lan", "LoaiDoiTuong": "1", "TrangThaiHoSo": "1", "NgayNopHoSo": "20261126070000",
}  # fmt: skip


@pytest.fixture
def server():
    made = Server("127.0.0.1", 0)
    made.in_thread()
    yield made
    made.shutdown()
    made.server_close()
    made.storage.close()


def sync(server, updating=False, **changes):
    return ask(server, "POST", "/dong-bo/ho-so", {"isUpdating": updating, "data": DOSSIER | changes})


def status_of(call):
    with pytest.raises(urllib.error.HTTPError) as refused:
        call()
    refused.value.close()
    return refused.value.code


def test_new_known_unknown_and_wrong_are_told_apart(server):
    assert sync(server, updating=True)["error_code"] == "2"
    assert sync(server)["error_code"] == "0"
    assert sync(server)["error_code"] == "3"
    assert sync(server, updating=True, TrangThaiHoSo="2")["error_code"] == "0"
    assert "NgayTiepNhan" in sync(server, updating=True, NgayTiepNhan="hôm nay")["message"]
    assert "ChuHoSo" in sync(server, ChuHoSo="")["message"]


def test_a_fault_of_three_calls_ends_by_itself(server):
    fault(server, "500_before", count=3)
    assert [status_of(lambda: sync(server)) for _ in range(3)] == [500] * 3
    assert sync(server)["error_code"] == "0"
    assert ask(server, "GET", "/dieu-khien/loi")["struck"] == {"500_before": 3}


def test_a_fault_until_a_moment_ends_by_itself(server):
    fault(server, "down", for_seconds=0.3)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError, urllib.error.URLError)):
        sync(server)
    time.sleep(0.35)
    assert sync(server)["error_code"] == "0"


def test_a_fault_after_the_work_has_done_the_work(server):
    fault(server, "500_after", count=1)
    assert status_of(lambda: sync(server)) == 500
    assert sync(server)["error_code"] == "3"


def test_a_fault_of_one_group_leaves_the_others_alone(server):
    fault(server, "503", groups=["store"], seconds=9)
    assert sync(server)["error_code"] == "0"
    assert status_of(lambda: ask(server, "POST", "/kho/tra-cuu", {"SoDinhDanh": "0"})) == 503


@pytest.mark.parametrize("said", [{"mode": "lạ"}, {}, {"mode": "slow", "seconds": "mãi"}])
def test_a_fault_that_makes_no_sense_is_refused(server, said):
    assert status_of(lambda: ask(server, "PUT", "/dieu-khien/loi", said)) == 400


def file_two(server):
    for code in ("A-1", "A-2"):
        ask(server, "POST", "/dieu-khien/tin", {"Loai": "HO_SO_MOI", "MaHoSo": code, "NoiDung": DOSSIER})


def offered(server):
    return [one["MaHoSo"] for one in ask(server, "GET", "/tin")["items"]]


def test_messages_are_offered_until_they_are_confirmed(server):
    file_two(server)
    first = ask(server, "GET", "/tin")["items"][0]
    assert first["NoiDung"]["ChuHoSo"] == "Nguyễn Thị Lan"
    ask(server, "POST", "/tin/xac-nhan", {"MaTin": [first["MaTin"]]})
    assert offered(server) == ["A-2"]


def test_messages_are_handed_out_twice_and_in_disorder_when_told(server):
    file_two(server)
    fault(server, "twice", count=1)
    assert offered(server) == ["A-1", "A-1", "A-2", "A-2"]
    fault(server, "disorder", count=1)
    assert offered(server) == ["A-2", "A-1"]
    assert offered(server) == ["A-1", "A-2"]


def test_a_status_it_changes_by_itself_is_told_or_kept_silent(server):
    sync(server)
    ask(server, "POST", f"/dieu-khien/ho-so/{DOSSIER['MaHoSo']}/trang-thai", {"TrangThaiHoSo": "9", "silent": True})
    [row] = ask(server, "GET", "/so/ho-so")["items"]
    assert (row["status"], row["told_status"]) == ("9", "1")
    assert ask(server, "GET", "/tin")["items"] == []
    ask(server, "POST", f"/dieu-khien/ho-so/{DOSSIER['MaHoSo']}/trang-thai", {"TrangThaiHoSo": "8"})
    assert [one["Loai"] for one in ask(server, "GET", "/tin")["items"]] == ["TRANG_THAI"]


def test_its_books_are_read_page_by_page(server):
    for number in range(5):
        sync(server, MaHoSo=f"H27.1-261126-000{number}")
    page = ask(server, "GET", "/so/ho-so?so=2&sau=H27.1-261126-0001")["items"]
    assert [one["code"] for one in page] == ["H27.1-261126-0002", "H27.1-261126-0003"]


def test_the_catalogue_tells_what_changed_since_a_version(server):
    for name in ("Khai sinh", "Khai sinh, sửa"):
        ask(server, "PUT", "/dieu-khien/thu-tuc", {"MaTTHC": "1.001193", "NoiDung": {"name": name}})
    changed = ask(server, "GET", "/danh-muc/thu-tuc?sau=1")["items"]
    assert changed == [{"MaTTHC": "1.001193", "PhienBan": 2, "TrangThai": "ACTIVE"}]
    assert ask(server, "GET", "/danh-muc/thu-tuc/1.001193")["NoiDung"] == {"name": "Khai sinh, sửa"}
    assert status_of(lambda: ask(server, "GET", "/danh-muc/thu-tuc/9")) == 404


def test_the_store_answers_by_owner_and_result_code(server):
    paper = {"SoDinhDanh": "042", "MaKetQua": "KQ.G15.000031", "TenGiayTo": "Giấy khai sinh", "SoKyHieu": "1",
             "CoQuanChuQuan": "Xã Mai Phụ"}  # fmt: skip
    ask(server, "PUT", "/dieu-khien/kho", paper)
    found = ask(server, "POST", "/kho/tra-cuu", {"SoDinhDanh": "042", "MaKetQua": "KQ.G15.000031"})["items"]
    assert found[0]["TenGiayTo"] == "Giấy khai sinh"
    assert ask(server, "POST", "/kho/tra-cuu", {"SoDinhDanh": "042", "MaKetQua": "KQ.G15.000032"})["items"] == []


def test_it_pushes_to_an_address_and_counts_the_accepted_as_confirmed(server):
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if len(got) > 1 else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        file_two(server)
        address = f"http://127.0.0.1:{receiver.server_port}/"
        answers = ask(server, "POST", "/dieu-khien/day", {"address": address})["items"]
        assert [one["status"] for one in answers] == [500, 200]
        assert offered(server) == ["A-1"]
    finally:
        receiver.shutdown()
        receiver.server_close()


def test_its_books_survive_a_restart(tmp_path):
    file = str(tmp_path / "portal.sqlite")
    for turn in range(2):
        made = Server("127.0.0.1", 0, file)
        made.in_thread()
        assert sync(made)["error_code"] == ("0", "3")[turn]
        made.shutdown()
        made.server_close()
        made.storage.close()
