"""Nhật ký vận hành không lộ dữ liệu cá nhân."""

import json
import logging
import logging.config
import sys

import pytest

from thongsuot.common.logs import MASK, JsonFormatter, MaskingFormatter, logging_settings, masked


@pytest.mark.parametrize(
    "secret",
    [
        "042199001234",
        "042 199 001 234",
        "123456789",
        "0912345678",
        "0912 345 678",
        "+84912345678",
        "0239.385.6789",
        "nguyen.van.an@example.vn",
    ],
)
@pytest.mark.parametrize("around", ["{}", "công dân {} đã nộp", "?q={}&x=1", '{{"a": "{}"}}', "({})"])
def test_personal_data_is_masked(secret, around):
    line = masked(around.format(secret))
    assert secret not in line
    assert MASK in line


@pytest.mark.parametrize(
    "line",
    [
        "password=MatKhau123!",
        "'password': 'MatKhau123!'",
        '{"new_password": "MatKhau123!", "a": 1}',
        "Authorization: Bearer MatKhau123!",
        "authorization: 'Basic MatKhau123!'",
        "token=MatKhau123!",
        "sessionid=MatKhau123!; path=/",
        "totp_secret: MatKhau123!",
        "postgresql://thongsuot:MatKhau123!@db/thongsuot",
    ],
)
def test_secrets_are_masked(line):
    assert "MatKhau123" not in masked(line)


@pytest.mark.parametrize(
    "line",
    [
        "hồ sơ 000.00.18.H42-251107-0001 quá hạn",
        "H42.18-250707-0012 nhận lúc 2025-07-07 14:00:00",
        "đã dọn 12345 dòng trong 1.25 giây",
        "GET /api/v1/dossiers?unit=18583 200",
        "điểm chốt 2025-07-07T073000-9f86d081884c7d65: 120000 chuỗi",
    ],
)
def test_codes_days_and_counts_stay(line):
    assert masked(line) == line


def failing_record() -> logging.LogRecord:
    try:
        raise ValueError("số định danh 042199001234 sai")
    except ValueError:
        return logging.LogRecord("x", logging.ERROR, __file__, 1, "lỗi của %s", ("0912345678",), sys.exc_info())


def test_tracebacks_are_masked_too():
    text = MaskingFormatter("%(message)s").format(failing_record())
    assert "ValueError" in text
    assert "042199001234" not in text
    assert "0912345678" not in text


def test_json_lines_are_masked_and_whole():
    line = json.loads(JsonFormatter().format(failing_record()))
    assert line["level"] == "ERROR"
    assert line["message"] == f"lỗi của {MASK}"
    assert "042199001234" not in line["traceback"]
    assert line["at"].endswith("+00:00")


def test_json_lines_go_into_a_folder_when_asked(tmp_path):
    settings = logging_settings(tmp_path / "logs")
    formatter = settings["formatters"]["json"]["()"]
    assert settings["handlers"]["file"]["filename"].endswith("logs/thongsuot.jsonl")
    assert formatter == "thongsuot.common.logs.JsonFormatter"
    assert "file" not in logging_settings(None)["handlers"]
