"""Gói tin: made, verified without our software, taken in again; one flipped byte is noticed by everybody."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.records.archive_world import NOW, PDF, a_file
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.records import services
from thongsuot.records.models import HandIn, Package, RecordFile, RecordItem
from thongsuot.records.packages import bagit, bringing, making, metadata
from thongsuot.records.storage import copying

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify-package.sh"
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("unzip", "sha256sum", "openssl")),
    reason="máy này thiếu unzip, sha256sum hoặc openssl",
)


@pytest.fixture
def made(archive, settings, tmp_path):
    """A package of a kind, made as the job makes it."""
    settings.RECORD_PACKAGES = tmp_path / "goi"
    settings.KEYS_ROOT = tmp_path / "keys"
    files = archive.kept(a_file(1), a_file(2))

    def make(kind="aip", who="luutru"):
        package = making.ask(kind=kind, file_uids=[f.uid for f in files], principal=archive.who(who), at=NOW)
        making.make(package.pk, at=NOW)
        package.refresh_from_db()
        return package

    return make


def run(*arguments):
    return subprocess.run(
        ["sh", str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}
    )


def with_a_flipped_byte(path, needle, out):
    content = path.read_bytes()
    at = content.index(needle)
    out.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    return out


@needs_tools
def test_is_verified_with_common_tools_and_the_key_that_came_another_way(made, tmp_path):
    package = made()
    key = tmp_path / "khoa.pem"
    key.write_bytes(bagit.public_pem())
    good = run(making.path_of(package), key)
    assert good.returncode == 0, good.stderr
    assert "ĐÚNG" in good.stdout
    assert run(making.path_of(package)).returncode == 0  # with the key inside, and says so


@needs_tools
def test_one_flipped_byte_is_noticed(made, tmp_path):
    path = making.path_of(made())
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "goi-mo")
    document = next((tmp_path / "goi-mo").rglob("*.pdf"))
    content = bytearray(document.read_bytes())
    content[-2] ^= 1
    document.write_bytes(content)
    changed = tmp_path / "sua.zip"
    with zipfile.ZipFile(changed, "w") as again:
        for file in sorted((tmp_path / "goi-mo").rglob("*")):
            if file.is_file():
                again.write(file, file.relative_to(tmp_path / "goi-mo"))
    bad = run(changed)
    assert bad.returncode == 1
    assert "tài liệu đã khác" in bad.stderr
    with pytest.raises(Invalid) as refused:
        bagit.Reader(changed, most_bytes=10**9).verify()
    assert refused.value.code == "package_damaged"


@needs_tools
def test_a_byte_flipped_in_the_zip_itself_is_noticed(made, tmp_path):
    changed = with_a_flipped_byte(making.path_of(made()), b"trailer", tmp_path / "sua.zip")
    assert run(changed).returncode == 1


@needs_tools
def test_a_manifest_written_anew_does_not_pass_the_key(made, tmp_path):
    path = making.path_of(made())
    other = tmp_path / "other.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", tmp_path / "k"], check=True)
    subprocess.run(["openssl", "pkey", "-in", tmp_path / "k", "-pubout", "-out", other], check=True)
    bad = run(path, other)
    assert bad.returncode == 1
    assert "chữ ký" in bad.stderr
    assert run(tmp_path / "khong-co.zip").returncode == 2


def test_the_script_of_the_repository_says_how_it_ends(tmp_path):
    broken = tmp_path / "rong.zip"
    broken.write_bytes(b"khong phai zip")
    assert run(broken).returncode in (1, 2)


def test_holds_the_facts_as_xml_and_json_with_the_documents(made):
    with zipfile.ZipFile(making.path_of(made())) as package:
        names = [name.split("/", 1)[1] for name in package.namelist()]
        root = package.namelist()[0].split("/")[0]
        xml = ElementTree.fromstring(package.read(f"{root}/data/0001/ho-so.xml"))
    assert "data/0001/tai-lieu/0001-to-trinh.pdf" in names
    assert {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "metadata/goi.json"} <= set(
        names
    )
    assert xml.findtext("Maintenance") == "10 năm"
    assert [doc.findtext("TypeName") for doc in xml.iter("Document")] == ["Tờ trình", "Bản đồ"]
    assert "data/0001/nhat-ky.json" in names


def test_a_dissemination_package_keeps_what_is_the_archives_own(made):
    package = made("dip", who="canbo")
    with zipfile.ZipFile(making.path_of(package)) as opened:
        names = opened.namelist()
        text = b"".join(opened.read(name) for name in names if name.endswith(".json"))
    assert not [name for name in names if name.endswith("nhat-ky.json")]
    assert b"RetentionRule" not in text


def test_only_the_keeper_makes_archival_packages_and_strangers_none(archive, made):
    with pytest.raises(NotFound):
        made("aip", who="canbo")
    with pytest.raises(NotFound):
        made("dip", who="thachkhe")
    with pytest.raises(Invalid):
        made("rar")


def test_a_package_whose_bytes_are_lost_fails_in_words(archive, settings, tmp_path):
    settings.RECORD_PACKAGES = tmp_path / "goi"
    [file] = archive.kept()
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    package = making.ask(kind="aip", file_uids=[file.uid], principal=archive.who("luutru"), at=NOW)
    making.make(package.pk, at=NOW)
    package.refresh_from_db()
    assert package.state == Package.State.FAILED
    assert package.fault


def test_making_twice_changes_nothing(made):
    package = made()
    before = making.path_of(package).stat().st_mtime_ns
    making.make(package.pk, at=NOW)
    assert making.path_of(package).stat().st_mtime_ns == before
    assert package.done_files == 2


def test_a_submission_package_comes_in_once_as_a_hand_in(archive, made):
    path = making.path_of(made("sip"))
    given = {
        "province_id": archive.world.province.id, "unit_id": archive.world.mai_phu.id,
        "principal": archive.who("luutru"), "at": NOW,
    }  # fmt: skip
    hand = bringing.bring_in(path, **given)
    assert bringing.bring_in(path, **given).pk == hand.pk
    assert HandIn.objects.count() == 2
    came = RecordFile.objects.filter(lines__hand_in=hand).order_by("pk")
    assert [file.title for file in came] == [a_file(1).title, a_file(2).title]
    assert (came[0].years, came[0].state, came[0].began_on) == (10, "offered", a_file(1).began_on)
    assert RecordItem.objects.filter(file=came[0]).values_list("summary", flat=True)[1] == "Bản đồ giấy khổ A0"
    lines = list(hand.lines.values_list("pk", flat=True))
    services.accept(uid=hand.uid, lines=lines, principal=archive.who("luutru"), at=NOW)
    assert copying.copy_some(NOW) == 6  # the same two objects as before


@pytest.mark.parametrize(
    "wrong",
    [
        {"EndDate": "hôm qua"},
        {"StartDate": 7},
        {"NumberOfPaper": "nhiều"},
        {"Keyword": 5},
        {"documents": ["giấy"]},
        {"documents": [{"IssuedDate": "31/31/2020"}]},
        {"documents": [{"PageAmount": "hai"}]},
    ],
)
def test_a_package_that_describes_its_files_wrongly_is_refused_in_words(archive, made, monkeypatch, wrong):
    path, told = making.path_of(made("sip")), bringing._json
    monkeypatch.setattr(bringing, "_json", lambda bag, name: told(bag, name) | (wrong if "ho-so" in name else {}))
    before = HandIn.objects.count()
    with pytest.raises(Invalid) as refused:
        bringing.bring_in(
            path, province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id,
            principal=archive.who("luutru"), at=NOW,
        )  # fmt: skip
    assert (refused.value.code, HandIn.objects.count()) == ("package_unclear", before)


def test_a_stranger_brings_nothing_in(archive, made):
    with pytest.raises(NotFound):
        bringing.bring_in(
            making.path_of(made("sip")), province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id,
            principal=archive.who("thachkhe"), at=NOW,
        )  # fmt: skip


def bag_of(tmp_path, **names):
    path = tmp_path / "xau.zip"
    with zipfile.ZipFile(path, "w") as made_bad:
        for name, content in names.items():
            made_bad.writestr(name.replace("__", "/"), content)
    return path


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"a__x": "1", "b__y": "2"},
        {"a__..__..__etc__passwd": "1"},
        {"a__bagit.txt": "x"},
        {"a__manifest-sha256.txt": "khong phai ma bam", "a__tagmanifest-sha256.txt": ""},
    ],
)
def test_refuses_what_is_no_package(tmp_path, names):
    with pytest.raises(Invalid) as refused:
        bagit.Reader(bag_of(tmp_path, **names), most_bytes=10**6).verify()
    assert refused.value.code == "package_damaged"


def test_refuses_a_bomb_and_what_is_listed_but_missing(tmp_path):
    with pytest.raises(Invalid):
        bagit.Reader(bag_of(tmp_path, a__x="0" * 5000), most_bytes=1000)
    bag = bag_of(tmp_path, **{"a__manifest-sha256.txt": f"{'0' * 64}  data/x\n", "a__tagmanifest-sha256.txt": ""})
    with pytest.raises(Invalid):
        bagit.Reader(bag, most_bytes=10**6).verify()


def test_the_same_facts_give_the_same_bytes(archive):
    [file] = archive.kept()
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        making.write_package(out, "sip", [file], name="goi", at=NOW)
    assert first.getvalue() == second.getvalue()
    assert PDF[:8] in first.getvalue()


def test_every_field_says_whether_it_is_published():
    marks = {one["certainty"] for kind in metadata.fields().values() for one in kind}
    assert marks == {"published", "proposed"}
