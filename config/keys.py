"""Secret of this installation: from the environment, else made once and kept under `.var/keys/`."""

import os
import secrets
from pathlib import Path


def secret_key(var: Path) -> str:
    """Return Django's signing secret; create the key file with mode 0600 at the first start."""
    given = os.environ.get("THONGSUOT_SECRET_KEY")
    if given:
        return given
    path = var / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:  # another process of the same start was first
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
