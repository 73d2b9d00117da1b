"""Máy chủ thư IMAP cho bài thử: Dovecot of the operating system (gói dovecot-imapd), with its own files, on loopback.

Nothing of the system's Dovecot is used or changed. Without the program whoever asked is told so.
"""

import imaplib
import os
import shutil
import ssl
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.run.process import servant, spawn
from config.run.waiting import NotReady, put_down, wait_for, wait_for_process

PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/bin")


class NoMailServer(Exception):
    """Không có chương trình máy chủ thư; in words."""


@dataclass
class MailServer:
    """Máy chủ đang chạy."""

    folder: Path
    port: int
    plain_port: int
    roots: Path
    process: "subprocess.Popen[bytes]"
    users: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """As the settings name it."""
        return f"imaps://localhost:{self.port}"

    def let_in(self, name: str, password: str) -> None:
        """Mở hộp thư cho người này, or change the password."""
        self.users[name] = password
        lines = [f"{one}:{{PLAIN}}{word}::::::" for one, word in self.users.items()]
        (self.folder / "users").write_text("\n".join(lines) + "\n")
        if not wait_for(lambda: self._lets_in(name, password)):
            raise NotReady(f"Dovecot không nhận {name}")  # it looks at the file once in a while

    def _lets_in(self, name: str, password: str) -> bool:
        try:
            with self.line() as line:
                line.authenticate("PLAIN", lambda _asked: f"\0{name}\0{password}".encode())
                return True
        except imaplib.IMAP4.error:
            return False

    def line(self) -> imaplib.IMAP4_SSL:
        """A line to the server, before anybody has signed in."""
        return imaplib.IMAP4_SSL("localhost", self.port, ssl_context=_context(self.roots), timeout=60)

    def stop(self) -> None:
        """Dừng hẳn."""
        put_down(self.process)


def program() -> str:
    """Where Dovecot is; raises NoMailServer."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    found = shutil.which("dovecot", path=path)
    if found is None:
        raise NoMailServer("máy này không có Dovecot (gói dovecot-imapd)")
    return found


def start(folder: Path, port: int) -> MailServer:
    """Chạy trên `port` (TLS ngay) và cổng kế tiếp (STARTTLS); returns when it answers."""
    dovecot = program()
    folder.mkdir(parents=True, exist_ok=True)
    _certificate(folder)
    (folder / "users").touch()
    (folder / "mail").mkdir(exist_ok=True)
    who = servant(folder / "mail-of-nobody")
    configuration = folder / "dovecot.conf"
    configuration.write_text(_configured(folder, port, who.name if who else ""))
    if who:
        for path in (folder, *folder.iterdir()):
            os.chown(path, who.uid, who.gid)
        for above in [folder, *folder.parents]:  # the test's own folders are closed to others
            if above.stat().st_uid == os.geteuid() or above == folder:
                above.chmod(above.stat().st_mode | 0o011)
    log = folder / "output"
    with log.open("ab") as output:
        process = spawn([dovecot, "-F", "-c", str(configuration)], environment=os.environ, output=output)
    roots = folder / "cert.pem"
    wait_for_process(process, lambda: _answers(port, roots), output=log)
    return MailServer(folder, port, port + 1, roots, process)


def _configured(folder: Path, port: int, user: str) -> str:
    """One user of the system owns every mailbox; who may log in stands in the file `users`."""
    own = f"mail_uid = {user}\nmail_gid = {user}\n" if user else ""
    names = "" if user else _all_as_ourselves()
    return f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
first_valid_gid = 0
auth_mechanisms = plain login
auth_failure_delay = 0
{own}{names}passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port + 1}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def _all_as_ourselves() -> str:
    """Without root every part runs as whoever started it, unconfined."""
    name = os.environ.get("USER") or str(os.geteuid())
    parts = "".join(f"service {one} {{\n  chroot =\n}}\n" for one in ("imap-login", "stats"))
    return f"default_internal_user = {name}\ndefault_login_user = {name}\n{parts}"


def _certificate(folder: Path) -> None:
    """A certificate for localhost that is its own root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)


def _context(roots: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(roots))


def _answers(port: int, roots: Path) -> bool:
    try:
        with imaplib.IMAP4_SSL("localhost", port, ssl_context=_context(roots), timeout=5):
            return True
    except (OSError, imaplib.IMAP4.error):
        return False
