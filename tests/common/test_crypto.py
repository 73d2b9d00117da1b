"""Mã hoá: keys by version, ciphers tied to their rows, rotation reaches every registered place."""

import stat
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.common import crypto, keyring
from thongsuot.common.crypto import CannotDecryptError, decrypt, encrypt, lookup_hash

NUMBER = "042199001234"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"
    return settings.KEYS_ROOT


@given(st.text(max_size=100).filter(lambda text: text.isprintable()), st.binary(max_size=20))
def test_what_was_encrypted_can_be_read_again(text, aad):
    assert decrypt(encrypt(text, aad), aad) == text


def test_a_cipher_is_short_and_never_twice_the_same():
    assert len(encrypt(NUMBER, b"a")) == 41
    assert encrypt(NUMBER, b"a") != encrypt(NUMBER, b"a")
    assert NUMBER.encode() not in encrypt(NUMBER, b"a")


def test_a_cipher_of_another_row_does_not_open():
    with pytest.raises(CannotDecryptError):
        decrypt(encrypt(NUMBER, b"row 1"), b"row 2")


def test_a_damaged_cipher_does_not_open():
    cipher = bytearray(encrypt(NUMBER, b"a"))
    cipher[20] ^= 1
    with pytest.raises(CannotDecryptError):
        decrypt(bytes(cipher), b"a")
    with pytest.raises(CannotDecryptError):
        decrypt(b"", b"a")


def test_keys_are_files_for_their_owner_only(keys):
    encrypt(NUMBER, b"a")
    lookup_hash(NUMBER)
    files = sorted(path.name for path in keys.iterdir())
    assert files == ["data_1.key", "lookup_1.key"]
    for path in keys.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_bytes()) == 32


def test_the_hash_finds_equal_numbers_and_depends_on_the_key(settings, tmp_path):
    first = lookup_hash(NUMBER)
    assert first == lookup_hash(NUMBER)
    assert first != lookup_hash("042199001235")
    settings.KEYS_ROOT = tmp_path / "other"
    assert lookup_hash(NUMBER) != first


def test_many_first_users_make_one_key(keys):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: keyring.newest("data"), range(16)))
    assert len(found) == 1


def test_old_ciphers_open_after_a_new_key():
    old = encrypt(NUMBER, b"a")
    assert keyring.add_version("data") == 2
    new = encrypt(NUMBER, b"a")
    assert (crypto.version_of(old), crypto.version_of(new)) == (1, 2)
    assert decrypt(old, b"a") == decrypt(new, b"a") == NUMBER


def test_without_its_key_file_a_cipher_stays_shut(keys):
    old = encrypt(NUMBER, b"a")
    keyring.add_version("data")
    (keys / "data_1.key").unlink()
    with pytest.raises(CannotDecryptError, match="thiếu khoá"):
        decrypt(old, b"a")


@pytest.fixture
def secrets_table(db, monkeypatch):
    monkeypatch.setattr(crypto, "_sources", {})
    monkeypatch.setattr(crypto, "BATCH", 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE secret_place (id bigint PRIMARY KEY, uid uuid, cipher bytea, province_id bigint DEFAULT 42)"
        )
        for number in range(1, 9):
            uid = uuid4()
            cursor.execute(
                "INSERT INTO secret_place VALUES (%s, %s, %s)", [number, uid, encrypt(f"số {number}", uid.bytes)]
            )
        cursor.execute("INSERT INTO secret_place VALUES (100, %s, NULL), (101, %s, '')", [uuid4(), uuid4()])
    crypto.register_column(
        "secret_place", "cipher", key=("province_id", "id"), aad=lambda uid: uid.bytes, needs=("uid",)
    )


def rows() -> list[tuple[int, UUID, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, uid, cipher FROM secret_place WHERE length(cipher) > 0 ORDER BY id")
        return [(number, uid, bytes(cipher)) for number, uid, cipher in cursor.fetchall()]


def test_rotation_reaches_every_row_in_batches(secrets_table):
    assert crypto.rotate() == {"secret_place.cipher": 8}
    assert {crypto.version_of(cipher) for _number, _uid, cipher in rows()} == {2}
    assert [decrypt(cipher, uid.bytes) for _number, uid, cipher in rows()] == [f"số {n}" for n in range(1, 9)]


def test_a_single_key_column_is_enough(secrets_table):
    crypto.register_column("secret_place", "cipher", key="id", aad=lambda uid: uid.bytes, needs=("uid",))
    assert crypto.rotate() == {"secret_place.cipher": 8}


def test_an_interrupted_rotation_can_be_finished(secrets_table):
    keyring.add_version("data")
    assert crypto.recrypt_all() == {"secret_place.cipher": 8}
    assert crypto.recrypt_all() == {"secret_place.cipher": 0}


def test_other_places_register_a_function(secrets_table):
    crypto.register("recovery codes", lambda newest: newest * 10)
    assert crypto.rotate() == {"recovery codes": 20, "secret_place.cipher": 8}
