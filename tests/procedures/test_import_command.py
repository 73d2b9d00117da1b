"""`thongsuot procedures import`: a report, a run that waits, exit codes; never a change of the catalogue."""

import json
from contextlib import nullcontext

import pytest

from config import cli
from config.commands import procedures
from tests.procedures.national.test_csv import PLAIN, file_of
from tests.procedures.test_importing import STATUS_ROW
from thongsuot.procedures.models import ImportRun, ProcedureVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_of_the_tests(monkeypatch, six):
    monkeypatch.setattr(procedures, "django_session", nullcontext)


@pytest.fixture
def file(tmp_path):
    def written(*rows):
        path = tmp_path / "danh-muc.csv"
        path.write_bytes(file_of(*rows))
        return str(path)

    return written


def test_a_dry_run_reports_and_writes_nothing(file, capsys):
    assert cli.main(["procedures", "import", file(PLAIN, STATUS_ROW), "--dry-run"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("2 dòng: 1 mới, 1 khác")
    assert "Cách nộp và thời hạn" in said.out
    assert "chưa ghi gì" in said.err
    assert not ImportRun.objects.exists()


def test_a_run_is_left_for_approval(file, capsys):
    versions = ProcedureVersion.objects.count()
    assert cli.main(["procedures", "import", file(PLAIN)]) == 0
    run = ImportRun.objects.get()
    assert f"/can-bo/danh-muc/nap/{run.pk}/" in capsys.readouterr().err
    assert (run.state, run.created_by_id, ProcedureVersion.objects.count()) == ("waiting", None, versions)


def test_json_holds_every_row_and_unreadable_ones_give_exit_code_one(file, capsys):
    assert cli.main(["procedures", "import", file(PLAIN, PLAIN | {"code": "?"}), "--dry-run", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["unreadable"] == 1
    assert [row["outcome"] for row in report["rows"]] == ["new", "unreadable"]


def test_a_file_that_is_not_there_or_not_one_of_ours_gives_two(tmp_path, capsys):
    assert cli.main(["procedures", "import", str(tmp_path / "khong-co.csv")]) == 2
    (tmp_path / "la.csv").write_text("a,b\n")
    assert cli.main(["procedures", "import", str(tmp_path / "la.csv")]) == 2
    assert "thiếu các cột" in capsys.readouterr().err
