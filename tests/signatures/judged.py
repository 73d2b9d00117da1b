"""What others than the library that signed say of a signed file."""

import subprocess
from pathlib import Path

from thongsuot.common import files
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.signatures.signing import State, validate_pdf
from thongsuot.signatures.signing.trust import configured


def signed_by(file: StoredFile, folder: Path) -> list[str]:
    """Names of who signed, in order; the platform's judge and poppler's both call each signature valid."""
    pdf = files.read_bytes(file)
    report = validate_pdf(pdf, at=now(), trust=configured())
    assert report.state == State.VALID
    path = folder / "da-ky.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == len(report.signatures)
    return [one.name for one in report.signatures]
