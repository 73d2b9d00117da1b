"""The inspector finds what it is there to find; otherwise its silence would mean nothing."""

import pytest

from tests.page_client import faults_of_page, faults_of_part

GOOD = """<!doctype html><html lang="vi"><head><title>Tiếp nhận · Thông Suốt</title><link rel="stylesheet" href="/s.css"></head>
<body><main><h1>Tiếp nhận</h1>
<form action="/gui/" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="a">Tên</label><input id="a" name="a"><button>Gửi</button></form>
<a href="/"><img src="/a.png" alt="Trang chủ"></a><p>Một<br>hai</main><script src="/a.js"></script></body></html>"""


def test_says_nothing_about_a_good_page():
    assert faults_of_page(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('lang="vi"', "", "lang"),
        ("<h1>Tiếp nhận</h1>", "", "h1"),
        ("<h1>Tiếp nhận</h1>", "<h1>Tiếp nhận</h1><h1>Hai</h1>", "h1"),
        ("<title>Tiếp nhận", "<title>Khác", "title"),
        ("<main>", "<div>", "main"),
        ('action="/gui/" ', "", "action"),
        ('method="post"', "", "method"),
        ('value="x"', 'value=""', "CSRF"),
        ('<label for="a">Tên</label>', "", "nhãn"),
        ("<button>Gửi</button>", '<button id="a">Gửi</button>', "id trùng"),
        ("<button>Gửi</button>", "<button></button>", "không có chữ"),
        ('alt="Trang chủ"', "", "alt"),
        ("<h1>", '<h1 style="color:red">', "style"),
        ("<h1>", '<h1 onclick="a()">', "onclick"),
        ('<script src="/a.js">', "<script>alert(1)", "script"),
        ("/s.css", "https://example.org/s.css", "gọi ra ngoài"),
        ('href="/"', 'href="javascript:a()"', "javascript"),
        ("<p>Một", "<p>{{ tên }}", "khuôn mẫu"),
        ("<p>Một", "<p></div>Một", "thẻ đóng"),
        ("<p>Một", '<p aria-describedby="khong-co">Một', "id không có"),
    ],
)
def test_finds(old, new, fault):
    assert old in GOOD
    found = faults_of_page(GOOD.replace(old, new))
    assert any(fault in one for one in found), found


def test_a_part_needs_no_heading_but_the_same_care():
    assert faults_of_part("<p>Đã lưu</p>") == []
    assert faults_of_part('<p id="a"></p><p id="a"></p>') == ["id trùng: a"]
