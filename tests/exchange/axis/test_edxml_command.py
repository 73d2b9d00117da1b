"""`thongsuot exchange read` prints what a file says, and needs no database for it."""

import json
from pathlib import Path

from config.cli import main

GOLDEN = Path(__file__).parent / "golden"


def test_a_message_is_printed_as_json(capsys):
    assert main(["exchange", "read", str(GOLDEN / "new.edxml"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["result"], said["doc_type"], said["sender"]["organ_id"]) == ("message", 0, "H27")
    assert said["attachments"][0]["name"] == "Kế hoạch.pdf"
    assert said["promulgated_on"] == "2026-11-25"


def test_a_status_is_printed_for_people_too(capsys):
    assert main(["exchange", "read", str(GOLDEN / "status-06.edxml")]) == 0
    assert "status_label: đã hoàn thành" in capsys.readouterr().out


def test_what_would_be_refused_is_an_exit_of_one_with_the_reason(tmp_path, capsys):
    path = tmp_path / "x.edxml"
    path.write_text("<!DOCTYPE a><edXML/>")
    assert main(["exchange", "read", str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["result"], said["reason"], said["status_to_send"]) == ("refused", "dtd", "02")


def test_a_file_that_is_not_there_is_an_exit_of_two(tmp_path, capsys):
    assert main(["exchange", "read", str(tmp_path / "khong-co")]) == 2
    assert "Không đọc được" in capsys.readouterr().err
