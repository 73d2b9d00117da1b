"""A package that is not what its sender signed comes nowhere near the tables, and says why."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cutover.three_provinces import LATER, PASSPHRASE, House
from tests.factories.installations import Installation
from thongsuot.common.errors import Invalid
from thongsuot.cutover.carrying import arriving, packing, sealing
from thongsuot.cutover.carrying.envelope import MANIFEST, Reader, Writer, fingerprint, own_key
from thongsuot.cutover.models import Identity, Package, PackageSource
from thongsuot.dossiers.models import Dossier


def refused(house: House, path: Path, **more: str) -> str:
    """The code of the refusal; and nothing was written."""
    with pytest.raises(Invalid) as said:
        house.take_in("93", path, **more)
    assert str(said.value.detail).strip()
    assert (Package.objects.count(), Identity.objects.count(), Dossier.objects.count()) == (0, 0, 0)
    return str(said.value.code)


def sealed(house: House, to: Path, **changes: object) -> Path:
    """A package with one part, whose manifest says something else, signed by whoever is at work."""
    with Writer(to, bytes(32)) as writer:
        writer.add("units.jsonl", [b"{}\n"])
        facts = Reader(Path(house.packages["93"].path)).manifest
        writer.seal({**{name: value for name, value in facts.items() if name != "parts"}, **changes})
    return to


def test_one_changed_byte_is_found_before_anything_is_read(house: House, home: Installation, tmp_path: Path) -> None:
    raw = bytearray(Path(house.packages["93"].path).read_bytes())
    with zipfile.ZipFile(house.packages["93"].path) as package:
        entry = package.getinfo("tables/dossiers.dossier")
    raw[entry.header_offset + len(entry.filename) + 60] ^= 1
    (path := tmp_path / "one.goi").write_bytes(raw)
    assert refused(house, path) in ("package_altered", "package_damaged")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.999])
def test_a_file_that_was_cut_off_is_no_package(house: House, home: Installation, tmp_path: Path, share: float) -> None:
    raw = Path(house.packages["93"].path).read_bytes()
    (path := tmp_path / "one.goi").write_bytes(raw[: int(len(raw) * share)])
    assert refused(house, path) == "package_damaged"


def test_a_part_that_was_swapped_or_added_is_found(house: House, home: Installation, tmp_path: Path) -> None:
    with zipfile.ZipFile(house.packages["93"].path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["tables/accounts.user"] = parts["tables/accounts.post"]
    rewritten(parts, path := tmp_path / "swapped.goi")
    assert refused(house, path) == "package_altered"
    parts = {**parts, "tables/more": b"x"}
    rewritten(parts, path := tmp_path / "added.goi")
    assert refused(house, path) == "package_altered"


def rewritten(parts: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_a_manifest_that_was_touched_no_longer_carries_its_signature(
    house: House, home: Installation, tmp_path: Path
) -> None:
    with zipfile.ZipFile(house.packages["93"].path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    manifest = json.loads(parts[MANIFEST])
    parts[MANIFEST] = json.dumps({**manifest, "made_at": "2025-07-22T00:00:00+07:00"}).encode()
    rewritten(parts, path := tmp_path / "touched.goi")
    assert refused(house, path) == "package_altered"


def test_a_newer_format_and_another_version_of_the_tables_are_named(
    house: House, home: Installation, tmp_path: Path
) -> None:
    assert refused(house, sealed(house, tmp_path / "newer.goi", format=2)) == "package_newer"
    tables = Reader(Path(house.packages["93"].path)).manifest["tables"]
    lock = sealing.wrap_under(PASSPHRASE, bytes(32))
    more = {**tables, "dossiers.dossier": [*tables["dossiers.dossier"], "a_new_column"]}
    assert refused(house, sealed(house, tmp_path / "other.goi", tables=more, lock=lock)) == "package_other_version"


def test_whose_key_signed_must_have_been_read_out_by_telephone(house: House, home: Installation) -> None:
    path = Path(house.packages["93"].path)
    assert refused(house, path, trust="") == "source_not_trusted"
    assert refused(house, path, trust=house.packages["92"].key_fingerprint) == "source_key_wrong"
    assert not PackageSource.objects.exists()


def test_a_wrong_passphrase_opens_nothing(house: House, home: Installation) -> None:
    assert refused(house, Path(house.packages["93"].path), passphrase="không phải mật khẩu này") == "passphrase_wrong"


def test_a_package_for_one_receiver_opens_there_and_nowhere_else(
    house: House, home: Installation, tmp_path: Path
) -> None:
    ours = sealing.receiving_key()
    with house.made["haugiang"].at_work():
        packing.export(province="93", to=(path := tmp_path / "for.goi"), at=LATER, receiver=ours)
        with pytest.raises(Invalid) as elsewhere:
            arriving.receive(path, at=LATER, trust=fingerprint(own_key()[1]))
    assert elsewhere.value.code == "package_not_for_us"
    done = house.take_in("93", path, passphrase="", dry_run=True)
    assert (done.problems, Dossier.objects.count(), Package.objects.count()) == ([], 0, 0)


def test_no_number_and_no_name_stands_readable_in_the_file(house: House) -> None:
    raw = Path(house.packages["93"].path).read_bytes()
    assert b"042190001234" not in raw
    assert "Nguyễn Thị Lan".encode() not in raw


def test_an_export_that_fails_leaves_no_file(house: House, tmp_path: Path, copy_of) -> None:
    with copy_of("haugiang").at_work():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO common_counter (series, period, value) VALUES ('strange:1', '2025', 1)")
        with pytest.raises(Invalid) as said:
            packing.export(province="93", to=tmp_path / "half.goi", at=LATER, passphrase=PASSPHRASE)
        assert said.value.code == "series_unknown"
        assert list(tmp_path.glob("*")) == list(tmp_path.glob("empty"))
        with pytest.raises(Invalid) as unknown:
            packing.export(province="Tỉnh Không Có", to=tmp_path / "half.goi", at=LATER, passphrase=PASSPHRASE)
        assert unknown.value.code == "province_unknown"
        with pytest.raises(Invalid) as short:
            packing.export(province="93", to=tmp_path / "half.goi", at=LATER, passphrase="ngắn")
        assert short.value.code == "passphrase_short"
