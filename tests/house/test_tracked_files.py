"""Kho mã nguồn: nothing in it knows a particular machine or registry."""

import re
import subprocess

import pytest

from tests.house.rooms import ROOT

HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "deb.debian" + ".org",
    "resolved" + '": "http',
)
MACHINE = re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/\w")
TEXT = {
    ".py",
    ".toml",
    ".lock",
    ".txt",
    ".md",
    ".yml",
    ".yaml",
    ".json",
    ".sh",
    ".html",
    ".js",
    ".mjs",
    ".css",
    ".cfg",
    ".typ",
}


def tracked():
    """Files under version control, else (a downloaded archive) all files of the project."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("không phải kho git")
    names = [name for name in done.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts():
    """Tracked text files of ours; vendored ones are others' words."""
    for file in tracked():
        if (file.suffix in TEXT or file.name in {"Makefile", "run"}) and "vendor" not in file.parts:
            yield file, file.read_text()


def test_no_registry_host_in_any_file():
    found = [f"{file.relative_to(ROOT)}: {host}" for file, text in texts() for host in HOSTS if host in text]
    assert not found, f"địa chỉ kho gói trong mã nguồn: {found}"


def test_no_path_of_a_particular_machine():
    found = [f"{file.relative_to(ROOT)}: {hit[0]}" for file, text in texts() if (hit := MACHINE.search(text))]
    assert not found, f"đường dẫn của một máy cụ thể: {found}"


def test_no_uv_lock_and_every_package_has_a_hash():
    names = {file.name for file in tracked()}
    assert "uv.lock" not in names
    locked = (ROOT / "requirements.lock").read_text()
    packages = re.findall(r"^[a-z0-9][^\n]*==", locked, re.M | re.I)
    assert len(packages) > 40
    assert len(re.findall(r"--hash=sha256:", locked)) >= len(packages)


def test_nothing_unfinished_is_left():
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b|raise NotImplemented" + r"Error")
    found = [f"{file.relative_to(ROOT)}: {hit[0]}" for file, text in texts() if (hit := marks.search(text))]
    assert not found, f"việc còn dở: {found}"


def test_no_secret_is_tracked():
    names = [str(file.relative_to(ROOT)) for file in tracked()]
    bad = [
        name
        for name in names
        if name.startswith((".var/", ".venv/")) or name.endswith((".pem", ".key", "database_url"))
    ]
    assert not bad
