"""Thiết bị ký số dùng thử: a SoftHSM token beside the data. Real installations name their own PKCS#11 library."""

import os
import shutil
import subprocess
from pathlib import Path

from config.run.places import Places

MODULE, CONFIGURATION = "THONGSUOT_PKCS11_MODULE", "SOFTHSM2_CONF"
LABEL, PIN = "dung-thu", "246810"  # the demonstration's, shown at its start
_LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


def library() -> str:
    """SoftHSM's library on this machine; empty when there is none."""
    return next((path for path in _LIBRARIES if Path(path).exists()), "")


def missing() -> bool:
    """Whether this machine cannot keep keys in a token."""
    return not library() or shutil.which("softhsm2-util") is None


def tell(places: Places) -> None:
    """Put the token's addresses into the environment that the parts are given."""
    if missing() or MODULE in os.environ:
        return
    os.environ[MODULE] = library()
    os.environ[CONFIGURATION] = str(places.var / "token" / "softhsm2.conf")


def make(folder: Path) -> None:
    """An empty token; one that is there stays. Raises CalledProcessError with the program's words."""
    tokens = folder / "tokens"
    if tokens.exists() and any(tokens.iterdir()):
        return
    tokens.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
    (folder / "softhsm2.conf").write_text(words)
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN[::-1]]
    subprocess.run(command, check=True, capture_output=True, text=True)
