"""Chỗ để dữ liệu: where one installation keeps its cluster, logs, keys and addresses."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.run.problem import CannotRun

ROOT = Path(__file__).resolve().parent.parent.parent
SOCKET_NAME = "/.s.PGSQL.65535"
LONGEST_SOCKET_PATH = 107  # sun_path of Linux, without its closing zero


@dataclass(frozen=True)
class Places:
    """The folder of an installation (`THONGSUOT_VAR`) and the ports it may use."""

    var: Path
    port_base: int

    @classmethod
    def from_environment(cls) -> "Places":
        """Read `THONGSUOT_VAR` (default `.var`) and `THONGSUOT_PORT_BASE` (default 17000)."""
        var = Path(os.environ.get("THONGSUOT_VAR") or ROOT / ".var").absolute()
        base = os.environ.get("THONGSUOT_PORT_BASE") or "17000"
        if not base.isdigit() or not 1024 <= int(base) <= 64_000:
            raise CannotRun(f"THONGSUOT_PORT_BASE phải là số từ 1024 đến 64000, không phải “{base}”.")
        return cls(var, int(base))

    def make(self) -> None:
        """Create the folders; say clearly when they belong to somebody else."""
        try:
            for folder in (self.var, self.log, self.run):
                folder.mkdir(parents=True, exist_ok=True)
            (self.var / ".gitignore").write_text("*\n")
            probe = self.run / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except (OSError, ValueError) as error:
            raise CannotRun(
                f"Không ghi được vào thư mục dữ liệu {self.var} ({error.__class__.__name__}: {error}).\n"
                "Hãy chạy bằng đúng người dùng đã tạo thư mục này, hoặc đặt THONGSUOT_VAR tới một thư mục khác."
            ) from error

    @property
    def log(self) -> Path:
        """Nhật ký của từng phần."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """Locks and process numbers."""
        return self.var / "run"

    @property
    def pg_port(self) -> int:
        """Number in the name of the private socket; the cluster listens on no network port."""
        return self.port_base + 432

    def address_file(self, role: str) -> Path:
        """File with the database address of a role: owner, web or admin."""
        return self.var / ("database_url" if role == "owner" else f"{role}_database_url")

    def short_name(self) -> str:
        """A name for this installation that is stable and fits into a socket path."""
        return sha256(str(self.var).encode()).hexdigest()[:10]

    def socket_folder(self, beside: Path) -> Path:
        """Folder for the private socket: beside the data if its path is short enough, else a temporary one."""
        if len(str(beside) + SOCKET_NAME) <= LONGEST_SOCKET_PATH:
            return beside
        return Path(tempfile.gettempdir()) / f"thongsuot-{self.short_name()}"


def write_private(path: Path, text: str) -> None:
    """Write a secret so that only its owner may read it, complete or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    draft.replace(path)


def read_private(path: Path) -> str | None:
    """Read a secret; None when there is none, a clear message when it belongs to somebody else."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise CannotRun(f"Không đọc được {path}: tệp thuộc người dùng khác. Hãy chạy bằng người đó.") from error


def without_jobs() -> bool:
    """Whether background jobs are done elsewhere, or not at all, on purpose; /readyz then misses no worker."""
    return os.environ.get("THONGSUOT_WITHOUT_JOBS") == "1"
