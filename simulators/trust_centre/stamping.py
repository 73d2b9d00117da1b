"""Time stamps (RFC 3161) by the program openssl: another hand than the library that asks for them."""

import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from simulators.trust_centre.authority import SUB, TSA, Authority

POLICY = "1.3.6.1.4.1.99999.1"
_one_at_a_time = threading.Lock()  # the serial number lies in a file

CONFIGURATION = """[tsa]
default_tsa = stamps
[stamps]
serial = {serial}
crypto_device = builtin
signer_cert = {certificate}
signer_key = {key}
certs = {chain}
signer_digest = sha256
default_policy = {policy}
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def can_stamp() -> bool:
    """Whether this machine has the program."""
    return shutil.which("openssl") is not None


def stamp(centre: Authority, question: bytes) -> bytes:
    """The answer to a time-stamp question; raises CalledProcessError for what is none."""
    folder = centre.folder
    configuration = CONFIGURATION.format(
        serial=folder / "tsa.serial",
        certificate=folder / f"{TSA}.crt",
        key=folder / f"{TSA}.key",
        chain=folder / f"{SUB}.crt",
        policy=POLICY,
    )
    with tempfile.TemporaryDirectory() as place, _one_at_a_time:
        asked, answer, words = (Path(place) / name for name in ("asked", "answer", "tsa.cnf"))
        asked.write_bytes(question)
        words.write_text(configuration)
        command = ["openssl", "ts", "-reply", "-config", words, "-queryfile", asked, "-out", answer]
        subprocess.run(command, check=True, capture_output=True, timeout=30)  # noqa: S603  (our own words, no shell)
        return answer.read_bytes()
