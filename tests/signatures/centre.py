"""A trust centre and a token for the tests: one of each for the whole run of a process."""

import os
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from simulators.trust_centre.authority import Authority, Wanted
from simulators.trust_centre.server import Server
from thongsuot.signatures.signing import FileSigner, Trust
from thongsuot.signatures.signing.tokens import PKCS11Signer, make_key
from thongsuot.signatures.signing.trust import certificates

PIN, TOKEN = "246810", "thu-nghiem"
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


@dataclass
class Centre:
    """The running centre, and what tests ask of it."""

    authority: Authority
    server: Server
    folder: Path
    _files: dict[str, tuple[x509.Certificate, bytes]] = field(default_factory=dict)

    def trust(self, **more: object) -> Trust:
        """A new memory of answers, so that no test sees another's."""
        roots = certificates(self.authority.folder / "root.crt")
        issuers = certificates(self.authority.folder / "sub.crt")
        return Trust(roots, issuers, f"{self.authority.address}/tsa", **more)

    def file_signer(self, name: str, **said: object) -> FileSigner:
        """A person or agency whose key lies in memory; the same name is the same key."""
        if name not in self._files:
            key = rsa.generate_private_key(65537, 2048)
            secret = key.private_bytes(
                PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(PIN.encode())
            )
            public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            issued = self.authority.issue(public, Wanted(name, **said)).public_bytes(DER)
            self._files[name] = (x509.Certificate.load(issued), secret)
        return FileSigner(*self._files[name], PIN)

    def token_signer(self, name: str, label: str, *, pin: str = PIN, **said: object) -> PKCS11Signer:
        """The same with the key made inside the token."""
        public = make_key(module=MODULE, token=TOKEN, pin=PIN, label=label)
        issued = self.authority.issue(public, Wanted(name, **said)).public_bytes(DER)
        certificate = x509.Certificate.load(issued)
        return PKCS11Signer(module=MODULE, token=TOKEN, key=label, pin=pin, certificate=certificate)

    def revoke(self, certificate: x509.Certificate, at: datetime | None = None) -> None:
        """From now on, or from a moment before."""
        self.authority.revoke(certificate.serial_number, at)

    def later(self, days: float) -> datetime:
        """The centre answers as of so many days from now; returns that moment."""
        self.authority.ahead = timedelta(days=days)
        return datetime.now(UTC) + timedelta(days=days)


def start(folder: Path) -> Centre:
    """In a thread of this process, on a free port."""
    server = Server(0, None)  # type: ignore[arg-type]  # its authority needs to know the port
    server.centre = Authority(folder / "centre", f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return Centre(server.centre, server, folder)


def lacking() -> list[str]:
    """Programs of the machine that the tests of signing need; installed as .ci/run does where that is possible."""
    missing = [name for name in ("softhsm2-util", "openssl", "pdfsig") if shutil.which(name) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        command = (
            "apt-get -o DPkg::Lock::Timeout=900 install -y -qq --no-install-recommends softhsm2 openssl poppler-utils"
        )
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(command.split(), env=env, capture_output=True).returncode != 0:
            subprocess.run(["apt-get", "-o", "DPkg::Lock::Timeout=900", "update", "-qq"], env=env, capture_output=True)
            subprocess.run(command.split(), env=env, capture_output=True)
        missing = [name for name in missing if shutil.which(name) is None]
    return missing


def make_token(folder: Path) -> None:
    """An empty SoftHSM token in a folder of its own, known to this process."""
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    command = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "13579"]
    subprocess.run(command, check=True, capture_output=True)
